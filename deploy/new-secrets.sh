#!/bin/sh
# Makes every secret docker-compose.yml asks for, once, into deploy/secrets/ (ignored by git). Never overwrites one.
#   deploy/new-secrets.sh [folder]
# Two files are yours to bring: tls_certificate and tls_key. EMAIL_URL (environment) names your mail server.
set -eu
folder="${1:-$(dirname "$0")/secrets}"
mkdir -p "$folder"
chmod 700 "$folder"
random() { python3 -c "import secrets; print(secrets.token_urlsafe($1), end='')"; }
keep() { [ -e "$folder/$1" ] || { cat > "$folder/$1"; chmod 444 "$folder/$1"; }; }  # containers read them as other users

random 64 | keep secret_key
for name in postgres_password database_owner_password database_app_password valkey_password; do random 32 | keep "$name"; done
read_secret() { cat "$folder/$1"; }
printf 'postgres://cantlie_owner:%s@postgres:5432/cantlie' "$(read_secret database_owner_password)" | keep database_owner_url
printf 'postgres://cantlie_app:%s@postgres:5432/cantlie' "$(read_secret database_app_password)" | keep database_url
printf 'redis://:%s@valkey:6379/0' "$(read_secret valkey_password)" | keep redis_url
hash="$(python3 -c "import hashlib, sys; print(hashlib.sha256(sys.stdin.read().encode()).hexdigest(), end='')" < "$folder/valkey_password")"
printf 'user default on #%s ~* &* +@all -@dangerous +info +client +keys\n' "$hash" | keep valkey_acl
printf '%s' "${EMAIL_URL:-smtp://mail.example:25}" | keep email_url
echo "Secrets are in $folder. Still to bring: tls_certificate, tls_key."
