-- Transfers, their facts and attempts, sync points, counters, conditions, asks.

-- Tells a ledger from any other database.
PRAGMA application_id = 0x50534954;

CREATE TABLE transfers (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  direction     TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  state         TEXT NOT NULL,
  version       INTEGER NOT NULL,
  bank          TEXT NOT NULL,
  virtual_file  TEXT NOT NULL,
  folder        TEXT NOT NULL,
  name          TEXT NOT NULL,
  look          TEXT NOT NULL,
  size_bytes    INTEGER,
  sha256        TEXT,
  priority      INTEGER NOT NULL,
  lane          TEXT NOT NULL,
  pesit         TEXT,
  offer_key     TEXT,
  attempts      INTEGER NOT NULL DEFAULT 0,
  calls         INTEGER NOT NULL DEFAULT 0,
  due_ms        INTEGER,
  reason        TEXT NOT NULL,
  code          TEXT NOT NULL,
  last_sync     INTEGER NOT NULL DEFAULT 0,
  same_as       TEXT,
  confirmed_ms  INTEGER,
  summary       TEXT NOT NULL DEFAULT '',
  content_key   TEXT NOT NULL DEFAULT '',
  created_ms    INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL
) STRICT;

-- What may be taken by a bank, in the order in which it is; what is in a lane is found by the lane's head.
CREATE INDEX transfers_queued ON transfers (bank, priority, sequence)
  WHERE direction = 'out' AND state = 'queued' AND lane = '';
CREATE INDEX transfers_waiting ON transfers (bank, priority, sequence, due_ms)
  WHERE direction = 'out' AND state = 'waiting' AND lane = '';
CREATE INDEX transfers_due ON transfers (bank, due_ms) WHERE direction = 'out' AND state = 'waiting';
CREATE INDEX transfers_lane ON transfers (lane, sequence)
  WHERE lane <> '' AND state IN ('claimed', 'sealed', 'held', 'queued', 'sending', 'finishing', 'in-doubt', 'waiting');
CREATE INDEX transfers_state ON transfers (state, direction, sequence);
CREATE INDEX transfers_updated ON transfers (state, updated_ms);
CREATE INDEX transfers_folder ON transfers (folder, state, sequence);
CREATE INDEX transfers_content ON transfers (sha256, bank, virtual_file) WHERE sha256 IS NOT NULL;
CREATE INDEX transfers_content_key ON transfers (content_key) WHERE content_key <> '';
CREATE INDEX transfers_offer ON transfers (offer_key) WHERE offer_key IS NOT NULL;

CREATE TABLE facts (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  transfer_id  TEXT NOT NULL REFERENCES transfers (id),
  at_ms        INTEGER NOT NULL,
  event        TEXT NOT NULL,
  from_state   TEXT,
  to_state     TEXT NOT NULL,
  sentence     TEXT NOT NULL,
  actor        TEXT NOT NULL,
  detail       TEXT NOT NULL
) STRICT;
CREATE INDEX facts_transfer ON facts (transfer_id, sequence);
CREATE TRIGGER facts_never_change BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
CREATE TRIGGER facts_never_twice BEFORE INSERT ON facts WHEN EXISTS (SELECT 1 FROM facts WHERE sequence = NEW.sequence)
  BEGIN SELECT RAISE(ABORT, 'facts never change'); END;
CREATE TRIGGER facts_never_go BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts never go'); END;

CREATE TABLE attempts (
  transfer_id  TEXT NOT NULL REFERENCES transfers (id),
  number       INTEGER NOT NULL,
  started_ms   INTEGER NOT NULL,
  ended_ms     INTEGER,
  outcome      TEXT,
  detail       TEXT,
  PRIMARY KEY (transfer_id, number, started_ms)
) STRICT;

CREATE TABLE sync_points (
  transfer_id   TEXT NOT NULL REFERENCES transfers (id),
  number        INTEGER NOT NULL,
  offset_bytes  INTEGER NOT NULL,
  articles      INTEGER NOT NULL,
  confirmed     INTEGER NOT NULL,
  carry         TEXT NOT NULL,
  PRIMARY KEY (transfer_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name   TEXT PRIMARY KEY,
  value  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conditions (
  subject   TEXT PRIMARY KEY,
  code      TEXT NOT NULL,
  sentence  TEXT NOT NULL,
  since_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE asks (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  inbox         TEXT NOT NULL,
  bank          TEXT NOT NULL,
  virtual_file  TEXT NOT NULL,
  at_ms         INTEGER NOT NULL,
  result        TEXT NOT NULL,
  files         INTEGER NOT NULL,
  sentence      TEXT NOT NULL,
  slot_ms       INTEGER
) STRICT;
CREATE INDEX asks_inbox ON asks (inbox, virtual_file, sequence);
