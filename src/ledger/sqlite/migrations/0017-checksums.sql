-- A checksum of each row of the tables by which something is decided. Triggers keep it (checksums.ts), which makes
-- them from the columns that a table has: a later step that adds a column need do nothing more; one that drops a
-- column drops the two triggers of its table first.

ALTER TABLE transfers ADD COLUMN checksum INTEGER;
ALTER TABLE attempts ADD COLUMN checksum INTEGER;
ALTER TABLE sync_points ADD COLUMN checksum INTEGER;
ALTER TABLE counters ADD COLUMN checksum INTEGER;
ALTER TABLE conditions ADD COLUMN checksum INTEGER;
ALTER TABLE asks ADD COLUMN checksum INTEGER;
ALTER TABLE messages ADD COLUMN checksum INTEGER;
ALTER TABLE webhooks ADD COLUMN checksum INTEGER;
ALTER TABLE deliveries ADD COLUMN checksum INTEGER;
ALTER TABLE cursors ADD COLUMN checksum INTEGER;
ALTER TABLE call_keys ADD COLUMN checksum INTEGER;
ALTER TABLE fetches ADD COLUMN checksum INTEGER;
ALTER TABLE api_keys ADD COLUMN checksum INTEGER;
ALTER TABLE payment_references ADD COLUMN checksum INTEGER;
ALTER TABLE final_points ADD COLUMN checksum INTEGER;
ALTER TABLE ledger_ids ADD COLUMN checksum INTEGER;
ALTER TABLE starts ADD COLUMN checksum INTEGER;
