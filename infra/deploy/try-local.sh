#!/usr/bin/env bash
# Whether a need becomes a signed contract, as four people in a browser do it, on what run-local.sh starts, while a replica of each service is killed on the way.
#   infra/deploy/try-local.sh   starts it, plays the thread, kills with SIGKILL, says how it went, stops it
# Builds what it needs. Chromium and what run-local.sh needs have to be there; ELASTICSEARCH_URL is handed on to it;
# without it Matching has one process, which is not killed.
set -uo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
export TECHTRANSFER_LOCAL=$scratch/local TECHTRANSFER_SCREENSHOTS=$scratch/screenshots
chmod 755 "$scratch" # the servers run as users of their own
tests=tests/TechTransfer.Browser.Tests
cleanup() { infra/deploy/run-local.sh stop; rm -rf "$scratch"; }
trap cleanup EXIT
trap 'exit 130' INT TERM

dotnet build "$tests" --configuration Release --verbosity quiet || exit 1
infra/deploy/run-local.sh || exit 1
TECHTRANSFER_PRODUCT=$(cat "$TECHTRANSFER_LOCAL/Gateway/url")
export TECHTRANSFER_PRODUCT
dotnet "$tests/bin/Release/net10.0/TechTransfer.Browser.Tests.dll" --ansi off --progress off --filter-class '*.ThreadTest' >"$scratch/log" 2>&1 </dev/null &
thread=$!

kill_after() { # SCREENSHOT SERVICE
  local name=$2-2
  [ -d "$TECHTRANSFER_LOCAL/$name" ] || { echo "  $2 has one process, which is left alone"; return; }
  wanted=$((wanted + 1))
  until [ -e "$TECHTRANSFER_SCREENSHOTS/$1.png" ]; do
    kill -0 $thread 2>/dev/null || return
    sleep 0.1
  done
  kill -9 "$(cat "$TECHTRANSFER_LOCAL/$name/pid")" && echo "  after $1: $name killed" && killed=$((killed + 1))
}

echo "== thread"
wanted=0 killed=0
kill_after thread-1-form Demands
kill_after thread-2-review Identity
kill_after thread-3-matched Matching
kill_after thread-5-introductions Achievements
kill_after thread-7-contract Contracts
wait $thread
code=$?
tail -5 "$scratch/log"
[ $code = 0 ] || grep -m1 -A20 '^failed' "$scratch/log"
echo "$killed of $wanted replicas killed; the thread $([ $code = 0 ] && echo held || echo broke)"
[ $code = 0 ] && [ $killed = $wanted ]
