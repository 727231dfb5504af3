-- Which ledger this is, and which starts of the daemon it knows: folders of outboxes carry both (ledger/starts.ts).

CREATE TABLE ledger_ids (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL
) STRICT;

CREATE TABLE starts (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  token TEXT NOT NULL UNIQUE,
  -- Signs of life that it may have given.
  signs INTEGER NOT NULL DEFAULT 0,
  at_ms INTEGER NOT NULL
) STRICT;
