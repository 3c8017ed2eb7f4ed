#!/usr/bin/env bash
# Starts and stops real backends on this machine for tests and for trying the product on them.
#   infra/deploy/backends.sh up [postgres] [rabbitmq] [elasticsearch]   starts those (all three when none is named) and prints export lines
#   infra/deploy/backends.sh env                                        prints the export lines of what runs
#   infra/deploy/backends.sh stop|kill BACKEND, then start BACKEND      away for a while, its data kept (tests of what happens meanwhile); kill: without warning
#   infra/deploy/backends.sh down                                       stops them by their pids and deletes their data
# So:  eval "$(infra/deploy/backends.sh up)"
# PostgreSQL and RabbitMQ come from Debian's packages, which root installs when they are missing. Everything listens on 127.0.0.1 on a free port, runs as
# an unprivileged user and keeps its data in one folder: $TECHTRANSFER_BACKENDS, or one for this checkout in the temporary directory.
# Elasticsearch is ELASTICSEARCH_HOME, a folder with the program, or the one beside the checkout (../shared/elasticsearch); its heap is ES_HEAP, 1g unless told.
# A backend that is yours is taken as it is: set TECHTRANSFER_POSTGRES, TECHTRANSFER_RABBITMQ or TECHTRANSFER_ELASTICSEARCH (ELASTICSEARCH_URL does too).
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
home=${TECHTRANSFER_BACKENDS:-${TMPDIR:-/tmp}/techtransfer-backends-$(id -u)-$(printf %s "$root" | cksum | cut -d' ' -f1)}

say() { echo "  $*" >&2; }
export_line() { printf "export %s='%s'\n" "$1" "$2" >>"$home/env"; }

# A random port outside the range that the system hands out itself, on which nobody answers.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    listens "$port" || { echo "$port"; return; }
  done
}

# as USER COMMAND…: without privileges when this is root, else as who we are.
as() {
  local user=$1; shift
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups env HOME="$home/$user" LC_ALL=C.UTF-8 "$@"
  else
    HOME="$home/$user" LC_ALL=C.UTF-8 "$@"
  fi
}

own_folder() { # USER FOLDER
  mkdir -p "$2" "$home/$1"
  [ "$(id -u)" != 0 ] || chown -R "$1" "$2" "$home/$1"
}

install() { # PACKAGE NAME
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || { say "$2: absent (not root, or no apt-get: install the package $1)"; return 1; }
  say "$2: installing Debian's $1"
  # Debian starts a server that it installs, unless this script says no.
  local barrier=/usr/sbin/policy-rc.d made=no status=0
  if [ ! -e $barrier ]; then printf '#!/bin/sh\nexit 101\n' >$barrier; chmod 755 $barrier; made=yes; fi
  { timeout 120 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 400 apt-get install -y -qq --no-install-recommends "$1"; } \
    >"$home/install-$1.log" 2>&1 </dev/null || status=1
  [ $made = no ] || rm -f $barrier
  [ $status = 0 ] || { say "$2: absent (the package $1 could not be installed)"; tail -3 "$home/install-$1.log" >&2; }
  return $status
}

alive() { # PIDFILE; a zombie is dead
  local pid state
  pid=$(head -1 "$1" 2>/dev/null) && [ -n "$pid" ] && state=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) && [ "${state:0:1}" != Z ]
}

ended() { ! alive "$1"; }
kill_now() { ! alive "$1" || { kill -9 "$(head -1 "$1")"; wait_until 30 ended "$1"; }; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

wait_until() { # SECONDS CONDITION…
  local end=$((SECONDS + $1)); shift
  until "$@"; do [ $SECONDS -lt $end ] || return 1; sleep 0.3; done
}

postgres_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

up_postgres() {
  if [ -n "${TECHTRANSFER_POSTGRES:-}" ]; then
    export_line TECHTRANSFER_POSTGRES "$TECHTRANSFER_POSTGRES"; say "PostgreSQL: the one at TECHTRANSFER_POSTGRES"; return
  fi
  local folder=$home/postgresql programs port
  [ -n "$(postgres_programs)" ] || install postgresql PostgreSQL || return
  programs=$(postgres_programs); port=$(free_port)
  own_folder postgres "$folder"; echo "$port" >"$folder/port"
  as postgres "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-sync >"$folder/initdb.log" 2>&1 </dev/null \
    && start_postgres \
    || { say "PostgreSQL: absent (it did not start)"; tail -5 "$folder"/*.log >&2; return; }
  export_line TECHTRANSFER_POSTGRES "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
  say "PostgreSQL: $("$programs/postgres" --version | awk '{print $3}') on port $port"
}

start_postgres() {
  local folder=$home/postgresql
  as postgres "$(postgres_programs)/pg_ctl" -D "$folder/data" -w -t 240 -l "$folder/server.log" \
    -o "-p $(cat "$folder/port") -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=300" start \
    >"$folder/start.log" 2>&1 </dev/null
}

stop_postgres() { # [fast|immediate]: the latter writes nothing more, as after a power failure
  local folder=$home/postgresql
  alive "$folder/data/postmaster.pid" || return 0
  as postgres "$(postgres_programs)/pg_ctl" -D "$folder/data" -m "${1:-fast}" -w -t 60 stop >/dev/null 2>&1 </dev/null || say "PostgreSQL did not stop: see $folder"
}

kill_postgres() { stop_postgres immediate; }

down_postgres() { stop_postgres; }

rabbitmq=/usr/lib/rabbitmq/bin # the wrappers in /usr/sbin change the user themselves

# rabbit COMMAND…: with the surroundings of our own node. An .erlang.cookie is made in HOME.
rabbit() {
  local folder=$home/rabbitmq
  (
    cd "$folder" || exit 1
    # shellcheck disable=SC1091
    . "$folder/ports"
    export RABBITMQ_NODENAME="techtransfer$node@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$node" RABBITMQ_DIST_PORT="$distribution"
    export RABBITMQ_MNESIA_BASE="$folder/data" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_CONF_ENV_FILE=/dev/null
    export RABBITMQ_ENABLED_PLUGINS_FILE="$folder/plugins" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
    export ERL_EPMD_PORT="$epmd" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}"
    as rabbitmq "$@"
  )
}

up_rabbitmq() {
  if [ -n "${TECHTRANSFER_RABBITMQ:-}" ]; then
    export_line TECHTRANSFER_RABBITMQ "$TECHTRANSFER_RABBITMQ"
    [ -z "${TECHTRANSFER_RABBITMQ_MANAGEMENT:-}" ] || export_line TECHTRANSFER_RABBITMQ_MANAGEMENT "$TECHTRANSFER_RABBITMQ_MANAGEMENT"
    say "RabbitMQ: the one at TECHTRANSFER_RABBITMQ"; return
  fi
  local folder=$home/rabbitmq node distribution management epmd
  [ -x $rabbitmq/rabbitmq-server ] || install rabbitmq-server RabbitMQ || return
  node=$(free_port) distribution=$(free_port) management=$(free_port) epmd=$(free_port)
  mkdir -p "$folder/data" "$folder/log"
  printf 'node=%s\ndistribution=%s\nepmd=%s\n' "$node" "$distribution" "$epmd" >"$folder/ports"
  echo '[rabbitmq_management].' >"$folder/plugins"
  printf 'management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = %s\n' "$management" >"$folder/rabbitmq.conf"
  own_folder rabbitmq "$folder"
  # Its own port mapper, or the node would start one that outlives it.
  rabbit "$(command -v epmd)" -address 127.0.0.1 -port "$epmd" >"$folder/log/epmd.log" 2>&1 </dev/null &
  start_rabbitmq && wait_until 60 listens "$management" \
    || { say "RabbitMQ: absent (it did not start)"; tail -5 "$folder"/log/*.log >&2; down_rabbitmq; return; }
  export_line TECHTRANSFER_RABBITMQ "amqp://guest:guest@127.0.0.1:$node/"
  export_line TECHTRANSFER_RABBITMQ_MANAGEMENT "http://guest:guest@127.0.0.1:$management"
  say "RabbitMQ: $(basename /usr/lib/rabbitmq/lib/rabbitmq_server-* | cut -d- -f2) on port $node"
}

# It listens when everything else has started. (rabbitmqctl would start an Erlang machine of its own to find out.)
start_rabbitmq() {
  local folder=$home/rabbitmq
  rabbit $rabbitmq/rabbitmq-server -detached >"$folder/log/start.log" 2>&1 </dev/null
  wait_until 180 listens "$(sed -n 's/^node=//p' "$folder/ports")"
}

stop_rabbitmq() {
  local file=$home/rabbitmq/pid pid
  alive "$file" || return 0
  pid=$(cat "$file")
  kill "$pid" 2>/dev/null
  wait_until 60 ended "$file" || kill -9 "$pid" 2>/dev/null
}

kill_rabbitmq() { kill_now "$home/rabbitmq/pid"; }

down_rabbitmq() {
  local folder=$home/rabbitmq
  [ -f "$folder/ports" ] || return
  stop_rabbitmq
  # Our port mapper is the process that was started with our port.
  local port; port=$(sed -n 's/^epmd=//p' "$folder/ports")
  for entry in /proc/[0-9]*; do
    [ "$(tr '\0' ' ' 2>/dev/null <"$entry/cmdline" | sed 's/ $//;s,^[^ ]*/,,')" = "epmd -address 127.0.0.1 -port $port" ] && kill "${entry#/proc/}" 2>/dev/null
  done
  return 0
}

answers() { curl -sf -m 2 "$1/_cluster/health?wait_for_status=yellow&timeout=1s" >/dev/null; }

answers_or_ended() { answers "$1" || ended "$home/elasticsearch/pid"; }

up_elasticsearch() {
  local folder=$home/elasticsearch port url given=${TECHTRANSFER_ELASTICSEARCH:-${ELASTICSEARCH_URL:-}}
  if [ -n "$given" ]; then
    export_line TECHTRANSFER_ELASTICSEARCH "$given"; say "Elasticsearch: $(elasticsearch_version "$given") at TECHTRANSFER_ELASTICSEARCH"; return
  fi
  if [ -z "${ELASTICSEARCH_HOME:-}" ] && [ ! -x "$shared_elasticsearch/start" ]; then
    say "Elasticsearch: absent, its tests are skipped (set ELASTICSEARCH_URL or ELASTICSEARCH_HOME)"; return
  fi
  port=$(free_port); url=http://127.0.0.1:$port
  mkdir -p "$folder" && echo "$port" >"$folder/port"
  start_elasticsearch || { say "Elasticsearch: absent (it did not start)"; tail -5 "$folder/start.log" >&2; down_elasticsearch; return; }
  export_line TECHTRANSFER_ELASTICSEARCH "$url"
  say "Elasticsearch: $(elasticsearch_version "$url") on port $port"
}

shared_elasticsearch=$root/../shared/elasticsearch

elasticsearch_version() { curl -sf -m 5 "${1%%,*}/_nodes/_local?filter_path=nodes.*.version" | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1; }

# On the port that it was given, with the data it has.
start_elasticsearch() {
  local folder=$home/elasticsearch port
  [ -f "$folder/port" ] || { say "Elasticsearch: not one that this script started"; return 1; }
  port=$(cat "$folder/port")
  if [ -n "${ELASTICSEARCH_HOME:-}" ]; then
    mkdir -p "$folder/config"; cp -r "$ELASTICSEARCH_HOME/config/." "$folder/config"
    printf '%s\n' "discovery.type: single-node" "network.host: 127.0.0.1" "http.port: $port" "path.data: $folder/data" "path.logs: $folder/log" \
      "xpack.security.enabled: false" "action.auto_create_index: false" "cluster.routing.allocation.disk.threshold_enabled: false" \
      >"$folder/config/elasticsearch.yml"
    own_folder nobody "$folder"
    ES_PATH_CONF=$folder/config ES_JAVA_OPTS="${ES_JAVA_OPTS:--Xms${ES_HEAP:-1g} -Xmx${ES_HEAP:-1g}}" \
      as nobody "$ELASTICSEARCH_HOME/bin/elasticsearch" -d -p "$folder/pid" >"$folder/start.log" 2>&1 </dev/null
  else
    ES_HEAP=${ES_HEAP:-1g} "$shared_elasticsearch/start" "$folder" "$port" >"$folder/start.log" 2>&1 </dev/null
  fi
  # On a busy machine it takes its time; one that has ended will not answer.
  wait_until 240 answers_or_ended "http://127.0.0.1:$port" && answers "http://127.0.0.1:$port"
}

stop_elasticsearch() {
  local file=$home/elasticsearch/pid
  alive "$file" || return 0
  kill "$(cat "$file")" 2>/dev/null
  wait_until 60 ended "$file" || kill -9 "$(cat "$file")" 2>/dev/null
}

kill_elasticsearch() { kill_now "$home/elasticsearch/pid"; }

down_elasticsearch() { stop_elasticsearch; }

down() {
  [ -d "$home" ] || return 0
  down_elasticsearch; down_rabbitmq; down_postgres
  rm -rf "$home"
}

case ${1:-} in
  up)
    shift
    [ ! -f "$home/env" ] || { cat "$home/env"; exit 0; }
    mkdir -p "$home" && chmod 755 "$home" && : >"$home/env" || exit 1
    for backend in ${@:-postgres rabbitmq elasticsearch}; do
      case $backend in
        postgres | rabbitmq | elasticsearch) "up_$backend" ;;
        *) echo "There is no backend $backend: postgres, rabbitmq, elasticsearch." >&2; exit 2 ;;
      esac
    done
    cat "$home/env"
    ;;
  env) cat "$home/env" 2>/dev/null ;;
  stop | kill | start)
    case ${2:-} in
      postgres) own=postgresql/port ;;
      rabbitmq) own=rabbitmq/ports ;;
      elasticsearch) own=elasticsearch/port ;;
      *) echo "There is no backend ${2:-}: postgres, rabbitmq, elasticsearch." >&2; exit 2 ;;
    esac
    [ -f "$home/$own" ] || { echo "$2 is not one that this script started." >&2; exit 2; }
    "$1_$2"
    ;;
  down) down ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
