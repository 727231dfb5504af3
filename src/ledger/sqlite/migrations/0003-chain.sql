-- Facts carry a keyed hash of themselves and of the one before (ledger/audit.ts).

ALTER TABLE facts ADD COLUMN chain TEXT NOT NULL DEFAULT '';
