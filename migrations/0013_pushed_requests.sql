-- Authorization requests that clients pushed and no browser has completed yet: the request sealed, its name as a digest. A
-- request_uri works until expires_at; what a browser has begun with it is kept until kept_until. What was completed has no row.
CREATE TABLE pushed_requests (
  id_digest TEXT NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL,
  request TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL
);
CREATE INDEX pushed_requests_by_client ON pushed_requests (client_id, kept_until);
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (kept_until);
