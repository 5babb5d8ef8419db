# The launcher counts the tests of all lanes, and tells how to run each failed
# one again.
#   bash lanes.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"
lay_out_toy
furnish

cat >"$MACHINE/results" <<'END'
run kitchen/knife: it cuts.
run kitchen/fork: it is no knife.
run book/kitchen/knife
run cellar/wine: it ages (slowly).
END
expect 0 '== dev' cookbook test
expect_last '4 passed, 0 failed'
called 'cmake --build --preset dev --target all_verify_interface_header_sets'

# Patterns.
: >"$MACHINE/calls"
expect 0 passed cookbook test kitchen
called '-R (^|/)kitchen/'
expect 0 passed cookbook test 'knife*cut?' fork
called '-R knife.*cut.|fork'
expect 0 passed cookbook test 'it ages (slowly).'
called '-R it ages \(slowly\)\.'
never_called all_verify_interface_header_sets
expect 2 "No test of the dev lane has 'spoon' in its name." cookbook test spoon
expect 2 "Did you mean 'asan'?" cookbook test asann
expect 2 "No test of the tsan lane has 'spoon'" cookbook test tsan fork spoon

# Lanes.
expect 0 '== asan' cookbook test asan tsan
expect_last '8 passed, 0 failed'
called 'ctest --preset tsan'
never_called 'tsan --target all_verify'
expect 0 '== clang' cookbook test all
expect_last '16 passed, 0 failed'
called 'clang --target all_verify_interface_header_sets'

# A continuous integration tolerates no warning.
in_ci() { on_machine env CI=true "$toy/cookbook" "$@"; }
expect 0 passed in_ci test
called 'cmake --build --preset ci'

# Failures.
cat >"$MACHINE/results" <<'END'
run kitchen/knife: it cuts.
fail kitchen/fork: "it's" no knife & no spoon.
notrun cellar/wine: its program is missing.
skipped cellar/cork: not on this machine.
disabled cellar/mould: not yet.
END
expect 1 "./cookbook test 'kitchen/fork: \"it'\\''s\" no knife & no spoon.'" \
  cookbook test
expect_last '1 passed, 2 failed'
expect 1 "./cookbook test asan 'cellar/wine: its program is missing.'" \
  cookbook test asan
expect_last '1 passed, 2 failed'

touch "$MACHINE/broken_build"
expect 1 'The asan lane does not build' cookbook test asan
expect_last '0 passed, 1 failed'
finish
