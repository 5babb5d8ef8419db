# The launcher installs what is missing, tier by tier, and goes on without what
# it can do without.
#   bash setup.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"

bare_debian() {
  lay_out_toy
  cp "$MACHINE/for_sale/apt-get" "$MACHINE/bin"
  printf '#!/bin/sh\nexit 0\n' >"$MACHINE/bin/apt-cache"
  chmod +x "$MACHINE/bin/apt-cache"
  become 0
}

# become USER_ID
become() {
  rm -f "$MACHINE/bin/id"
  printf '#!/bin/sh\necho %s\n' "$1" >"$MACHINE/bin/id"
  chmod +x "$MACHINE/bin/id"
}

# A bare machine becomes one that runs the cookbook, in one installation.
bare_debian
expect 0 'kitchen was asked: knife' cookbook run knife
called 'install g++ cmake ninja-build libboost-dev'
never_called catch2
called -DBUILD_TESTING=OFF
: >"$MACHINE/calls"
expect 0 'kitchen was asked: knife' cookbook run knife
never_called apt-get
never_called '--preset dev -D'

# What goes missing later is noticed when the build fails.
rm "$MACHINE/has/libtbb.so"
touch "$MACHINE/broken_build"
expect 1 'The build failed' cookbook run knife
called 'install libtbb-dev'

# What the cookbook did not need before is looked for.
rm "$MACHINE/broken_build" "$MACHINE/has/libtbb.so"
sed -i '/libtbb-dev/d' "$toy/build/launcher/run"
: >"$MACHINE/calls"
expect 0 'kitchen was asked: knife' cookbook run knife
called 'install libtbb-dev'

# Tests need more, and switch themselves on.
echo 'run kitchen/knife: it cuts' >"$MACHINE/results"
expect 0 '1 passed, 0 failed' cookbook test
called 'install catch2 zlib1g-dev libboost-context-dev libdw-dev libconcurrentqueue-dev '
called -DBUILD_TESTING=ON
called ' chromium chromium-driver'

# Old package lists are brought up to date.
bare_debian
printf '#!/bin/sh\nexit 100\n' >"$MACHINE/bin/apt-cache"
expect 0 'kitchen was asked' cookbook run knife
called 'apt-get -q update'

# Without clang the rest works, and says so once.
bare_debian
sed -i '/^clang$/d' "$MACHINE/sells"
echo 'run kitchen/knife: it cuts' >"$MACHINE/results"
expect 0 'Going on without clang++' cookbook test
expect_last '1 passed, 0 failed'
expect 0 '1 passed' cookbook test
[[ $said != *'Going on'* ]] || complain "It is said twice: $said"
expect 0 'The clang lane is left out' cookbook test all
expect_last '3 passed, 0 failed'
expect 1 'Going on without clang++' cookbook test clang
expect_last 'That cannot be done without it.'

# In continuous integration nothing is left out.
bare_debian
sed -i '/^libdw-dev$/d' "$MACHINE/sells"
expect 1 'That cannot be done without it.' \
  on_machine env CI=true "$toy/cookbook" test

# Without an essential tool nothing works.
bare_debian
sed -i '/^cmake$/d' "$MACHINE/sells"
expect 1 'Still missing: CMake 3.25 or newer.' cookbook run
expect 1 'missing, needed for configuring the build (CMake 3.25 or newer)' \
  cookbook doctor

# Not root: through sudo, or with a sentence.
bare_debian
become 1000
expect 1 'there is no sudo here. As root, run: apt-get install g++ cmake' \
  cookbook run knife
never_called apt-get
printf '#!/bin/sh\necho "sudo $*" >>"$MACHINE/calls"\nexec "$@"\n' \
  >"$MACHINE/bin/sudo"
chmod +x "$MACHINE/bin/sudo"
expect 0 'kitchen was asked' cookbook run knife
called 'sudo env DEBIAN_FRONTEND=noninteractive apt-get'

# Another system is told what to install.
lay_out_toy
expect 1 'Please install' cookbook run
[[ $said == *'CMake 3.25 or newer, Ninja, Boost 1.74'* ]] ||
  complain "The list is incomplete: $said"

# Everything is there.
lay_out_toy
furnish
expect 0 'C++ compiler' cookbook doctor
expect 0 'kitchen was asked' cookbook run knife
called -DBUILD_TESTING=ON
finish
