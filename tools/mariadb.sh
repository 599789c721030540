# Sourced by the other scripts: starts a MariaDB server with its own data folder, on
# loopback and a free port, and stops it by its process id.

# mariadb_start DIR DURABLE [OPTION...] sets mariadb_dsn. DURABLE 1 flushes at every
# commit, as production does; 0 is enough without crashes and measurements. It reuses
# the data of an earlier server in DIR.
mariadb_start() {
  local dir=$1 durable=$2 port account=()
  shift 2
  PATH=$PATH:/usr/sbin
  [ "$(id -u)" = 0 ] && account=(--user=root)
  port=$(go -C tools run ./freeport)
  [ -d "$dir/data/mysql" ] || mariadb-install-db --no-defaults "${account[@]}" --datadir="$dir/data" --auth-root-authentication-method=normal \
    --skip-test-db --innodb-log-file-size=64M >"$dir/install.log" 2>&1 || { cat "$dir/install.log" >&2; return 1; }
  mariadbd --no-defaults "${account[@]}" --datadir="$dir/data" --socket="$dir/socket" --pid-file="$dir/pid" \
    --port="$port" --bind-address=127.0.0.1 --skip-name-resolve --character-set-server=utf8mb4 \
    --collation-server=utf8mb4_unicode_ci --innodb-log-file-size=64M --innodb-buffer-pool-size=128M \
    --performance-schema=0 --innodb-flush-log-at-trx-commit="$durable" "$@" >"$dir/server.log" 2>&1 &
  mariadb_pid=$!
  for _ in $(seq 1 300); do
    if mariadb --no-defaults --socket="$dir/socket" --user=root -e 'SELECT 1' >/dev/null 2>&1; then
      mariadb --no-defaults --socket="$dir/socket" --user=root -e "CREATE USER IF NOT EXISTS suaraloket@'127.0.0.1' IDENTIFIED BY 'test'; GRANT ALL ON *.* TO suaraloket@'127.0.0.1'"
      mariadb_dsn="suaraloket:test@tcp(127.0.0.1:$port)/"
      return 0
    fi
    kill -0 "$mariadb_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$dir/server.log" >&2
  return 1
}

# mariadb_stop [SIGNAL] kills the server, or shuts it down cleanly with TERM.
mariadb_stop() {
  [ -n "${mariadb_pid:-}" ] || return 0
  kill -"${1:-KILL}" "$mariadb_pid" 2>/dev/null || true
  wait "$mariadb_pid" 2>/dev/null || true
  mariadb_pid=
}
