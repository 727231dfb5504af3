-- Claimed originals that outlive the end of their transfer: when each may be compared with what was sent, and removed.

ALTER TABLE transfers ADD COLUMN original_due_ms INTEGER;
CREATE INDEX transfers_original ON transfers (original_due_ms, sequence) WHERE original_due_ms IS NOT NULL;
CREATE INDEX transfers_original_folder ON transfers (folder) WHERE original_due_ms IS NOT NULL;
