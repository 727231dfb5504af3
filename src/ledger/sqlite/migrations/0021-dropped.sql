-- Which transfer was taken last from a folder under a name: asked for each status file that is written beside the data.

CREATE INDEX transfers_dropped ON transfers (folder, name, sequence) WHERE direction = 'out' AND look <> '';
