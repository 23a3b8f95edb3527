-- Two roles: one owns the tables and makes them, the other serves and owns nothing. What serves can then neither
-- drop a trigger nor empty a table. Run as a superuser in the empty database `zeren`, before `zeren migrate`; again in
-- each new one (roles that are there already stay). What the serving role may then stands in grants.sql.

SELECT 'CREATE ROLE ' || name || ' LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS'
FROM (VALUES ('zeren_owner'), ('zeren_serving')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

REVOKE ALL ON DATABASE zeren FROM PUBLIC;
GRANT CONNECT ON DATABASE zeren TO zeren_owner, zeren_serving;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO zeren_owner;
GRANT USAGE ON SCHEMA public TO zeren_serving;
