# The launcher answers good and bad requests in one clear sentence.
#   bash requests.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"
lay_out_toy
furnish

expect 0 './cookbook run' cookbook
expect 0 './cookbook run' cookbook help
expect 2 "There is no command 'rnu'. Did you mean 'run'?" cookbook rnu
expect 2 "There is no command 'xyzzy'." cookbook xyzzy
[[ $said != *'Did you mean'* ]] || complain "xyzzy is near nothing."

expect 2 "Did you mean 'kitchen'?" cookbook run kichen
expect 2 "Did you mean 'knife'?" cookbook run knive
expect 2 'takes a chapter and a recipe' cookbook explore kitchen
expect 2 "There is no chapter 'kitchn'. Did you mean 'kitchen'?" \
  cookbook explore kitchn knife
expect 2 "read takes port=N, --allow-root or build, not 'book'." \
  cookbook read book
expect 2 "doctor takes nothing after it, not 'me'." cookbook doctor me
never_called cmake

expect 0 'kitchen was asked: knife' cookbook run kitchen knife
called 'cmake --build --preset dev --target kitchen'
expect 0 'kitchen was asked: knife edge=2' cookbook run knife edge=2
expect 0 'kitchen was asked: explore knife/blunt' \
  cookbook explore kitchen knife/blunt
called '--target kitchen --target explore/kitchen/knife'
expect 0 'kitchen was asked: explore spoon' cookbook explore kitchen spoon
expect 0 'kitchen was asked: measure knife rounds=3' \
  cookbook measure kitchen knife rounds=3
called '--target measure/kitchen/knife'
expect 0 'kitchen was asked: measure fork' cookbook measure kitchen fork
never_called '--target measure/kitchen/fork'

# A header of the reader's own is compiled for the explorer.
mkdir -p "$toy/common/explorer/front_end"
cp "$source_tree/common/explorer/front_end/own_code.cpp.in" \
  "$toy/common/explorer/front_end"
mine=$scratch/mine.hpp
expect 2 "There is no file '$mine'." cookbook explore "$mine"
printf 'namespace mine {\ninline void scenario() {}\n}\n' >"$mine"
expect 0 "explore_own_code was asked: explore $mine seconds=3" \
  cookbook explore "$mine" seconds=3
called 'cmake --build --preset dev --target explore_own_code'
grep -qF "#include \"$mine\"" "$toy/build/explore/own_code.cpp" ||
  complain 'The program should include the header.'
grep -q '^using namespace mine;' "$toy/build/explore/own_code.cpp" ||
  complain 'The namespace of the header should be looked into.'
expect 0 "explore_own_code was asked: orders $mine" cookbook orders "$mine"
echo 'inline void scenario();' >"$mine"
expect 0 'explore_own_code was asked: replay' cookbook replay "$mine" 0
! grep -q '^using namespace mine;' "$toy/build/explore/own_code.cpp" ||
  complain 'There is no such namespace to look into.'

echo "$mine:1: error: static assertion failed: cookbook: it has no scenario()." \
  >"$MACHINE/own_code_errors"
expect 2 "$mine cannot be explored: it has no scenario()." \
  cookbook explore "$mine"
printf '[1/2] Building\n%s:7:3: error: expected a semicolon\n' "$mine" \
  >"$MACHINE/own_code_errors"
expect 2 "$mine does not compile:" cookbook explore "$mine"
expect 2 "$mine:7:3: error: expected a semicolon" cookbook explore "$mine"
rm "$MACHINE/own_code_errors"

# Where nobody looks, run is the tour.
expect 0 'wine: Age.' cookbook run
expect_last '3 recipes run, 0 failed'
expect 0 'knife: Cut.' cookbook run kitchen
expect_last '2 recipes run, 0 failed'
WINE='1 failed' expect 1 'wine: Age.' cookbook run
expect_last '3 recipes run, 1 failed'
WINE='crash' expect 1 'cellar ended before its tour did.' cookbook run
expect_last '2 recipes run, 1 failed'

# A reader who has seen enough closes the pipe.
first_line() { cookbook run | head -n 1; }
expect 0 '== kitchen' first_line
[[ $said != *[Bb]roken* ]] || complain "A closed pipe is no news:" "$said"

to_full_disk() { cookbook run >/dev/full; }
expect 2 'The output could not be written' to_full_disk

# What is up to date is said nothing about.
quiet() { cookbook run kitchen knife >/dev/null; }
sed -i '/Building everything/d' "$MACHINE/bin/cmake"
expect 0 '' quiet
[ -z "$said" ] || complain "A run says on standard error: $said"

# A tree that was moved is configured anew.
mv "$toy" "$toy moved"
toy="$toy moved"
: >"$MACHINE/calls"
expect 0 'kitchen was asked: knife' cookbook run knife
called '--fresh'

touch "$MACHINE/broken_build"
expect 1 'The build failed' cookbook run knife
finish
