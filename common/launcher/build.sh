# Configures and builds a lane: a preset of CMakePresets.json.

lanes='dev clang asan tsan'
programs=$root/build/bin

# The dev lane of a continuous integration tolerates no warning.
preset_of() {
  if [ "$1" = dev ] && [ -n "${CI:-}" ]; then echo ci; else echo "$1"; fi
}

folder_of() {
  if [ "$1" = dev ]; then
    printf '%s\n' "$root/build"
  else
    printf '%s\n' "$root/build/$1"
  fi
}

# has_setting FOLDER NAME VALUE
has_setting() {
  local line
  line=$(grep -m 1 "^$2:" "$1/CMakeCache.txt" 2>/dev/null)
  [ "${line#*=}" = "$3" ]
}

# True if the lane's build folder is whole and belongs to this tree, which may
# have been moved since.
is_configured() {
  [ -f "$1/build.ninja" ] &&
    has_setting "$1" CMAKE_HOME_DIRECTORY "$root"
}

on_if() {
  if "$@"; then echo ON; else echo OFF; fi
}

explorer_runs_here() {
  [ "$(uname -sm)" = 'Linux x86_64' ] && has_all explore
}

# configure LANE BUILD_TESTING COOKBOOK_EXPLORER
configure() {
  local folder log compiler
  folder=$(folder_of "$1")
  log=$folder/configure.log
  mkdir -p "$folder"
  compiler=$(find_compiler)
  say "Configuring the $1 build."
  (
    cd -- "$root" || exit
    [ -z "$compiler" ] || export CXX="${CXX:-$compiler}"
    is_configured "$folder" || set -- "$@" --fresh
    cmake --preset "$(preset_of "$1")" "-DBUILD_TESTING=$2" \
      "-DCOOKBOOK_EXPLORER=$3" "${@:4}"
  ) >"$log" 2>&1 && return
  cat "$log" >&2
  return 1
}

# build LANE TARGET...
# Without a target builds everything. Nothing but progress and problems is said,
# on standard error.
build() {
  local lane=$1 target
  shift
  for target; do
    shift
    set -- "$@" --target "$target"
  done
  (
    cd -- "$root" || exit
    set -o pipefail
    alone "$lane" cmake --build --preset "$(preset_of "$lane")" "$@" 2>&1 |
      show_progress
  )
}

# build_idly TARGET...
# In the dev lane, without a word, when nothing else wants the machine. A target
# that does not build is left out.
build_idly() {
  local target
  for target; do
    shift
    set -- "$@" --target "$target"
  done
  (cd -- "$root" && alone dev nice -n 19 cmake --build --preset \
    "$(preset_of dev)" "$@")
}

# alone LANE COMMAND...
# Two builds in one folder at a time would spoil each other's files.
alone() {
  local folder
  folder=$(folder_of "$1")
  shift
  if has_program flock; then
    flock "$folder/.one_build_at_a_time" "$@"
  else
    "$@"
  fi
}

# Keeps ninja's progress on one line of a terminal, and drops what it and CMake
# say even when all is well.
show_progress() {
  local line width=0
  if [ -t 2 ]; then width=$(tput cols 2>/dev/null || echo 80); fi
  while IFS= read -r line; do
    case $line in
      '-- '* | 'ninja: no work to do.') ;;
      *'Re-checking globbed directories...') ;;
      '['*/*']'*)
        if [ "$width" -gt 0 ]; then
          printf '\r\033[K%s' "${line:0:width-1}"
        else
          printf '%s\n' "$line"
        fi
        ;;
      *)
        [ "$width" -eq 0 ] || printf '\r\033[K'
        printf '%s\n' "$line"
        ;;
    esac
  done >&2
  [ "$width" -eq 0 ] || printf '\r\033[K' >&2
}

# prepare TARGET...
# Sets up, configures and builds chapters in the dev lane. If the build fails
# and a tool has gone missing since it was last looked for, mends that and tries
# again.
prepare() {
  set_up run
  configure_and_build "$@" && return
  has_all run && give_up 'The build failed: see above.'
  look_again run
  set_up run
  configure_and_build "$@" || give_up 'The build failed: see above.'
}

configure_and_build() {
  if ! is_configured "$root/build"; then
    configure dev "$(on_if has_all test)" "$(on_if explorer_runs_here)" ||
      return
  fi
  build dev "$@"
}
