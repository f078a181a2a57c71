-- Devices that wait for a person to sign them in. Of the device code there is a digest, of the user code, which is
-- short, a MAC. details say what was allowed, once it was. That the code was redeemed stands in spent_codes, under
-- device_code_digest. Intervals are in milliseconds.
CREATE TABLE device_codes (
  device_code_digest TEXT NOT NULL PRIMARY KEY,
  user_code_digest TEXT NOT NULL UNIQUE,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied')),
  details TEXT,
  poll_interval BIGINT NOT NULL,
  last_polled_at BIGINT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX device_codes_by_expiry ON device_codes (expires_at);
