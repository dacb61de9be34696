#!/usr/bin/env bash
# The secrets of `make up`: made at random on first use, kept in .env, readable by their owner only.
set -euo pipefail
cd "$(dirname "$0")/.."
umask 077
touch .env
for name in MONGO_PASSWORD MONGO_KEY RABBITMQ_PASSWORD KEY_ENCRYPTION_SECRET DOCUMENT_SECRET \
  AUTH_IDENTITY_SECRET FLIGHTS_IDENTITY_SECRET RESERVATIONS_IDENTITY_SECRET \
  AUTH_DJANGO_SECRET_KEY FLIGHTS_DJANGO_SECRET_KEY RESERVATIONS_DJANGO_SECRET_KEY; do
  # Letters and digits only: these also stand in URLs.
  grep -q "^$name=" .env || echo "$name=$(LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 48 || true)" >> .env
done
