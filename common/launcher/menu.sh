# The menu of chapters. Ctrl-C stops what runs, not the menu.

choose_chapters() {
  local word
  trap : INT
  show_chapters
  while ask_reader word; do
    case $word in
      '') show_chapters ;;
      q | quit) return 0 ;;
      *) open_by_word "$word" || return 0 ;;
    esac
  done
}

# Reads the reader's next line without the blanks around it into the variable
# named $1. False at the end of the input; Ctrl-C asks again.
ask_reader() {
  local line status
  while :; do
    printf 'number or name of a chapter or recipe, q quit > '
    IFS=$' \t\r' read -r line
    status=$?
    if [ "$status" -eq 0 ]; then
      printf -v "$1" '%s' "$line"
      return 0
    fi
    printf '\n'
    [ "$status" -gt 128 ] || return 1
  done
}

show_chapters() {
  local number=0 chapter contents
  printf '\nThe Concurrency Cookbook\n'
  for chapter in $(chapters); do
    number=$((number + 1))
    contents=$(recipes "$chapter" | paste -s -d ';' | sed 's/;/, /g')
    [ "${#contents}" -le 44 ] || contents="${contents:0:41}..."
    printf '%4d  %-28s%s\n' "$number" "$chapter" "$contents"
  done
}

# open_by_word WORD
# Opens a chapter or recipe by a chapter's number, a name, or a part that only
# one name has. False if the reader wants to quit.
open_by_word() {
  local found
  found=$(names_with "$1")
  case $found in
    '')
      # Names are words without blanks: the lists are split on purpose.
      # shellcheck disable=SC2046
      say "There is no chapter or recipe '$1'.$(suggestion "$1" \
        $(chapters) $(all_recipes))"
      ;;
    *$'\n'*)
      say "'$1' is part of $(paste -s -d ';' <<<"$found" | sed 's/;/ and /g')."
      ;;
    *) open "$found" ;;
  esac
}

# names_with WORD
# The one name that WORD means, or all that have it as a part.
names_with() {
  local names
  if [[ $1 =~ ^[1-9][0-9]*$ ]]; then
    chapters | sed -n "${1}p"
    return
  fi
  names=$(chapters; all_recipes)
  grep -xF -- "$1" <<<"$names" || grep -F -- "$1" <<<"$names"
}

# open NAME
# In a process of its own: what ends there does not end the menu. A chapter's
# menu ends with status 10 when its reader wants to quit.
open() {
  local status
  if is_chapter "$1"; then
    (prepare "$1" && exec "$programs/$1" --menu)
    status=$?
    [ "$status" -ne 10 ] || return 1
    show_chapters
  else
    (run_recipes "$1")
    status=$?
    [ "$status" -eq 0 ] || say "It ended with exit status $status."
  fi
}
