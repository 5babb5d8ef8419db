# Runs recipes: the menu, the tour, a chapter, one recipe.

# run_recipes [CHAPTER] [RECIPE] [KNOB=VALUE...]
run_recipes() {
  local chapter
  if [ $# -eq 0 ]; then
    if on_terminal; then choose_chapters; else tour_all; fi
  elif is_chapter "$1"; then
    run_chapter "$@"
  else
    chapter=$(chapter_of "$1")
    # Names are words without blanks: the lists are split on purpose.
    # shellcheck disable=SC2046
    [ -n "$chapter" ] ||
      refuse "There is no chapter or recipe '$1'.$(suggestion "$1" \
        $(chapters) $(all_recipes))"
    run_chapter "$chapter" "$@"
  fi
}

# run_chapter CHAPTER [WORD...]
# Becomes the chapter's program.
run_chapter() {
  local chapter=$1
  shift
  if [ $# -gt 0 ]; then
    prepare "$chapter"
    exec "$programs/$chapter" "$@"
  elif on_terminal; then
    prepare "$chapter"
    exec "$programs/$chapter"
  else
    tour "$chapter"
  fi
}

tour_all() {
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  tour $(chapters)
}

# tour CHAPTER...
# Every recipe of the chapters with its default knobs, in teaching order. The
# last line counts them.
tour() {
  local chapter last run=0 failed=0
  prepare "$@"
  for chapter; do
    tour_chapter "$chapter"
    last=$(tail -n 1 "$root/build/tour.log")
    if [[ $last =~ ^([0-9]+)\ recipes?\ run,\ ([0-9]+)\ failed$ ]]; then
      run=$((run + BASH_REMATCH[1]))
      failed=$((failed + BASH_REMATCH[2]))
    else
      say "$chapter ended before its tour did."
      failed=$((failed + 1))
    fi
  done
  if [ "$run" -eq 1 ]; then run="$run recipe"; else run="$run recipes"; fi
  tell "$run run, $failed failed"
  [ "$failed" -eq 0 ]
}

# Ends the launcher as SIGPIPE would if nobody reads on.
tour_chapter() {
  local statuses
  tell "== $1"
  tell
  "$programs/$1" tour </dev/null | tee "$root/build/tour.log" 2>/dev/null
  statuses=("${PIPESTATUS[@]}")
  case ${statuses[1]} in
    0) tell ;;
    141) exit 141 ;;
    *) refuse "$unwritable" ;;
  esac
}

# ask_chapter VERB CHAPTER RECIPE [WORD...]
# For the verbs that a chapter's own program understands.
ask_chapter() {
  local verb=$1 chapter
  if [ "$verb" != measure ] && is_path "${2:-}"; then
    ask_own_code "$@"
  fi
  [ $# -ge 3 ] || refuse "$verb takes a chapter and a recipe, as in" \
    "./cookbook $verb message_passing bounded_channel."
  chapter=$2
  require_chapter "$chapter"
  shift 2
  case $verb in
    measure) prepare_measure "$chapter" "$1" ;;
    *) prepare_explorer "$chapter" "${1%%/*}" ;;
  esac
  exec "$programs/$chapter" "$verb" "$@"
}

# prepare_explorer CHAPTER RECIPE
# A recipe that has no explorer is the chapter's to explain.
prepare_explorer() {
  local explorer=explore/$1/$2
  configure_explorer
  if grep -q "^build $explorer:" "$root/build/build.ninja"; then
    prepare "$1" "$explorer"
  else
    prepare "$1"
  fi
}

configure_explorer() {
  insist explore
  is_configured "$root/build" &&
    has_setting "$root/build" COOKBOOK_EXPLORER ON ||
    configure dev "$(on_if has_all test)" ON ||
    give_up 'The explorer does not configure: see above.'
}

# prepare_measure CHAPTER RECIPE
# A recipe that is not measured is the chapter's to explain.
prepare_measure() {
  local program=measure/$1/$2
  set_up run measure
  prepare "$1"
  ! grep -q "^build $program:" "$root/build/build.ninja" ||
    prepare "$program"
}
