#!/usr/bin/env bash
# Writes each store's one migration, Initial, anew for SQLite and PostgreSQL, as long as nobody has data to keep. Name projects to write only theirs:
#   infra/new-migrations.sh services/Matching
set -euo pipefail
cd "$(dirname "$0")/.."
for project in ${@:-services/Identity services/Achievements services/Demands services/Matching services/Contracts gateway/Session}; do
  store=$(basename "$(find "$project/Migrations/Sqlite" -name '*ModelSnapshot.cs')" DbContextModelSnapshot.cs)
  rm -rf "$project/Migrations"
  dotnet build "$project" --verbosity quiet
  for provider in Sqlite Postgres; do
    dotnet ef migrations add Initial --project "$project" --context "$provider${store#Sqlite}DbContext" --output-dir "Migrations/$provider" --no-build
  done
done
