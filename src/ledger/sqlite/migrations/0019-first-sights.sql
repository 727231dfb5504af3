-- Since when what is not taken lies in an outbox (ledger/first-sights.ts).

CREATE TABLE first_sights (
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  lain_ms INTEGER NOT NULL,
  checksum INTEGER,
  PRIMARY KEY (folder, name)
) STRICT, WITHOUT ROWID;
