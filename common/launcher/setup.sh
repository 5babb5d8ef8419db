# Installs what is missing, tier by tier, and remembers what it has looked at:
# build/launcher/TIER holds the tools that the tier had then.

stamps=$root/build/launcher

looked_at() {
  [ -f "$stamps/$1" ] && [ "$(cat "$stamps/$1")" = "$(tools_of "$1")" ]
}

look_again() {
  local tier
  for tier; do rm -f "$stamps/$tier"; done
}

# set_up TIER...
# Installs what the tiers lack, if the reader agrees. Gives up if an essential
# tool is still missing then; says once what the lack of another one costs.
set_up() {
  local tier new=
  for tier; do looked_at "$tier" || new="$new $tier"; done
  [ -n "$new" ] || return 0

  local rows essential
  # Tiers are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2086
  rows=$(missing $new)
  if [ -n "$rows" ]; then
    install_missing "$rows"
    # shellcheck disable=SC2086
    rows=$(missing $new)
  fi
  essential=$(grep -E '^(run|test)\|' <<<"$rows")
  [ -z "$essential" ] || give_up "Still missing: $(names_of "$essential")."
  [ -z "$rows" ] || say_what_is_lost "$rows"
  mkdir -p "$stamps"
  for tier in $new; do tools_of "$tier" >"$stamps/$tier"; done
}

# insist TIER...
# set_up for a request that makes no sense without these tiers.
insist() {
  local tier
  for tier; do
    has_all "$tier" || look_again "$tier"
  done
  set_up run "$@"
  has_all "$@" || give_up "That cannot be done without it."
}

# packages_of ROWS
packages_of() {
  cut -d '|' -f 2 <<<"$1" | tr '\n' ' '
}

# names_of ROWS
names_of() {
  cut -d '|' -f 4 <<<"$1" | paste -s -d ';' | sed 's/;/, /g'
}

say_what_is_lost() {
  local package name purpose
  while IFS='|' read -r _ package _ name purpose; do
    say "Going on without $name ($package), needed for $purpose."
  done <<<"$1"
}

# install_missing ROWS
install_missing() {
  local packages
  packages=$(packages_of "$1")
  if ! has_program apt-get; then
    say "Please install by this system's own means: $(names_of "$1")."
    return
  fi
  say_packages "$1"
  agreed || return
  # Packages are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2086
  apt_install $packages
}

say_packages() {
  local package purpose
  say 'Missing on this machine:'
  while IFS='|' read -r _ package _ _ purpose; do
    say "$(printf '  %-22s for %s' "$package" "$purpose")"
  done <<<"$1"
}

# Asks on a terminal. Elsewhere nobody could answer: goes ahead.
agreed() {
  local reply
  [ -z "$assume_yes" ] && [ -t 0 ] && [ -t 2 ] || return 0
  printf 'Install them with apt-get? [Y/n] ' >&2
  read -r reply || return 1
  case $reply in
    '' | [Yy] | [Yy][Ee][Ss]) return 0 ;;
    *) return 1 ;;
  esac
}

# apt_install PACKAGE...
# One package that this system does not have must not stop the others.
apt_install() {
  if [ "$(id -u)" -ne 0 ] && ! has_program sudo; then
    say 'That needs root, and there is no sudo here.' \
      "As root, run: apt-get install $*"
    return
  fi
  apt-cache show -- "$@" >/dev/null 2>&1 || as_root apt-get -q update >&2
  install_packages "$@" && return
  say 'Trying again with new package lists, one by one.'
  as_root apt-get -q update >&2
  local package
  for package; do install_packages "$package"; done
}

install_packages() {
  as_root apt-get -q -y --no-install-recommends install "$@" >&2
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@" </dev/null
  else
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}
