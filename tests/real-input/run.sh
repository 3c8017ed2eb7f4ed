#!/usr/bin/env bash
# Imports real input through the public API of a fresh Standalone, waits until everything is matched, asks for the matches of every demand.
#   tests/real-input/run.sh                builds first
#   tests/real-input/run.sh --no-build     takes the Release build that is there
#   tests/real-input/run.sh --distributed  the same on what infra/deploy/run-local.sh starts; the reference scorer says how good the lists are that the API gives.
#                                          ELASTICSEARCH_URL names a server whose index techtransfer-listings may be filled
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${TECHTRANSFER_EVALUATION:-../shared/data/evaluation}/bdci-dev
if [ ! -f "$data/achievements.jsonl" ]; then
  echo "Skipped: the labelled data is not at $data (TECHTRANSFER_EVALUATION names another folder)."
  exit 0
fi
command -v python3 >/dev/null || { echo "python3 (standard library only) converts and measures; it is not here."; exit 1; }
if [ -z "${1:-}" ]; then
  dotnet build services/Standalone --configuration Release --verbosity quiet --nologo
fi

scratch=$(mktemp -d)
if [ "${1:-}" = --distributed ]; then
  chmod 755 "$scratch" # the servers run as users of their own
  export TECHTRANSFER_LOCAL=$scratch/local
  trap 'infra/deploy/run-local.sh stop; rm -rf "$scratch"' EXIT
  infra/deploy/run-local.sh
  python3 tests/real-input/measure.py "$(cat "$scratch/local/Gateway/url")" "$(cat "$scratch/local/Matching-1/pid")" "$data" "$scratch" "$scratch/run.tsv"
  python3 "$data/../score.py" "$data" "$scratch/run.tsv"
  exit
fi
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$scratch"
}
trap cleanup EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
ASPNETCORE_ENVIRONMENT=Development dotnet services/Standalone/bin/Release/net10.0/TechTransfer.Standalone.dll \
  --urls "http://127.0.0.1:$port" --data "$scratch/data" >"$scratch/server.log" 2>&1 &
server=$!
status=0
python3 tests/real-input/measure.py "http://127.0.0.1:$port" "$server" "$data" "$scratch" || status=$?
if [ $status -ne 0 ]; then echo "--- the server's last words:"; tail -30 "$scratch/server.log"; fi
exit $status
