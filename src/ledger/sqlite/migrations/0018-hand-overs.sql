-- Which received files a program has: downloaded whole over the API, or copied to where it wants them. Until then a
-- file is the answer to whoever asks for it by its name.

CREATE TABLE IF NOT EXISTS hand_overs (
  transfer_id  TEXT PRIMARY KEY,
  at_ms        INTEGER NOT NULL,
  how          TEXT NOT NULL,
  actor        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE hand_overs ADD COLUMN checksum INTEGER;

DROP INDEX fetches_answered;
CREATE INDEX fetches_answered ON fetches (transfer_id) WHERE transfer_id IS NOT NULL;
