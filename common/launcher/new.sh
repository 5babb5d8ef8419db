# Lays out a new recipe on every shelf: it compiles, passes, and says what to
# fill in.

new_wish='Fill in the wish: what does the reader want?'

# lay_out_recipe CHAPTER RECIPE
lay_out_recipe() {
  [ $# -eq 2 ] || refuse 'new takes a chapter and a name, as in' \
    './cookbook new message_passing ticket_office.'
  require_chapter "$1"
  require_new_name "$2"
  prepare_book_pages
  require_namespace "$2"
  write_files "$1" "$2"
  add_rows "$1" "$2"
  prepare "$1"
  record_session "$1" "$2"
  write_book_pages "$1" "$2"
  say_what_to_fill_in "$1" "$2"
}

# What a chapter's program understands as a verb cannot be a recipe's name.
require_new_name() {
  local found
  [[ $1 =~ ^[a-z][a-z0-9_]*$ ]] || refuse "A recipe's name has small letters," \
    "digits and underscores, and begins with a letter: not '$1'."
  case $1 in
    tour | explore | replay | orders | measure)
      refuse "'$1' is a command of the chapters' programs: choose another name."
      ;;
  esac
  if is_chapter "$1"; then
    refuse "There is a chapter called '$1': choose another name."
  fi
  found=$(cd -- "$root" &&
    find chapters tests docs \( -name "$1" -o -name "$1.*" \) | head -n 1)
  [ -z "$found" ] || refuse "There is a '$1' already: $found."
}

# A keyword, such as switch, is no name for a namespace.
require_namespace() {
  printf 'namespace %s {}\n' "$1" |
    "$(find_compiler)" -std=c++20 -fsyntax-only -x c++ - 2>/dev/null ||
    refuse "C++ does not take '$1' as a name: choose another one."
}

# The tables and the index of the book are written by a program of the tests,
# which asks every chapter.
prepare_book_pages() {
  insist test
  is_configured "$root/build" &&
    has_setting "$root/build" BUILD_TESTING ON ||
    configure dev ON "$(on_if explorer_runs_here)" ||
    give_up 'The tests do not configure: see above.'
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  prepare $(chapters) write_book_pages
}

# files_of CHAPTER RECIPE
files_of() {
  printf '%s\n' "chapters/$1/$2.hpp" "tests/$1/$2.cpp" "docs/$1/$2.md"
}

# title_of RECIPE
title_of() {
  awk '{ gsub("_", " "); print toupper(substr($0, 1, 1)) substr($0, 2) }' \
    <<<"$1"
}

# write_files CHAPTER RECIPE
write_files() {
  local template=$root/common/launcher/new_recipe
  fill_in "$template/recipe.hpp" "$@" >"$root/chapters/$1/$2.hpp"
  fill_in "$template/test.cpp" "$@" >"$root/tests/$1/$2.cpp"
  fill_in "$template/page.md" "$@" >"$root/docs/$1/$2.md"
}

# fill_in TEMPLATE CHAPTER RECIPE
fill_in() {
  sed "s/chapter_name/$2/g; s/recipe_name/$3/g
    s/Recipe title/$(title_of "$3")/
    s/first_recipe/$(recipes "$2" | sed -n 1p)/g
    s/second_recipe/$(recipes "$2" | sed -n 2p)/g" "$1"
}

# add_rows CHAPTER RECIPE
add_rows() {
  local contents=$root/chapters/$1/main.cpp row
  row="          recipe{\"$2\", \"$new_wish\",
                 $2::run, knob{\"visitors\", 5}}
              .explore($2::scenario),"
  insert_after '          .*[^ ],$' "$row" "$contents"
  insert_include "$1/$2.hpp" "$contents"
  ! has_program clang-format || clang-format -i "$contents"

  insert_after "\\($1/[a-z0-9_]*\\.md\\)" \
    "  - [$(title_of "$2")]($1/$2.md)" "$root/docs/SUMMARY.md"
}

# insert_after PATTERN TEXT FILE
# Puts the text behind the last line that the pattern matches.
insert_after() {
  local line
  line=$(grep -nE -- "$1" "$3" | tail -n 1 | cut -d : -f 1)
  [ -n "$line" ] || give_up "$3 has no row to put this behind: $2"
  rewrite "$3" env "line=$line" "text=$2" \
    awk '{ print } NR == ENVIRON["line"] { print ENVIRON["text"] }'
}

# insert_include HEADER FILE
# Among the other quoted includes, in the order of the alphabet.
insert_include() {
  rewrite "$2" env "row=#include \"$1\"" awk '
    BEGIN { row = ENVIRON["row"] }
    !done && /^#include "/ { among = 1; if ($0 > row) { print row; done = 1 } }
    !done && among && !/^#include "/ { print row; done = 1 }
    { print }'
}

# rewrite FILE FILTER...
# The file stays as it was if the filter fails.
rewrite() {
  local file=$1
  shift
  "$@" <"$file" >"$file.new" && mv -- "$file.new" "$file"
}

# record_session CHAPTER RECIPE
# What the recipe prints and, where the explorer runs, what that says of it.
record_session() {
  local session=$root/docs/$1/$2
  printf '$ %s %s visitors=5\n' "$1" "$2" >"$session.console"
  record "$session.console"
  printf '$ %s explore %s\n' "$1" "$2" >"$session.explored.console"
  if explorer_runs_here; then
    prepare_explorer "$1" "$2"
    record "$session.explored.console"
  fi
}

# record SESSION
record() {
  cmake -D "session=$1" -D "programs=$programs" -D record=ON \
    -D "toolchain=$(toolchain)" \
    -P "$root/tests/replay.cmake" || give_up 'The session cannot be recorded.'
}

# What this build's records say that they are true for.
toolchain() {
  sed -n 's/^toolchain:INTERNAL=//p' "$root/build/CMakeCache.txt"
}

# write_book_pages CHAPTER RECIPE
# What the book shows of the recipe elsewhere than on its page.
write_book_pages() {
  local writer=$programs/write_book_pages
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  "$writer" lists "$root" "$programs" $(chapters) &&
    "$writer" recorded "$root" "$programs" "$(toolchain)" "$1/$2" ||
    give_up 'The pages of the book cannot be written.'
}

# say_what_to_fill_in CHAPTER RECIPE
say_what_to_fill_in() {
  printf 'The recipe stands on every shelf. What to fill in:\n'
  (
    cd -- "$root" || exit
    # Names are words without blanks: the lists are split on purpose.
    # shellcheck disable=SC2046
    grep -n 'Fill in' $(files_of "$@") "chapters/$1/main.cpp"
  )
  printf '\nThen: ./cookbook test %s\n' "$2"
  printf 'And when its output is right, for the sessions and the tables: %s\n' \
    'cmake --build --preset dev --target record'
}
