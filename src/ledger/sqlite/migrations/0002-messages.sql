-- Messages from and to banks, and the way from a bank's transfer number to the transfer.

CREATE TABLE messages (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  message_key  TEXT NOT NULL UNIQUE,
  bank         TEXT NOT NULL,
  direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  at_ms        INTEGER NOT NULL,
  about        TEXT NOT NULL,
  text         TEXT NOT NULL,
  transfer_id  TEXT REFERENCES transfers (id),
  applied      INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_open ON messages (sequence) WHERE applied = 0;

CREATE INDEX transfers_number ON transfers (bank, json_extract(pesit, '$.transferNumber'), sequence)
  WHERE direction = 'out' AND pesit IS NOT NULL;
