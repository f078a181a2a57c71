-- What a client asks for by the back channel (CIBA) waits like a device: for the person `sub`, who alone may decide, and who is shown
-- binding_message. notification, sealed, says how the client is told of the decision, and notify_at when that is due.
ALTER TABLE device_codes ADD COLUMN sub TEXT NOT NULL DEFAULT '';
ALTER TABLE device_codes ADD COLUMN binding_message TEXT NOT NULL DEFAULT '';
ALTER TABLE device_codes ADD COLUMN notification TEXT NOT NULL DEFAULT '';
ALTER TABLE device_codes ADD COLUMN notify_at BIGINT;
ALTER TABLE device_codes ADD COLUMN notify_attempts BIGINT NOT NULL DEFAULT 0;
CREATE INDEX device_codes_to_notify ON device_codes (notify_at) WHERE notify_at IS NOT NULL;
