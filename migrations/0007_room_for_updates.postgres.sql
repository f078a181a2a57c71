-- Rows that are updated in place: with room left on their page an update touches no index.
ALTER TABLE token_families SET (fillfactor = 80);
ALTER TABLE sessions SET (fillfactor = 80);
ALTER TABLE login_failures SET (fillfactor = 80);
