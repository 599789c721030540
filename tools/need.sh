# Sourced by the other scripts: installs missing programs from Debian packages. When that
# fails, it names the packages and exits.

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# need PROGRAM PACKAGE... installs the packages when the program is missing.
need() {
  local program=$1
  shift
  if command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ]; then return; fi
  install_packages "$@"
}

# update_packages updates Debian's package lists, once.
update_packages() {
  if [ -z "${need_updated:-}" ]; then
    as_root apt-get update -qq >&2 || { echo "cannot update Debian's package lists" >&2; exit 1; }
    need_updated=1
  fi
}

# install_packages PACKAGE...
install_packages() {
  echo "installing $*" >&2
  update_packages
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 ||
    { echo "cannot install $*; install it by hand" >&2; exit 1; }
}
