#!/usr/bin/env bash
# Runs every test of the product, on what this machine has: installs and starts backends where it can, says which it found, cleans up after itself.
#   infra/test.sh             builds and tests
#   infra/test.sh --no-build  tests what was built
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
mode=${1:-all}

build() {
  echo "== build"
  dotnet build TechTransfer.sln --configuration Release --verbosity quiet || return 1
}

if [ "$mode" != --no-build ]; then build || exit 1; fi

scratch=$(mktemp -d)
chmod 755 "$scratch" # the servers run as users of their own
export TECHTRANSFER_BACKENDS=$scratch/servers
cleanup() {
  infra/deploy/backends.sh down
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

echo "== backends"
install_chromium() {
  [ "$(id -u)" = 0 ] || { echo "  not root: install the packages chromium and fonts-noto-cjk for the browser tests"; return 1; }
  echo "  installing Debian's chromium and fonts-noto-cjk for the browser tests"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >"$scratch/apt.log" 2>&1 </dev/null \
    || { echo "  could not install them:"; tail -3 "$scratch/apt.log"; return 1; }
}
if [ -x /usr/bin/chromium ] && [ -n "$(fc-list 2>/dev/null | grep -i 'noto.*cjk')" ]; then :; else install_chromium || true; fi
infra/deploy/backends.sh up postgres rabbitmq elasticsearch >"$scratch/exports" 2>"$scratch/backends"
. "$scratch/exports"
{
  if [ -x /usr/bin/chromium ]; then echo "  Chromium: $(/usr/bin/chromium --version 2>/dev/null | head -1)"; else echo "  Chromium: absent, browser tests are skipped"; fi
  echo "  SQLite, in-memory bus and Lucene.NET are part of the build"
} >>"$scratch/backends"
cat "$scratch/backends"

echo "== tests"
passed=0 failed=0 skipped=0 broken=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  dll=$root/$project/bin/Release/net10.0/$name.dll
  [ -f "$dll" ] || { echo "$name: was not built"; broken=1; continue; }
  log=$scratch/$name.log
  timeout 1200 dotnet "$dll" --ansi off --progress off >"$log" 2>&1 </dev/null
  code=$?
  sed -i 's/\x1b\[[0-9;]*m//g' "$log" # the figures below are read from plain text, wherever this runs
  total=$(sed -n 's/^ *total: *//p' "$log" | tail -1)
  p=$(sed -n 's/^ *succeeded: *//p' "$log" | tail -1) f=$(sed -n 's/^ *failed: *//p' "$log" | tail -1) s=$(sed -n 's/^ *skipped: *//p' "$log" | tail -1)
  echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($(sed -n 's/^ *duration: *//p' "$log" | tail -1))"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  [ "${s:-0}" = 0 ] || grep -E '^skipped ' "$log" | sed 's/^/  /'
  if [ $code -ne 0 ] || [ "${total:-0}" = 0 ]; then
    [ "${f:-0}" != 0 ] || broken=1
    echo "--- $name ended with exit code $code:"; grep -A 25 '^failed ' "$log" | head -200; echo "--- its last lines:"; grep -vE '^(skipped|passed) ' "$log" | tail -60
  fi
done
[ $broken = 0 ] || failed=$((failed + 1))
echo
echo "Ran against:"
cat "$scratch/backends"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
