-- A client that registered itself has the digest of the token with which it manages its registration. Until it is used
-- for the first time it also has a time at which it is forgotten, and so has one that withdrew.
ALTER TABLE clients ADD COLUMN registration_digest TEXT;
ALTER TABLE clients ADD COLUMN forget_at BIGINT;
CREATE INDEX clients_by_forgetting ON clients (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX clients_self_registered ON clients (client_id) WHERE registration_digest IS NOT NULL;

-- What the operator hands to those who may register a client.
CREATE TABLE initial_access_tokens (
  token_id TEXT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  uses_left BIGINT NOT NULL CHECK (uses_left >= 0),
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX initial_access_tokens_by_expiry ON initial_access_tokens (expires_at);
