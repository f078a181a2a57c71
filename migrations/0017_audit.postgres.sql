-- What has happened to whom, and who did it. Triggers write it, so that no statement, now or later, can change what matters without a
-- row, in the same transaction, not even one that is typed by hand. The actor is what our connections say with signet.actor; of others, the
-- role. Times are the database's. A row gets its position and hash, which closes the chain up to it, soon after.
CREATE TABLE audit_events (
  event_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at BIGINT NOT NULL DEFAULT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT),
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

-- One row: how far the chain reaches, and the last of what was pruned. Its lock is the lease of whoever chains.
CREATE TABLE audit_head (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  position BIGINT NOT NULL,
  hash TEXT NOT NULL,
  pruned_position BIGINT NOT NULL,
  pruned_hash TEXT NOT NULL
);
INSERT INTO audit_head (id, position, hash, pruned_position, pruned_hash) VALUES (1, 0, '', 0, '');

-- Append-only: a row is chained once, and goes only when it is old.
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.position IS NOT NULL OR (OLD.event_id, OLD.at, OLD.kind, OLD.actor, OLD.sub, OLD.client_id, OLD.sid, OLD.object, OLD.source,
        OLD.details_before, OLD.details_after) IS DISTINCT FROM (NEW.event_id, NEW.at, NEW.kind, NEW.actor, NEW.sub, NEW.client_id, NEW.sid,
        NEW.object, NEW.source, NEW.details_before, NEW.details_after) THEN
      RAISE EXCEPTION 'audit_events is append-only';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.position IS NULL OR OLD.at > CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) - 2592000000 THEN
    RAISE EXCEPTION 'audit_events is append-only';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_append_only();

CREATE FUNCTION audit_note(kind TEXT, sub TEXT, client_id TEXT, sid TEXT, object TEXT, details_before TEXT, details_after TEXT) RETURNS void LANGUAGE sql AS $$
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  SELECT kind, COALESCE(NULLIF(current_setting('signet.actor', true), ''), 'sql:' || session_user), sub, client_id, sid, object, '',
         details_before, details_after
$$;

CREATE FUNCTION audit_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('account_created', NEW.sub, '', '', '', '', json_build_object('email', NEW.email, 'email_verified', NEW.email_verified,
        'disabled', NEW.disabled, 'roles', NEW.roles)::text);
    RETURN NULL;
  END IF;
  IF NEW.removed_at IS NOT NULL THEN
    IF OLD.removed_at IS NULL THEN
      PERFORM audit_note('account_removed', NEW.sub, '', '', '', '', '');
    END IF;
    RETURN NULL;
  END IF;
  IF (OLD.email, OLD.email_verified, OLD.disabled, OLD.roles, OLD.claims) IS DISTINCT FROM
     (NEW.email, NEW.email_verified, NEW.disabled, NEW.roles, NEW.claims) THEN
    PERFORM audit_note('account_changed', NEW.sub, '', '', '',
        json_build_object('email', OLD.email, 'email_verified', OLD.email_verified, 'disabled', OLD.disabled, 'roles', OLD.roles, 'claims', OLD.claims)::text,
        json_build_object('email', NEW.email, 'email_verified', NEW.email_verified, 'disabled', NEW.disabled, 'roles', NEW.roles, 'claims', NEW.claims)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_accounts AFTER INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION audit_accounts();

-- A hash that a sign-in merely upgrades leaves updated_at alone.
CREATE FUNCTION audit_passwords() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit_note('password_set', NEW.sub, '', '', '', '', '');
  RETURN NULL;
END $$;
CREATE TRIGGER audit_passwords AFTER UPDATE OF updated_at ON accounts FOR EACH ROW
  WHEN (NEW.removed_at IS NULL AND OLD.password_hash <> NEW.password_hash) EXECUTE FUNCTION audit_passwords();

CREATE FUNCTION audit_clients() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('client_created', '', NEW.client_id, '', '', '', json_build_object('disabled', NEW.disabled, 'metadata', NEW.metadata)::text);
  ELSIF TG_OP = 'DELETE' THEN
    IF OLD.removed_at IS NULL THEN
      PERFORM audit_note('client_removed', '', OLD.client_id, '', '', json_build_object('disabled', OLD.disabled, 'metadata', OLD.metadata)::text, '');
    END IF;
  ELSIF NEW.removed_at IS NOT NULL THEN
    IF OLD.removed_at IS NULL THEN
      PERFORM audit_note('client_removed', '', OLD.client_id, '', '', json_build_object('disabled', OLD.disabled, 'metadata', OLD.metadata)::text, '');
    END IF;
  ELSIF (OLD.metadata, OLD.disabled) IS DISTINCT FROM (NEW.metadata, NEW.disabled) THEN
    PERFORM audit_note('client_changed', '', NEW.client_id, '', '', json_build_object('disabled', OLD.disabled, 'metadata', OLD.metadata)::text,
        json_build_object('disabled', NEW.disabled, 'metadata', NEW.metadata)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_clients AFTER INSERT OR UPDATE OR DELETE ON clients FOR EACH ROW EXECUTE FUNCTION audit_clients();

CREATE FUNCTION audit_client_secrets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('client_secret_added', '', NEW.client_id, '', '', '', json_build_object('created_at', NEW.created_at)::text);
  ELSIF OLD.expires_at IS DISTINCT FROM NEW.expires_at THEN
    PERFORM audit_note('client_secret_ends', '', NEW.client_id, '', '', json_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at)::text,
        json_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_client_secrets AFTER INSERT OR UPDATE ON client_secrets FOR EACH ROW EXECUTE FUNCTION audit_client_secrets();

CREATE FUNCTION audit_consents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('consent_given', NEW.sub, NEW.client_id, '', '', '', json_build_object('scope', NEW.scope)::text);
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM audit_note('consent_withdrawn', OLD.sub, OLD.client_id, '', '', json_build_object('scope', OLD.scope)::text, '');
  ELSIF (OLD.scope, OLD.fingerprint) IS DISTINCT FROM (NEW.scope, NEW.fingerprint) THEN
    PERFORM audit_note('consent_given', NEW.sub, NEW.client_id, '', '', json_build_object('scope', OLD.scope)::text, json_build_object('scope', NEW.scope)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_consents AFTER INSERT OR UPDATE OR DELETE ON consents FOR EACH ROW EXECUTE FUNCTION audit_consents();

CREATE FUNCTION audit_sessions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit_note('session_begun', NEW.sub, '', NEW.sid, '', '', json_build_object('acr', NEW.acr, 'amr', NEW.amr)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_sessions AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION audit_sessions();

CREATE FUNCTION audit_family_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit_note('family_created', NEW.sub, NEW.client_id, NEW.sid, NEW.family_id, '', '');
  RETURN NULL;
END $$;
CREATE TRIGGER audit_family_created AFTER INSERT ON token_families FOR EACH ROW EXECUTE FUNCTION audit_family_created();
CREATE FUNCTION audit_family_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit_note('family_revoked', NEW.sub, NEW.client_id, NEW.sid, NEW.family_id, '', '');
  RETURN NULL;
END $$;
CREATE TRIGGER audit_family_revoked AFTER UPDATE OF revoked_at ON token_families FOR EACH ROW
  WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION audit_family_revoked();

CREATE FUNCTION audit_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('key_created', '', '', '', NEW.kid, '', json_build_object('alg', NEW.alg, 'state', NEW.state)::text);
  ELSIF OLD.state <> NEW.state THEN
    PERFORM audit_note('key_changed', '', '', '', NEW.kid, json_build_object('alg', OLD.alg, 'state', OLD.state)::text,
        json_build_object('alg', NEW.alg, 'state', NEW.state)::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_keys AFTER INSERT OR UPDATE ON signing_keys FOR EACH ROW EXECUTE FUNCTION audit_keys();

CREATE FUNCTION audit_resources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM audit_note('resource_added', '', NEW.client_id, '', NEW.uri, '', json_build_object('scopes', NEW.scopes)::text);
  ELSE
    PERFORM audit_note('resource_removed', '', OLD.client_id, '', OLD.uri, json_build_object('scopes', OLD.scopes)::text, '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_resources AFTER INSERT OR DELETE ON resources FOR EACH ROW EXECUTE FUNCTION audit_resources();

CREATE FUNCTION audit_registration_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM audit_note('registration_token_created', '', '', '', NEW.token_id, '', json_build_object('name', NEW.name, 'uses_left', NEW.uses_left)::text);
  RETURN NULL;
END $$;
CREATE TRIGGER audit_registration_tokens AFTER INSERT ON initial_access_tokens FOR EACH ROW EXECUTE FUNCTION audit_registration_tokens();
