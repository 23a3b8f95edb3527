-- What the serving role may. Run as a superuser or as zeren_owner in the database `zeren`, again after every
-- `zeren migrate` and every `zeren restore`: new tables are their owner's alone.

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO zeren_serving;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO zeren_serving;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM zeren_serving;
-- Beside the triggers: the chain and the trail only grow.
REVOKE UPDATE, DELETE ON records_event, records_trailentry FROM zeren_serving;
