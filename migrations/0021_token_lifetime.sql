-- Milliseconds: no access token of the family lives past rotated_at + token_lifetime, so for no longer need its revocation be remembered.
-- Null: made before this column; then the longest that any may live.
ALTER TABLE token_families ADD COLUMN token_lifetime BIGINT;
