#!/bin/sh
# Run once by the PostgreSQL image when its volume is empty: makes our two roles and the database.
set -eu
secrets="${SECRETS:-/run/secrets}"
CANTLIE_DATABASE="${CANTLIE_DATABASE:-cantlie}"
CANTLIE_OWNER_PASSWORD="$(cat "$secrets/database_owner_password")"
CANTLIE_APP_PASSWORD="$(cat "$secrets/database_app_password")"
export CANTLIE_DATABASE CANTLIE_OWNER_PASSWORD CANTLIE_APP_PASSWORD
exec psql -X -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --file "${ROLES:-/etc/cantlie/roles.sql}"
