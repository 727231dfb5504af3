-- Receivers, what they are owed, and how far those who follow the facts have come.

CREATE TABLE webhooks (
  id                 TEXT PRIMARY KEY,
  origin             TEXT NOT NULL CHECK (origin IN ('config', 'api')),
  url                TEXT NOT NULL,
  events             TEXT NOT NULL,
  header             TEXT NOT NULL,
  secret             TEXT NOT NULL,
  previous_secret    TEXT NOT NULL,
  previous_until_ms  INTEGER,
  created_ms         INTEGER NOT NULL,
  removed_ms         INTEGER
) STRICT, WITHOUT ROWID;

-- `due_ms` is null while an earlier delivery of the same webhook about the same subject is not over.
CREATE TABLE deliveries (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  webhook      TEXT NOT NULL REFERENCES webhooks (id),
  subject      TEXT NOT NULL,
  event        TEXT NOT NULL,
  notice       TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead', 'dropped')),
  created_ms   INTEGER NOT NULL,
  due_ms       INTEGER,
  until_ms     INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  last_ms      INTEGER,
  status       INTEGER,
  error        TEXT NOT NULL DEFAULT '',
  done_ms      INTEGER
) STRICT;
CREATE INDEX deliveries_due ON deliveries (webhook, due_ms, sequence) WHERE state = 'pending' AND due_ms IS NOT NULL;
CREATE INDEX deliveries_subject ON deliveries (webhook, subject, sequence) WHERE state = 'pending';
CREATE INDEX deliveries_state ON deliveries (state, webhook, sequence);
CREATE INDEX deliveries_webhook ON deliveries (webhook, sequence);
CREATE INDEX deliveries_done ON deliveries (state, done_ms) WHERE done_ms IS NOT NULL;

CREATE TABLE cursors (
  name      TEXT PRIMARY KEY,
  sequence  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
