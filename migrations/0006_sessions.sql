-- A person signed in at a browser, found by the digest of its cookie. What has ended has no row.
CREATE TABLE sessions (
  cookie_digest TEXT NOT NULL PRIMARY KEY,
  sid TEXT NOT NULL UNIQUE,
  sub TEXT NOT NULL,
  auth_time BIGINT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (sub);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- What a person has allowed a client, while the client is still what its fingerprint says.
CREATE TABLE consents (
  sub TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (sub, client_id)
);
CREATE INDEX consents_by_client ON consents (client_id);
