#!/usr/bin/env bash
# The marketplace as separate processes on this machine, for trying it: PostgreSQL and RabbitMQ, two replicas of each service, one gateway, the demo province.
#   infra/deploy/run-local.sh         builds, starts, waits until all are ready, prints the gateway's address
#   infra/deploy/run-local.sh status  who runs, and whether it is ready
#   infra/deploy/run-local.sh stop    stops all of it by pid and deletes its data
# REPLICAS=1 starts one of each; ELASTICSEARCH_URL names a server for the index (without one it is Lucene.NET and Matching has one process); TECHTRANSFER_POSTGRES and TECHTRANSFER_RABBITMQ name servers of your own (see backends.sh).
# Everything listens on 127.0.0.1 on free ports; data, logs and pids are in $TECHTRANSFER_LOCAL, or one folder for this checkout in the temporary directory.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${TECHTRANSFER_LOCAL:-${TMPDIR:-/tmp}/techtransfer-local-$(id -u)-$(printf %s "$root" | cksum | cut -d' ' -f1)}
export TECHTRANSFER_BACKENDS=$home/backends DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
services="Identity Achievements Demands Matching Contracts"
replicas=${REPLICAS:-2}
# Lucene.NET's index belongs to one process.
replicas_of() { if [ "$1" = Matching ] && [ -z "${ELASTICSEARCH_URL:-}" ]; then echo 1; else echo "$replicas"; fi; }

say() { echo "  $*"; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
ready() { curl -sf -m 3 -o /dev/null "$(cat "$home/$1/url")/health/ready"; }

picked=" "
pick_port() { # sets port: one on which nobody answers and which was not picked before
  while :; do
    port=$((30000 + RANDOM % 2000))
    [ "${picked/ $port /}" = "$picked" ] && ! listens "$port" && break
  done
  picked="$picked$port "
}

program() { # NAME: the dll of a service or the gateway
  if [ "$1" = Gateway ]; then set -- Gateway gateway; else set -- "$1" "services/$1"; fi
  echo "$root/$2/Host/bin/Release/net10.0/TechTransfer.$1.Host.dll"
}

runs() { # NAME: its pid is one of our processes
  local pid; pid=$(cat "$home/$1/pid" 2>/dev/null) && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -q "TechTransfer\..*\.Host\.dll.*$home/$1/data"
}

start() { # NAME PROGRAM URL: settings come from the environment, so that no password stands in the list of processes
  mkdir -p "$home/$1/data"
  echo "$3" >"$home/$1/url"
  (cd "$home/$1" && exec setsid dotnet "$2" --urls "$3" --data "$home/$1/data" >"$home/$1/log" 2>&1 </dev/null) &
  echo $! >"$home/$1/pid"
}

wait_ready() { # NAMES…
  local end=$((SECONDS + 240)) name
  for name in "$@"; do
    until ready "$name"; do
      runs "$name" || { echo "$name ended:"; tail -5 "$home/$name/log"; return 1; }
      [ $SECONDS -lt $end ] || { echo "$name is not ready:"; tail -5 "$home/$name/log"; return 1; }
      sleep 0.5
    done
  done
}

stop() {
  [ -d "$home" ] || { echo "Nothing runs."; return 0; }
  local name end=$((SECONDS + 40)) names
  names=$(cd "$home" && ls -d ./*/pid 2>/dev/null | cut -d/ -f2)
  # The front door first, so that nobody is let in any more.
  for name in Gateway $names; do runs "$name" && kill "$(cat "$home/$name/pid")" 2>/dev/null; done
  for name in $names; do
    while runs "$name" && [ $SECONDS -lt $end ]; do sleep 0.2; done
    ! runs "$name" || kill -9 "$(cat "$home/$name/pid")"
  done
  "$root/infra/deploy/backends.sh" down
  rm -rf "$home"
  echo "Stopped."
}

up() {
  [ ! -d "$home" ] || { echo "It runs already, or its last start failed: $0 status, $0 stop. Logs are in $home."; return 1; }
  echo "== build"
  dotnet build "$root/infra/deploy/hosts.slnf" --configuration Release --verbosity quiet || return 1
  mkdir -p "$home" && chmod 755 "$home" || return 1
  echo "== backends"
  "$root/infra/deploy/backends.sh" up postgres rabbitmq >"$home/exports" || return 1
  # shellcheck disable=SC1091
  . "$home/exports"
  [ -n "${TECHTRANSFER_POSTGRES:-}" ] && [ -n "${TECHTRANSFER_RABBITMQ:-}" ] || { echo "It needs PostgreSQL and RabbitMQ."; return 1; }

  local gateway service number names=()
  pick_port; gateway=http://127.0.0.1:$port
  export ASPNETCORE_ENVIRONMENT=Development PublicUrl=$gateway TrustedProxies=127.0.0.1
  export ConnectionStrings__RabbitMq=$TECHTRANSFER_RABBITMQ
  [ -z "${ELASTICSEARCH_URL:-}" ] || export ConnectionStrings__Elasticsearch=$ELASTICSEARCH_URL
  for service in $services Gateway; do
    export "ConnectionStrings__$service=$TECHTRANSFER_POSTGRES;Database=techtransfer_${service,,}"
  done

  echo "== queues"
  local declaring=()
  for service in $services; do
    dotnet "$(program "$service")" --deploy-topology >"$home/topology-$service.log" 2>&1 </dev/null &
    declaring+=($!)
  done
  for number in "${declaring[@]}"; do wait "$number" || { tail -3 "$home"/topology-*.log; return 1; }; done

  echo "== services"
  for service in $services; do
    local addresses=
    for number in $(seq "$(replicas_of "$service")"); do
      pick_port
      start "$service-$number" "$(program "$service")" "http://127.0.0.1:$port"
      names+=("$service-$number"); addresses="$addresses;http://127.0.0.1:$port"
    done
    export "Services__$service=${addresses#;}"
    say "$service: ${addresses#;}"
  done
  # The gateway hears nothing from the bus, and whoever comes to it comes directly.
  (unset ConnectionStrings__RabbitMq TrustedProxies; start Gateway "$(program Gateway)" "$gateway")
  wait_ready "${names[@]}" Gateway || return 1
  say "all are ready; filling the demo province"
  local end=$((SECONDS + 180))
  until grep -q "The demo province" "$home/Gateway/log" || [ $SECONDS -ge $end ]; do sleep 0.5; done
  say "$(grep -o "The demo province.*" "$home/Gateway/log" | head -1)"
  grep -hA 20 "^Demo province at" "$home"/Identity-1/log | sed 's/^/  /'
  echo
  echo "The marketplace is at $gateway. Logs: $home/*/log. Stop it with: infra/deploy/run-local.sh stop"
}

case ${1:-up} in
  up) up ;;
  status)
    for name in $(cd "$home" 2>/dev/null && ls -d ./*/pid | cut -d/ -f2); do
      if ! runs "$name"; then state="ended"; elif ready "$name"; then state=ready; else state="not ready"; fi
      printf '  %-16s %-28s %s\n' "$name" "$(cat "$home/$name/url")" "$state"
    done
    ;;
  stop) stop ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
