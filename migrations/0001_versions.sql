-- One row for each set of rows that servers keep a copy of: a change moves the version, and whoever sees another
-- version than that of its copy reads the set anew. Text, whole numbers and nothing else is used in all tables, because
-- SQLite would give other types a numeric affinity; times are milliseconds since 1970, given by the caller.
CREATE TABLE versions (
  name TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
INSERT INTO versions (name, version, changed_at) VALUES ('clients', 1, 0);
INSERT INTO versions (name, version, changed_at) VALUES ('keys', 1, 0);
