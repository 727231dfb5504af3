-- Calls of programs: the name under which a file was uploaded, keys that make a repeated call one call, and
-- files that were asked for by name.

ALTER TABLE transfers ADD COLUMN upload_name TEXT NOT NULL DEFAULT '';

CREATE TABLE call_keys (
  caller   TEXT NOT NULL,
  key      TEXT NOT NULL,
  request  TEXT NOT NULL,
  made_id  TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_keys_age ON call_keys (at_ms);

CREATE TABLE fetches (
  id            TEXT PRIMARY KEY,
  bank          TEXT NOT NULL,
  virtual_file  TEXT NOT NULL,
  folder        TEXT NOT NULL,
  remote_name   TEXT NOT NULL,
  target        TEXT NOT NULL,
  actor         TEXT NOT NULL,
  at_ms         INTEGER NOT NULL,
  result        TEXT NOT NULL,
  transfer_id   TEXT,
  code          TEXT NOT NULL DEFAULT '',
  sentence      TEXT NOT NULL DEFAULT '',
  ended_ms      INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX fetches_running ON fetches (at_ms) WHERE result = 'running';

CREATE INDEX transfers_label ON transfers (bank, virtual_file, json_extract(pesit, '$.label'), sequence)
  WHERE direction = 'in' AND pesit IS NOT NULL;
