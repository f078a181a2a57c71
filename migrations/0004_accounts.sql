-- email_key is the address in lower case. A removed account leaves its sub behind, and nothing else: email_key becomes
-- null, which a unique index allows any number of times.
CREATE TABLE accounts (
  sub TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT UNIQUE,
  email_verified SMALLINT NOT NULL CHECK (email_verified IN (0, 1)),
  disabled SMALLINT NOT NULL CHECK (disabled IN (0, 1)),
  password_hash TEXT NOT NULL,
  claims TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  removed_at BIGINT
);

-- Wrong passwords in a row, under a digest of account and source.
CREATE TABLE login_failures (
  failure_key TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
CREATE INDEX login_failures_by_age ON login_failures (last_at);
