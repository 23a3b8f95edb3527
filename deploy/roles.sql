-- Two roles: one owns the tables and makes them, the other serves and owns nothing. What serves can then neither
-- drop a trigger nor empty a table. Run once as a superuser in the database `zeren`; the second half again after
-- every `zeren migrate`.

CREATE ROLE zeren_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE zeren_serving LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;

REVOKE ALL ON DATABASE zeren FROM PUBLIC;
GRANT CONNECT ON DATABASE zeren TO zeren_owner, zeren_serving;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO zeren_owner;
GRANT USAGE ON SCHEMA public TO zeren_serving;

-- After every `zeren migrate` under zeren_owner:
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO zeren_serving;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO zeren_serving;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM zeren_serving;
-- Beside the triggers: the chain and the trail only grow.
REVOKE UPDATE, DELETE ON records_event, records_trailentry FROM zeren_serving;
