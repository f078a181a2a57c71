-- A client that has to be told that a session has ended, once for each session it took part in. While it is pending the
-- row is the queue: whoever takes it moves next_attempt_at past the time that an attempt may last, so that it comes back
-- by itself where the taker is lost. Kept for a week, as the answer to who was told.
CREATE TABLE logout_deliveries (
  client_id TEXT NOT NULL,
  sid TEXT NOT NULL,
  sub TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'unwanted')),
  attempts BIGINT NOT NULL,
  next_attempt_at BIGINT NOT NULL,
  last_status BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, sid)
);
CREATE INDEX logout_deliveries_due ON logout_deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX logout_deliveries_by_age ON logout_deliveries (created_at);
