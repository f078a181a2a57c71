-- What this provider must keep for itself for ever, sealed under the master key: made once, by the server that starts first.
CREATE TABLE server_secrets (
  name TEXT NOT NULL PRIMARY KEY,
  sealed TEXT NOT NULL
);
