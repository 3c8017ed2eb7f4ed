#!/usr/bin/env bash
# Fails when a model differs from its migrations. Every context that has migrations is asked, on the build that is there.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
while read -r folder; do
  project=${folder%%/Migrations/*}
  snapshot=$(find "$folder" -name '*ModelSnapshot.cs' | head -1)
  context=$(basename "$snapshot" ModelSnapshot.cs)
  if dotnet ef migrations has-pending-model-changes --project "$project" --context "$context" --configuration Release --no-build >/tmp/pending.$$ 2>&1; then
    echo "  $context: none"
  else
    echo "  $context: the model has changed without a migration, or could not be read:"; tail -5 /tmp/pending.$$; failed=1
  fi
  rm -f /tmp/pending.$$
done < <(find services gateway -type d -path '*/Migrations/*' -not -path '*/obj/*' -not -path '*/bin/*' | sort)
exit $failed
