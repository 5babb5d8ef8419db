# The launcher lays out a recipe on every shelf, and overwrites nothing.
#   bash new_recipe.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"
lay_out_toy
furnish
for shelf in chapters/CMakeLists.txt chapters/message_passing \
  tests/message_passing tests/shelves.cmake docs; do
  mkdir -p "$(dirname "$toy/$shelf")"
  cp -R "$source_tree/$shelf" "$(dirname "$toy/$shelf")"
done

expect 2 'new takes a chapter and a name' cookbook new message_passing
expect 2 "Did you mean 'message_passing'?" cookbook new mesage_passing spoon
expect 2 "not 'Spoon'." cookbook new message_passing Spoon
expect 2 "not '../spoon'." cookbook new message_passing ../spoon
expect 2 "There is a 'bounded_channel' already" \
  cookbook new shared_state bounded_channel
mkdir "$toy/chapters/message_passing/told_in_steps"
expect 2 "There is a 'told_in_steps' already" \
  cookbook new shared_state told_in_steps
expect 2 "'tour' is a command" cookbook new message_passing tour
expect 2 "There is a chapter called 'shared_state'" \
  cookbook new message_passing shared_state
expect 2 "C++ does not take 'switch' as a name" \
  cookbook new message_passing switch

expect 0 'What to fill in:' cookbook new message_passing ticket_office
[ "$(cat "$toy/docs/message_passing/ticket_office.console")" = \
  '$ message_passing ticket_office visitors=5'$'\n''recorded' ] ||
  complain 'The session is not recorded.'
! grep -rq 'recipe_name\|chapter_name\|Recipe title\|first_recipe' "$toy/chapters" \
  "$toy/tests/message_passing" "$toy/docs" || complain 'A name is left over.'

[[ $said == *'write_book_pages was asked: lists '*' message_passing '* ]] ||
  complain "The tables are not written: $said"
[[ $said == *'write_book_pages was asked: recorded '*/ticket_office* ]] ||
  complain "The page's data is not written: $said"

# What it makes compiles and runs.
compile() {
  "${CXX:-c++}" -std=c++20 -DBOOST_THREAD_VERSION=5 "-I$toy/chapters" \
    "-I$source_tree/tests" -x c++ "$@"
}
cat >"$scratch/demonstration.cpp" <<'END'
#include <iostream>
#include "message_passing/ticket_office.hpp"
int main() {
  ticket_office::run(std::cout, 5);
  ticket_office::scenario();
}
END
expect 0 '' compile -fsyntax-only "$toy/tests/message_passing/ticket_office.cpp"
expect 0 '' compile "$scratch/demonstration.cpp" -o "$scratch/demonstration" \
  -lboost_thread -lboost_system -pthread
expect 0 '10 visitors are inside' "$scratch/demonstration"

# The shelf check must find nothing to say about it.
complaints=$(cmake -D "root=$toy" -P "$toy/tests/shelves.cmake" 2>&1 |
  grep ticket_office)
[ -z "$complaints" ] || complain "The shelves are not in order: $complaints"
grep -qF '  - [Ticket office](message_passing/ticket_office.md)' \
  "$toy/docs/SUMMARY.md" || complain 'SUMMARY.md lacks its row.'
includes=$(grep '^#include "message_passing/' \
  "$toy/chapters/message_passing/main.cpp")
[ "$includes" = "$(LC_ALL=C sort <<<"$includes")" ] ||
  complain "The includes are not in order:" "$includes"
finish
