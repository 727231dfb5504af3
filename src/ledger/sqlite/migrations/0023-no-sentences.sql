-- Nothing stores a sentence any more: what happened is a code and arguments (wording/), and sentences are made
-- when somebody reads. What the first versions stored as a sentence becomes the argument `oldText`, which is
-- read back as it was. The triggers of checksums name the columns of their table: they go first, and are made
-- anew at the end of this transaction (database/checksums.ts).
DROP TRIGGER IF EXISTS transfers_checksum_insert;
DROP TRIGGER IF EXISTS transfers_checksum_update;
UPDATE transfers SET
    code = CASE code WHEN '' THEN 'OLD-TEXT' ELSE code END,
    reason_arguments = json_object('oldText', reason)
  WHERE reason <> '' AND reason_arguments = '';
ALTER TABLE transfers DROP COLUMN reason;

DROP TRIGGER IF EXISTS conditions_checksum_insert;
DROP TRIGGER IF EXISTS conditions_checksum_update;
UPDATE conditions SET arguments = json_object('oldText', sentence) WHERE arguments = '';
ALTER TABLE conditions DROP COLUMN sentence;

-- The sentences of the first facts are in their chain and stay; no other comes to them.
CREATE TRIGGER facts_have_messages BEFORE INSERT ON facts WHEN NEW.sentence <> '' OR NEW.message = ''
  BEGIN SELECT RAISE(ABORT, 'a fact stores a message, not a sentence'); END;

-- Polls keep the message of how they ended.
DROP TRIGGER IF EXISTS asks_checksum_insert;
DROP TRIGGER IF EXISTS asks_checksum_update;
ALTER TABLE asks RENAME COLUMN sentence TO message;
UPDATE asks SET message = json_object('code', 'OLD-TEXT', 'arguments', json_object('oldText', message))
  WHERE NOT json_valid(message);

-- Fetches keep the message of how they ended.
DROP TRIGGER IF EXISTS fetches_checksum_insert;
DROP TRIGGER IF EXISTS fetches_checksum_update;
ALTER TABLE fetches RENAME COLUMN sentence TO message;
UPDATE fetches SET message = json_object('code', code, 'arguments', json_object('oldText', message))
  WHERE message <> '' AND NOT json_valid(message);

-- Deliveries keep the message of how the last try failed. Notices keep the message, and their sentence is made when they are sent.
DROP TRIGGER IF EXISTS deliveries_checksum_insert;
DROP TRIGGER IF EXISTS deliveries_checksum_update;
ALTER TABLE deliveries RENAME COLUMN error TO failure;
UPDATE deliveries SET failure = json_object('code', '', 'arguments', json_object('oldText', failure))
  WHERE failure <> '' AND NOT json_valid(failure);
UPDATE deliveries SET notice = json_remove(
    json_set(notice,
      '$.message', json_object('code', 'OLD-TEXT', 'arguments', json_object('oldText', notice ->> 'sentence')),
      '$.transfer.warnings', coalesce(notice -> '$.transfer.warnings', json('[]'))),
    '$.sentence')
  WHERE notice -> '$.message' IS NULL;
