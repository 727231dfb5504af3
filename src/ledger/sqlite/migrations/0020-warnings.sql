-- What was found in a file that is worth a look and no reason to stop it: a list of codes with their arguments, as
-- JSON. NULL where nothing was found, and where nobody looked. The index is for lists of files with warnings.

ALTER TABLE transfers ADD COLUMN warnings TEXT;
CREATE INDEX transfers_warned ON transfers (sequence) WHERE warnings IS NOT NULL;
