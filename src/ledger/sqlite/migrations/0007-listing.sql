-- Lists by what changed last, and of one virtual file, without reading all that there is.

CREATE INDEX transfers_changed ON transfers (updated_ms, sequence);
CREATE INDEX transfers_virtual_file ON transfers (virtual_file, bank, sequence);
