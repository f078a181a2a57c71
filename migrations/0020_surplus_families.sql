-- Each sign-in looks for what is beyond the cap of families of one person with one app: now in the index alone, without the rows.
DROP INDEX token_families_by_person;
CREATE INDEX token_families_by_person ON token_families (sub, client_id, created_at, family_id, revoked_at) WHERE revoked_at IS NULL;
