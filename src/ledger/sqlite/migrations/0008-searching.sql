-- Lists of very many transfers by bank, virtual file or time of birth (search.ts). Partial, so that only a
-- query that says `sequence > 0` can go by them: without figures about the table, SQLite would take the one of
-- the banks, which hardly narrows anything, for better than those that were made for its query.

DROP INDEX transfers_virtual_file;
CREATE INDEX transfers_by_bank ON transfers (bank) WHERE sequence > 0;
CREATE INDEX transfers_by_file ON transfers (virtual_file) WHERE sequence > 0;
CREATE INDEX transfers_by_birth ON transfers (created_ms) WHERE sequence > 0;
