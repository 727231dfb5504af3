-- What people are told is stored as a code with arguments (wording/): the sentence is made when somebody reads.
-- Empty where a sentence is stored as it is.

ALTER TABLE transfers ADD COLUMN reason_arguments TEXT NOT NULL DEFAULT '';
ALTER TABLE conditions ADD COLUMN arguments TEXT NOT NULL DEFAULT '';
-- Code and arguments together; part of the chain (ledger/audit.ts).
ALTER TABLE facts ADD COLUMN message TEXT NOT NULL DEFAULT '';
