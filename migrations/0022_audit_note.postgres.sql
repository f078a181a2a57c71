-- The same in PL/pgSQL, which keeps its plan for as long as the connection lives: a function in SQL is parsed and planned for each event.
CREATE OR REPLACE FUNCTION audit_note(kind TEXT, sub TEXT, client_id TEXT, sid TEXT, object TEXT, details_before TEXT, details_after TEXT)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_events (kind, actor, sub, client_id, sid, object, source, details_before, details_after)
  VALUES (kind, COALESCE(NULLIF(current_setting('signet.actor', true), ''), 'sql:' || session_user), sub, client_id, sid, object, '',
          details_before, details_after);
END $$;
