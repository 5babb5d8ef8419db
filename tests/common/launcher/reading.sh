# The launcher builds the book, serves it, and ends all that it has started.
#   bash reading.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"

# Without job control a shell makes its background jobs deaf to interrupts.
set -m

# become USER_ID
become() {
  rm -f "$MACHINE/bin/id"
  printf '#!/bin/sh\necho %s\n' "$1" >"$MACHINE/bin/id"
  chmod +x "$MACHINE/bin/id"
}

# open_book WORD...
# Until the server has said where it is and an explorer is being built.
open_book() {
  rm -f "$MACHINE/builder"
  : >"$scratch/said"
  env -i "PATH=$MACHINE/bin" "MACHINE=$MACHINE" DISPLAY=:0 \
    "$toy/cookbook" read "$@" >"$scratch/said" 2>&1 &
  until grep -q 'http://' "$scratch/said" && [ -s "$MACHINE/builder" ]; do
    sleep 0.05
  done
}

# close_book PROCESS STATUS
# The launcher must end so, and all that it has started, as long as CTest lets
# us wait for that.
close_book() {
  local status
  wait "$1"
  status=$?
  [ "$status" -eq "$2" ] ||
    complain "The launcher ends with $status:" "$(cat "$scratch/said")"
  called 'book_server ends'
  while kill -0 "$(cat "$MACHINE/builder")" 2>/dev/null; do sleep 0.05; done
}

lay_out_toy
furnish
cp "$MACHINE/for_sale/mdbook" "$MACHINE/bin"
printf '#!/bin/sh\necho "xdg-open $*" >>"$MACHINE/calls"\n' \
  >"$MACHINE/bin/xdg-open"
chmod +x "$MACHINE/bin/xdg-open"

become 0
expect 2 'As root the recipes' cookbook read
expect 2 'As root the recipes' cookbook read port=8000
never_called cmake
expect 0 'The book is in' cookbook read build
called 'mdbook build'
never_called book_server

become 1000
expect 1 'The port is taken.' cookbook read port=1024
[[ $said != *' is at '* ]] || complain 'Nothing is served:' "$said"

# An interrupt from the terminal reaches the whole group.
touch "$MACHINE/slow_build"
open_book port=8000
called "book_server $toy/build/book $toy/build/bin kitchen cellar port=8000"
page=$toy/build/launcher/open_book.html
called "xdg-open $page"
never_called 'token=secret'
grep -q 'url=http://127.0.0.1:8000/index.html#token=secret"' "$page" ||
  complain 'The page leads nowhere:' "$(cat "$page")"
[ "$(stat -c %a "$page")" = 600 ] || complain 'Others can read the token.'
called 'dev --target explore/kitchen/knife --target measure/kitchen/knife'
kill -INT -- "-$!"
close_book "$!" 0

# Whoever ends the launcher alone ends the rest with it.
: >"$MACHINE/calls"
become 0
open_book --allow-root
called 'cellar --allow-root'
kill -TERM "$!"
close_book "$!" 0
finish
