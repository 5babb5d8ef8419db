# Explores a header of the reader's own.

# Chapters' names have neither a dot nor a slash.
is_path() {
  [[ ${1:-} == *[./]* ]]
}

# ask_own_code VERB HEADER [WORD...]
# Becomes the program that explores the header's scenario().
ask_own_code() {
  local verb=$1 header=$2
  [ -f "$header" ] || refuse "There is no file '$header'."
  [[ $header != *[\"\\]* ]] ||
    refuse "A header's name with quotes or backslashes does not compile."
  configure_explorer
  prepare_own_code "$header"
  shift 2
  exec "$root/build/explore/explore_own_code" "$verb" "$header" "$@"
}

# prepare_own_code HEADER
# What does not compile is the reader's to mend.
prepare_own_code() {
  local log=$root/build/explore/own_code.log reason
  mkdir -p "$root/build/explore"
  write_own_code "$1"
  say "Compiling $1."
  build dev explore_own_code 2>"$log" && return
  reason=$(sed -n "s/.*error: .*cookbook: \([^\"]*\).*/\1/p" "$log" | head -n 1)
  [ -z "$reason" ] || refuse "$1 cannot be explored: $reason"
  grep -q 'error: ' "$log" || give_up "The build failed: $(cat "$log")"
  say "$1 does not compile:"
  sed -n '/^ninja: /d; /error: /,$p' "$log" | head -n 12 >&2
  exit 2
}

# write_own_code HEADER
# An unchanged source is not compiled again.
write_own_code() {
  local source=$root/build/explore/own_code.cpp path name using=''
  path=$(cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
  name=$(basename -- "${1%.*}")
  ! grep -qE "^[[:space:]]*namespace $name([^[:alnum:]_]|\$)" "$1" ||
    using="using namespace $name;"
  local text
  text=$(cat "$root/common/explorer/front_end/own_code.cpp.in")
  text=${text//@path@/"$path"}
  text=${text//@name@/"$1"}
  text=${text//@using@/"$using"}
  text=${text//@PROJECT_SOURCE_DIR@/"$root"}
  [ "$text" = "$(cat "$source" 2>/dev/null)" ] ||
    printf '%s\n' "$text" >"$source"
}
