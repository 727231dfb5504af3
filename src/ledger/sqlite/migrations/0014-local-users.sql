-- Which user of this machine made it, by a call without a key: he sees it in his lists, and its id opens it. NULL for
-- all else. -1: a call without a key of an earlier version, which did not know users; its id still opens it.

ALTER TABLE transfers ADD COLUMN local_uid INTEGER;
ALTER TABLE fetches ADD COLUMN local_uid INTEGER;
ALTER TABLE webhooks ADD COLUMN local_uid INTEGER;

UPDATE fetches SET local_uid = -1 WHERE actor = 'local caller';
UPDATE transfers SET local_uid = -1
  WHERE id IN (SELECT transfer_id FROM facts WHERE event = 'recorded' AND actor = 'local caller')
     OR id IN (SELECT id FROM fetches WHERE local_uid = -1);
UPDATE webhooks SET local_uid = -1 WHERE origin = 'api';

CREATE INDEX transfers_by_local ON transfers (local_uid, created_ms) WHERE local_uid IS NOT NULL;
CREATE INDEX fetches_answered ON fetches (transfer_id) WHERE local_uid IS NOT NULL;
CREATE INDEX deliveries_about ON deliveries (subject, webhook);
