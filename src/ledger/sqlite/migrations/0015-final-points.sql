-- Banks that were seen to refuse the sync point after the last byte, or to break the line at it.

CREATE TABLE final_points (
  bank        TEXT PRIMARY KEY,
  settings    TEXT NOT NULL,
  breaks      INTEGER NOT NULL,
  refused     INTEGER NOT NULL,
  updated_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
