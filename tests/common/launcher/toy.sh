# A toy cookbook on a toy machine, for the tests of the launcher. Sourced with
# the name of a folder that may be thrown away.
#
# The toy's path has a blank. The machine has a shell's usual tools, and of what
# the cookbook needs only what is put there or installed.
set -u

source_tree=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../.." && pwd)
scratch=$1/$(basename -- "$0" .sh)
toy="$scratch/toy tree"
export MACHINE=$scratch/machine
failures=0

lay_out_toy() {
  rm -rf "$scratch"
  mkdir -p "$toy/common" "$toy/chapters/kitchen" "$toy/chapters/cellar" \
    "$toy/docs/kitchen" "$toy/tests/kitchen" "$MACHINE/bin" "$MACHINE/has"
  cp "$source_tree/cookbook" "$toy"
  cp -R "$source_tree/common/launcher" "$toy/common"
  printf 'add_chapter(kitchen)\nadd_chapter(cellar)\n' \
    >"$toy/chapters/CMakeLists.txt"
  printf '          recipe{"%s",\n' knife fork >"$toy/chapters/kitchen/main.cpp"
  printf '          recipe{"wine",\n' >"$toy/chapters/cellar/main.cpp"

  cp -R "$source_tree/tests/common/launcher/machine" "$MACHINE/for_sale"
  cp "$MACHINE/for_sale/program" "$MACHINE/program"
  cut -d '|' -f 2 <(tools_sold) >"$MACHINE/sells"
  local tool
  for tool in awk basename bash cat chmod cp cut dirname env find flock \
    getconf grep head id mkdir mv nice paste readlink rm sed sh sleep sort \
    tail tee touch tr uname; do
    ln -s "$(command -v "$tool")" "$MACHINE/bin"
  done
  : >"$MACHINE/calls"
}

# The launcher's own table.
tools_sold() {
  (. "$source_tree/common/launcher/tools.sh" && tools)
}

# Puts everything on the machine.
furnish() {
  # Packages are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  on_machine sh "$MACHINE/for_sale/apt-get" install $(cat "$MACHINE/sells")
  : >"$MACHINE/calls"
}

on_machine() {
  env -i "PATH=$MACHINE/bin" "MACHINE=$MACHINE" "WINE=${WINE:-}" "$@"
}

cookbook() {
  on_machine "$toy/cookbook" "$@"
}

complain() {
  printf '%s\n' "$*" >&2
  failures=$((failures + 1))
}

# expect STATUS PART COMMAND...
# Keeps what the command says in $said.
expect() {
  local status=$1 part=$2 ended
  shift 2
  said=$("$@" 2>&1 </dev/null)
  ended=$?
  if [ "$ended" -ne "$status" ] || [[ $said != *"$part"* ]]; then
    complain "'$*' should end with $status and say '$part';" \
      "it ends with $ended and says:"$'\n'"$said"
  fi
}

# expect_last LINE
# What the last command said must end so.
expect_last() {
  [ "$(tail -n 1 <<<"$said")" = "$1" ] ||
    complain "The last line should be '$1' in:"$'\n'"$said"
}

# called PART, never_called PART
called() {
  grep -qF -- "$1" "$MACHINE/calls" ||
    complain "'$1' should be among the calls:"$'\n'"$(cat "$MACHINE/calls")"
}

never_called() {
  ! grep -qF -- "$1" "$MACHINE/calls" ||
    complain "'$1' should not be among the calls."
}

finish() {
  [ "$failures" -eq 0 ] || exit 1
}
