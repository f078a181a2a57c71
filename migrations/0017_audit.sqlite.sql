-- What has happened to whom, and who did it. Triggers write it, so that no statement, now or later, can change what matters without a
-- row, in the same transaction. signet_actor() is a function that our connections bring: whoever opens the file otherwise changes none of
-- these tables. Times are the database's. A row gets its position and hash, which closes the chain up to it, soon after.
CREATE TABLE audit_events (
  event_id INTEGER PRIMARY KEY AUTOINCREMENT,
  at BIGINT NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS BIGINT)),
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  sub TEXT NOT NULL,
  client_id TEXT NOT NULL,
  sid TEXT NOT NULL,
  object TEXT NOT NULL,
  source TEXT NOT NULL,
  details_before TEXT NOT NULL,
  details_after TEXT NOT NULL,
  position BIGINT UNIQUE,
  hash TEXT
);
CREATE INDEX audit_events_unchained ON audit_events (event_id) WHERE position IS NULL;
CREATE INDEX audit_events_by_person ON audit_events (sub, event_id);
CREATE INDEX audit_events_by_client ON audit_events (client_id, event_id);

-- One row: how far the chain reaches, and the last of what was pruned.
CREATE TABLE audit_head (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  position BIGINT NOT NULL,
  hash TEXT NOT NULL,
  pruned_position BIGINT NOT NULL,
  pruned_hash TEXT NOT NULL
);
INSERT INTO audit_head (id, position, hash, pruned_position, pruned_hash) VALUES (1, 0, '', 0, '');

-- Append-only: a row is chained once, and goes only when it is old.
CREATE TRIGGER audit_events_unchanged BEFORE UPDATE ON audit_events
WHEN OLD.position IS NOT NULL OR OLD.event_id <> NEW.event_id OR OLD.at <> NEW.at OR OLD.kind <> NEW.kind OR OLD.actor <> NEW.actor OR OLD.sub <> NEW.sub
  OR OLD.client_id <> NEW.client_id OR OLD.sid <> NEW.sid OR OLD.object <> NEW.object OR OLD.source <> NEW.source
  OR OLD.details_before <> NEW.details_before OR OLD.details_after <> NEW.details_after
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
CREATE TRIGGER audit_events_kept BEFORE DELETE ON audit_events
WHEN OLD.position IS NULL OR OLD.at > CAST((julianday('now') - 2440587.5) * 86400000 AS BIGINT) - 2592000000
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;

CREATE TRIGGER audit_account_created AFTER INSERT ON accounts BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('account_created', signet_actor(), NEW.sub, '', '', '', '', '',
          json_object('email', NEW.email, 'email_verified', NEW.email_verified, 'disabled', NEW.disabled, 'roles', NEW.roles));
END;
CREATE TRIGGER audit_account_changed AFTER UPDATE ON accounts
WHEN NEW.removed_at IS NULL AND (OLD.email <> NEW.email OR OLD.email_verified <> NEW.email_verified OR OLD.disabled <> NEW.disabled
                                 OR OLD.roles <> NEW.roles OR OLD.claims <> NEW.claims)
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('account_changed', signet_actor(), NEW.sub, '', '', '', '',
          json_object('email', OLD.email, 'email_verified', OLD.email_verified, 'disabled', OLD.disabled, 'roles', OLD.roles, 'claims', OLD.claims),
          json_object('email', NEW.email, 'email_verified', NEW.email_verified, 'disabled', NEW.disabled, 'roles', NEW.roles, 'claims', NEW.claims));
END;
-- A hash that a sign-in merely upgrades leaves updated_at alone.
CREATE TRIGGER audit_password_set AFTER UPDATE OF updated_at ON accounts
WHEN NEW.removed_at IS NULL AND OLD.password_hash <> NEW.password_hash
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('password_set', signet_actor(), NEW.sub, '', '', '', '', '', '');
END;
CREATE TRIGGER audit_account_removed AFTER UPDATE OF removed_at ON accounts WHEN OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('account_removed', signet_actor(), NEW.sub, '', '', '', '', '', '');
END;

CREATE TRIGGER audit_client_created AFTER INSERT ON clients BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_created', signet_actor(), '', NEW.client_id, '', '', '', '', json_object('disabled', NEW.disabled, 'metadata', NEW.metadata));
END;
CREATE TRIGGER audit_client_changed AFTER UPDATE ON clients
WHEN NEW.removed_at IS NULL AND (OLD.metadata <> NEW.metadata OR OLD.disabled <> NEW.disabled)
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_changed', signet_actor(), '', NEW.client_id, '', '', '', json_object('disabled', OLD.disabled, 'metadata', OLD.metadata),
          json_object('disabled', NEW.disabled, 'metadata', NEW.metadata));
END;
CREATE TRIGGER audit_client_removed AFTER UPDATE OF removed_at ON clients WHEN OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_removed', signet_actor(), '', NEW.client_id, '', '', '', json_object('disabled', OLD.disabled, 'metadata', OLD.metadata), '');
END;
CREATE TRIGGER audit_client_forgotten AFTER DELETE ON clients WHEN OLD.removed_at IS NULL
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_removed', signet_actor(), '', OLD.client_id, '', '', '', json_object('disabled', OLD.disabled, 'metadata', OLD.metadata), '');
END;
CREATE TRIGGER audit_client_secret_added AFTER INSERT ON client_secrets BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_secret_added', signet_actor(), '', NEW.client_id, '', '', '', '', json_object('created_at', NEW.created_at));
END;
CREATE TRIGGER audit_client_secret_ends AFTER UPDATE OF expires_at ON client_secrets WHEN OLD.expires_at IS NOT NEW.expires_at
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('client_secret_ends', signet_actor(), '', NEW.client_id, '', '', '', json_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at),
          json_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at));
END;

CREATE TRIGGER audit_consent_given AFTER INSERT ON consents BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('consent_given', signet_actor(), NEW.sub, NEW.client_id, '', '', '', '', json_object('scope', NEW.scope));
END;
CREATE TRIGGER audit_consent_changed AFTER UPDATE ON consents WHEN OLD.scope <> NEW.scope OR OLD.fingerprint <> NEW.fingerprint
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('consent_given', signet_actor(), NEW.sub, NEW.client_id, '', '', '', json_object('scope', OLD.scope), json_object('scope', NEW.scope));
END;
CREATE TRIGGER audit_consent_withdrawn AFTER DELETE ON consents BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('consent_withdrawn', signet_actor(), OLD.sub, OLD.client_id, '', '', '', json_object('scope', OLD.scope), '');
END;

CREATE TRIGGER audit_session_begun AFTER INSERT ON sessions BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('session_begun', signet_actor(), NEW.sub, '', NEW.sid, '', '', '', json_object('acr', NEW.acr, 'amr', NEW.amr));
END;
CREATE TRIGGER audit_family_created AFTER INSERT ON token_families BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('family_created', signet_actor(), NEW.sub, NEW.client_id, NEW.sid, NEW.family_id, '', '', '');
END;
CREATE TRIGGER audit_family_revoked AFTER UPDATE OF revoked_at ON token_families WHEN OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('family_revoked', signet_actor(), NEW.sub, NEW.client_id, NEW.sid, NEW.family_id, '', '', '');
END;

CREATE TRIGGER audit_key_created AFTER INSERT ON signing_keys BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('key_created', signet_actor(), '', '', '', NEW.kid, '', '', json_object('alg', NEW.alg, 'state', NEW.state));
END;
CREATE TRIGGER audit_key_changed AFTER UPDATE OF state ON signing_keys WHEN OLD.state <> NEW.state
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('key_changed', signet_actor(), '', '', '', NEW.kid, '', json_object('alg', OLD.alg, 'state', OLD.state),
          json_object('alg', NEW.alg, 'state', NEW.state));
END;

CREATE TRIGGER audit_resource_added AFTER INSERT ON resources BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('resource_added', signet_actor(), '', NEW.client_id, '', NEW.uri, '', '', json_object('scopes', NEW.scopes));
END;
CREATE TRIGGER audit_resource_removed AFTER DELETE ON resources BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('resource_removed', signet_actor(), '', OLD.client_id, '', OLD.uri, '', json_object('scopes', OLD.scopes), '');
END;
CREATE TRIGGER audit_registration_token_created AFTER INSERT ON initial_access_tokens BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES ('registration_token_created', signet_actor(), '', '', '', NEW.token_id, '', '', json_object('name', NEW.name, 'uses_left', NEW.uses_left));
END;
