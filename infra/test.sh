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

# Stores, servers and whatever else a test writes are in memory where it has room: nobody waits for a disk. What the tests kill is a process or a server, and that
# loses here no more than on a disk; the machine itself is never switched off. (Benchmarks start their servers themselves, where the disk is.)
free_kb() { awk '/^MemAvailable/ {print $2}' /proc/meminfo 2>/dev/null; }
room_kb() { df --output=avail -k /dev/shm 2>/dev/null | tail -1; }
memory=
if [ "$(free_kb || :)" -gt $((12 * 1024 * 1024)) ] 2>/dev/null && [ "$(room_kb || :)" -gt $((8 * 1024 * 1024)) ] 2>/dev/null; then memory=/dev/shm; fi
scratch=$(mktemp -d -p "${memory:-${TMPDIR:-/tmp}}")
chmod 755 "$scratch" # the servers run as users of their own
if [ -n "$memory" ]; then
  export TMPDIR=$scratch/tmp
  mkdir -m 1777 "$TMPDIR"
fi
export TECHTRANSFER_BACKENDS=$scratch/servers
cleanup() {
  local running; running=$(jobs -p)
  [ -z "$running" ] || kill $running 2>/dev/null
  infra/deploy/backends.sh down
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

echo "== backends"
# The shell is Chromium without the windows that nobody looks at: the same tests took less than half the time. An ordinary Chromium serves, too.
chromium() { local each; for each in "${CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium; do [ ! -x "$each" ] || { echo "$each"; return; }; done; }
cjk() { [ -n "$(fc-list 2>/dev/null | grep -i 'noto.*cjk')" ]; }
install_chromium() {
  [ "$(id -u)" = 0 ] || { echo "  not root: install the packages chromium-headless-shell and fonts-noto-cjk for the browser tests"; return; }
  echo "  installing Debian's chromium-headless-shell and fonts-noto-cjk for the browser tests"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-cjk; } >"$scratch/apt.log" 2>&1 </dev/null \
    || { echo "  could not install them:"; tail -3 "$scratch/apt.log"; }
}
{ [ -n "${CHROMIUM:-}" ] || [ -x /usr/bin/chromium-headless-shell ]; } && cjk || install_chromium
infra/deploy/backends.sh up postgres rabbitmq elasticsearch >"$scratch/exports" 2>"$scratch/backends"
. "$scratch/exports"
{
  found=$(chromium)
  if [ -n "$found" ]; then echo "  Chromium: $("$found" --version 2>/dev/null | head -1) ($found)"; else echo "  Chromium: absent, browser tests are skipped"; fi
  echo "  SQLite, in-memory bus and Lucene.NET are part of the build"
} >>"$scratch/backends"
cat "$scratch/backends"

# A third of a host's start is the just-in-time compiler at work on libraries that Standalone's build has compiled, and some tests start hosts again and again:
# wherever the very file lies beside a host that was compiled there, the compiled one takes its place until the next build.
while IFS='|' read -r library compiled; do
  for copy in {services/*,gateway}/Host/bin/Release/net10.0/"${library##*/}"; do
    ! cmp -s "$library" "$copy" || cp "services/Standalone/$compiled" "$copy"
  done
done <services/Standalone/obj/Release/net10.0/compiled.txt
# No test process lives long enough to gain by instrumented code.
export DOTNET_TieredPGO=0

echo "== tests"
# Seconds for one project: far more than the longest takes on a slow machine with two cores. What hangs is told before anybody gives up.
longest=2700
run() { # PROJECT; its log and its exit code are kept for report
  local name dll code
  name=$(basename "$1") dll=$root/$1/bin/Release/net10.0/$(basename "$1").dll
  [ -f "$dll" ] || return
  timeout "$longest" dotnet "$dll" --ansi off --progress off --output detailed >"$scratch/$name.log" 2>&1 </dev/null &
  wait $!
  code=$?
  echo $code >"$scratch/$name.code"
}

passed=0 failed=0 skipped=0 broken=0
report() { # PROJECT
  local name log code total p f s
  name=$(basename "$1") log=$scratch/$(basename "$1").log
  [ -f "$log" ] || { echo "$name: was not built"; broken=1; return; }
  code=$(cat "$scratch/$name.code" 2>/dev/null || echo unknown)
  sed -i 's/\x1b\[[0-9;]*m//g' "$log" # the figures below are read from plain text, wherever this runs
  total=$(sed -n 's/^ *total: *//p' "$log" | tail -1)
  p=$(sed -n 's/^ *succeeded: *//p' "$log" | tail -1) f=$(sed -n 's/^ *failed: *//p' "$log" | tail -1) s=$(sed -n 's/^ *skipped: *//p' "$log" | tail -1)
  echo "$name: ${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($(sed -n 's/^ *duration: *//p' "$log" | tail -1))"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  [ "${s:-0}" = 0 ] || grep -E '^skipped ' "$log" | sed 's/^/  /'
  if [ "$code" != 0 ] || [ "${total:-0}" = 0 ]; then
    [ "${f:-0}" != 0 ] || broken=1
    [ "$code" != 124 ] || { echo "--- $name was stopped after $longest s; $(grep -c '^passed ' "$log") had passed, the last of them:"; grep '^passed ' "$log" | tail -3; }
    echo "--- $name ended with exit code $code:"; grep -A 25 '^failed ' "$log" | head -200; echo "--- its last lines:"; grep -vE '^(skipped|passed) ' "$log" | tail -60
  fi
}

# The browser's tests touch no server, so the smaller projects run beside them, one after the other. The system's tests stop and kill the servers and the processes
# of others would suffer: they come alone, at the end. Each project's outcome is printed in one piece.
browser=tests/TechTransfer.Browser.Tests system=tests/TechTransfer.System.Tests smaller=()
for project in tests/*.Tests; do
  case $project in "$browser" | "$system") ;; *) smaller+=("$project") ;; esac
done
(
  trap 'kill "$(jobs -p)" 2>/dev/null; exit' TERM
  for project in "${smaller[@]}"; do run "$project"; done
) &
lane=$!
run $browser
report $browser
wait $lane
for project in "${smaller[@]}"; do report "$project"; done
run $system
report $system
[ $broken = 0 ] || failed=$((failed + 1))
echo
echo "Ran against:"
cat "$scratch/backends"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
