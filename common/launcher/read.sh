# Serves the book and runs its recipes for whoever reads it.

# read_book [build | [port=N] [--allow-root]]
read_book() {
  local word
  if [ "$*" = build ]; then
    build_book
    printf 'The book is in %s\n' "$root/build/book/index.html"
    return
  fi
  for word; do
    case $word in
      port=* | --allow-root) ;;
      *) refuse "read takes port=N, --allow-root or build, not '$word'." ;;
    esac
  done
  require_reader_other_than_root "$@"
  [ "$(uname -s)" = Linux ] || give_up 'The book is served on Linux only. This' \
    'builds it for reading: ./cookbook read build'
  prepare_reading
  serve_book "$@"
}

# The server itself refuses as well, but only after everything is built.
require_reader_other_than_root() {
  case " $* " in *' --allow-root '*) return ;; esac
  [ "$(id -u)" -ne 0 ] || refuse 'As root the recipes that a reader starts' \
    'would run as root, and whoever learns the address could start them.' \
    'Accept that with ./cookbook read --allow-root, or only build the book:' \
    './cookbook read build'
}

prepare_reading() {
  set_up run explore measure read
  build_book
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  prepare book_server $(chapters)
}

# serve_book [WORD...]
# Until an interrupt, or until the server ends by itself.
serve_book() {
  local server builder output line
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  exec {output}< <(exec "$programs/book_server" "$root/build/book" \
    "$programs" $(chapters) "$@")
  server=$!
  # A terminal's interrupt reaches the server as well.
  trap : INT
  trap 'kill "$server" 2>/dev/null' TERM HUP
  # Job control gives the builders a group of their own, to be ended together.
  set -m
  build_rest >"$root/build/rest.log" 2>&1 </dev/null &
  builder=$!
  set +m
  while IFS= read -r line <&"$output"; do
    printf '%s\n' "$line"
    case $line in *' http://'*) open_page "http://${line##* http://}" ;; esac
  done
  kill -- "-$builder" 2>/dev/null
  wait "$builder" 2>/dev/null
  wait "$server"
}

# open_page ADDRESS
# On a desktop, by way of a file: other users can see a command line.
open_page() {
  local page=$root/build/launcher/open_book.html
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && has_program xdg-open || return 0
  rm -f "$page"
  (
    umask 077
    printf '<meta http-equiv="refresh" content="0; url=%s">\n' "$1" >"$page"
  )
  xdg-open "$page" >/dev/null 2>&1 &
}

# The explorers and comparisons, in teaching order, whenever the machine has
# nothing better to do. Until one is built the page says so.
build_rest() {
  local chapter recipe kind targets
  for chapter in $(chapters); do
    for recipe in $(recipes "$chapter"); do
      targets=()
      for kind in explore measure; do
        ! grep -q "^build $kind/$chapter/$recipe:" "$root/build/build.ninja" ||
          targets+=("$kind/$chapter/$recipe")
      done
      [ "${#targets[@]}" -eq 0 ] || build_idly "${targets[@]}"
    done
  done
}
