-- The secret itself, sealed under the master key, for clients whose secret keys a MAC; NULL for all others, whose secret is only hashed.
ALTER TABLE client_secrets ADD COLUMN sealed TEXT;
