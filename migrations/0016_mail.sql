-- Addresses that somebody has to prove as theirs. The row opens nothing by itself: link and code are MACs over proof_id under
-- a master key, and stand nowhere. email_key is the address in lower case; sub is empty where there is no account yet.
CREATE TABLE address_proofs (
  proof_id TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('signup', 'invitation', 'reset', 'email')),
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  sub TEXT NOT NULL,
  wrong_codes BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX address_proofs_by_address ON address_proofs (email_key, purpose);
CREATE INDEX address_proofs_by_sub ON address_proofs (sub);
CREATE INDEX address_proofs_by_expiry ON address_proofs (expires_at);

-- Messages on their way, by kind and not by text, which is written when one is sent. While a row is pending it is the queue: whoever
-- takes it moves next_attempt_at past the time that an attempt may last. What is unwanted is never sent, and counts nevertheless.
CREATE TABLE mails (
  mail_id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL,
  proof_id TEXT NOT NULL,
  languages TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'unwanted')),
  attempts BIGINT NOT NULL,
  next_attempt_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE state = 'pending';
CREATE INDEX mails_by_address ON mails (address_key, created_at);
CREATE INDEX mails_by_age ON mails (created_at);
