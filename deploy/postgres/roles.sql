-- The two roles and the database: run once by the superuser, in production and in every test alike.
--   cantlie_owner  makes and changes tables: migrations only
--   cantlie_app    uses them: pages, events, worker, beat; owns nothing; core/privileges.py grants it what it needs
-- Safe to run again; running it again changes the passwords.
\getenv database CANTLIE_DATABASE
\getenv owner_password CANTLIE_OWNER_PASSWORD
\getenv app_password CANTLIE_APP_PASSWORD

SELECT format('CREATE ROLE %I', role) FROM (VALUES ('cantlie_owner'), ('cantlie_app')) AS wanted (role)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE cantlie_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE cantlie_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'app_password';

SELECT format('CREATE DATABASE %I OWNER cantlie_owner', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO cantlie_app;
