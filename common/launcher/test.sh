# Runs tests: lanes, chapters, patterns.

tests_passed=0
tests_failed=0
run_again=()

# run_tests [LANE|CHAPTER|PATTERN...|all]
# The last line counts the tests of all lanes; the lines before it tell how to
# run each failed one again.
run_tests() {
  local word chosen='' patterns=() lane
  for word; do
    case " $lanes all " in
      *" $word "*) chosen="$chosen $word" ;;
      *) patterns+=("$word") ;;
    esac
  done
  case $chosen in
    '') chosen=dev ;;
    *all*) chosen=$lanes ;;
  esac
  set_up_lanes "$chosen"
  for lane in $chosen; do
    test_lane "$lane" ${patterns[@]+"${patterns[@]}"}
  done
  sum_up
}

# set_up_lanes LANES
# Nothing may be left out in continuous integration; nor can the clang lane
# alone be done without clang.
set_up_lanes() {
  if [ -n "${CI:-}" ]; then
    insist test explore measure clang read browser
  elif [ "$1" = ' clang' ]; then
    insist test clang
  else
    set_up run test explore measure clang browser
  fi
  # The book's test in a browser builds the book.
  if [ -z "$(find_mdbook)" ] && has_all read browser; then
    get_mdbook >&2
  fi
}

sum_up() {
  local command
  if [ "$tests_failed" -gt 0 ]; then
    printf '\nTo run the failed tests again:\n'
    for command in "${run_again[@]}"; do printf '  %s\n' "$command"; done
  fi
  printf '%d passed, %d failed\n' "$tests_passed" "$tests_failed"
  [ "$tests_failed" -eq 0 ] && [ "$tests_passed" -gt 0 ]
}

# test_lane LANE [PATTERN...]
test_lane() {
  local lane=$1 regex
  shift
  if [ "$lane" = clang ] && ! has_all clang; then
    say 'The clang lane is left out: clang++ is not here.'
    return
  fi
  printf '== %s\n' "$lane"
  if ! build_tests "$lane" "$#"; then
    count_failure "./cookbook test $lane"
    say "The $lane lane does not build: see above."
    return
  fi
  regex=$(regex_of "$@")
  require_matches "$lane" "$@"
  run_ctest "$lane" "$regex"
}

# build_tests LANE PATTERNS
# Under either compiler a whole lane, without patterns, also compiles every
# recipe's header alone.
build_tests() {
  local folder explorer=OFF
  folder=$(folder_of "$1")
  case $1 in
    dev | clang) explorer=$(on_if explorer_runs_here) ;;
  esac
  is_configured "$folder" &&
    has_setting "$folder" BUILD_TESTING ON &&
    has_setting "$folder" COOKBOOK_EXPLORER "$explorer" ||
    configure "$1" ON "$explorer" ||
    return
  build "$1" || return
  case $1:$2 in
    dev:0 | clang:0) build "$1" all_verify_interface_header_sets ;;
  esac
}

# regex_of [WORD...]
# What CTest knows as names that have one of the words: a shelf's or chapter's
# own name, or a part of a test's name in which * and ? stand for anything.
regex_of() {
  local word regex=''
  for word; do
    if is_chapter "$word" ||
      [[ $word =~ ^(book|common|explore|measure)$ ]]; then
      word="(^|/)$word/"
    else
      word=$(sed 's/[][\\.+^$(){}|]/\\&/g; s/[*]/.*/g; s/?/./g' <<<"$word")
    fi
    regex="$regex${regex:+|}$word"
  done
  printf '%s\n' "$regex"
}

# ctest_in LANE [OPTION...]
ctest_in() {
  (cd -- "$root" && ctest --preset "$(preset_of "$1")" "${@:2}")
}

# require_matches LANE [PATTERN...]
require_matches() {
  local lane=$1 word
  shift
  for word; do
    ctest_in "$lane" -N -R "$(regex_of "$word")" 2>/dev/null |
      grep -q '^Total Tests: [1-9]' && continue
    # Names are words without blanks: the lists are split on purpose.
    # shellcheck disable=SC2046,SC2086
    refuse "No test of the $lane lane has '$word' in its name.$(suggestion \
      "$word" $lanes all $(chapters) $(all_recipes))"
  done
}

# run_ctest LANE REGEX
run_ctest() {
  local lane=$1 regex=$2 report name status
  report=$(folder_of "$lane")/tests.xml
  set -- -j "$(getconf _NPROCESSORS_ONLN)" --output-junit "$report"
  [ -z "$regex" ] || set -- "$@" -R "$regex"
  [ ! -t 1 ] || set -- "$@" --progress
  rm -f "$report"
  ctest_in "$lane" "$@"
  if [ ! -f "$report" ]; then
    count_failure "./cookbook test $lane"
    return
  fi
  while read -r status name; do
    case $status in
      run) tests_passed=$((tests_passed + 1)) ;;
      fail) count_failure "$(command_for "$lane" "$name")" ;;
    esac
  done < <(results_in "$report")
}

count_failure() {
  tests_failed=$((tests_failed + 1))
  run_again+=("$1")
}

# results_in REPORT
# Status and name of every test in CTest's JUnit report, a blank between them.
# A test that did not run has failed, unless it asked to be skipped.
results_in() {
  sed -n '/^[[:space:]]*<testcase name=/ {
    / status="notrun"/ {
      N
      /message="SKIP_/! s/ status="notrun"/ status="fail"/
    }
    s/^[^"]*"\([^"]*\)".* status="\([a-z]*\)".*/\2 \1/
    s/&quot;/"/g; s/&apos;/'\''/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g
    p
  }' "$1"
}

# command_for LANE TEST
# With the name in single quotes, as a shell reads it back.
command_for() {
  local lane='' quote="'\\''"
  [ "$1" = dev ] || lane="$1 "
  printf "./cookbook test %s'%s'" "$lane" "${2//"'"/$quote}"
}
