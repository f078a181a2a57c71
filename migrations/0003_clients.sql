-- A removed client leaves its client_id behind, so that nobody is ever taken for it.
CREATE TABLE clients (
  client_id TEXT NOT NULL PRIMARY KEY,
  metadata TEXT NOT NULL,
  disabled SMALLINT NOT NULL CHECK (disabled IN (0, 1)),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  removed_at BIGINT
);

CREATE TABLE client_secrets (
  client_id TEXT NOT NULL REFERENCES clients (client_id),
  digest TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  PRIMARY KEY (client_id, digest)
);

-- The jti of client assertions, until the assertion has expired.
CREATE TABLE used_assertions (
  client_id TEXT NOT NULL,
  jti_digest TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, jti_digest)
);
CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);
