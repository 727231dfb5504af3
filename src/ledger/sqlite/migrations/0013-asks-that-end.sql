-- An ask that ended because the bank had nothing more: what it offered before is offered no more.

ALTER TABLE asks ADD COLUMN drained INTEGER NOT NULL DEFAULT 0;
