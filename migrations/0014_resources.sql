-- Protected resources that tokens may be meant for. client_id is who may ask about such tokens; empty: only those whose tokens
-- they are.
CREATE TABLE resources (
  uri TEXT NOT NULL PRIMARY KEY,
  scopes TEXT NOT NULL,
  client_id TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
INSERT INTO versions (name, version, changed_at) VALUES ('resources', 1, 0);
