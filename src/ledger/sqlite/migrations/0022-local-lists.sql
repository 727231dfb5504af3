-- Which transfers the lists of a user of this machine show, who calls without a key: those that his calls made, and
-- those that his calls were answered with, whoever fetched them. One transfer may be in the lists of several users.

CREATE TABLE local_lists (
  local_user   INTEGER NOT NULL,
  created_ms   INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  checksum     INTEGER,
  PRIMARY KEY (local_user, created_ms, sequence)
) STRICT, WITHOUT ROWID;

INSERT INTO local_lists (local_user, created_ms, sequence)
  SELECT local_uid, created_ms, sequence FROM transfers WHERE local_uid IS NOT NULL
  UNION
  SELECT fetches.local_uid, transfers.created_ms, transfers.sequence
    FROM fetches JOIN transfers ON transfers.id = fetches.transfer_id
    WHERE fetches.local_uid IS NOT NULL;

DROP INDEX transfers_by_local;
