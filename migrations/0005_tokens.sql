-- Each code that was shown here, and the family that it was to produce (null: it was burnt). No foreign keys on the
-- tables of this file: each would lock a row of the parent at every issuance, and the statements check what matters.
CREATE TABLE spent_codes (
  code_id TEXT NOT NULL PRIMARY KEY,
  family_id TEXT,
  expires_at BIGINT NOT NULL
);
CREATE INDEX spent_codes_by_expiry ON spent_codes (expires_at);

-- One row for everything issued from one authorization. The refresh token carries family, generation and a secret, of
-- which only the digest is here. sweep_at is when housekeeping should look at the row again; it is not kept exact,
-- because an index on a column that each rotation changes would make each rotation dearer.
CREATE TABLE token_families (
  family_id TEXT NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL,
  sub TEXT NOT NULL,
  sid TEXT NOT NULL,
  details TEXT NOT NULL,
  offline SMALLINT NOT NULL CHECK (offline IN (0, 1)),
  secret_digest TEXT NOT NULL,
  generation BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  rotated_at BIGINT NOT NULL,
  idle_expires_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  sweep_at BIGINT NOT NULL
);
CREATE INDEX token_families_by_person ON token_families (sub, client_id, created_at);
CREATE INDEX token_families_by_client ON token_families (client_id);
CREATE INDEX token_families_by_session ON token_families (sid);
CREATE INDEX token_families_by_sweep ON token_families (sweep_at);
CREATE INDEX token_families_by_revocation ON token_families (revoked_at) WHERE revoked_at IS NOT NULL;

-- Single access tokens that are refused although they have not expired. The tokens of a revoked family are refused
-- because of its revoked_at.
CREATE TABLE revoked_tokens (
  token_id TEXT NOT NULL PRIMARY KEY,
  revoked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX revoked_tokens_by_revocation ON revoked_tokens (revoked_at);
CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);
