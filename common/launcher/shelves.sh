# What stands on the shelves, in teaching order.

chapters() {
  sed -n 's/^add_chapter(\([a-z_]*\)).*/\1/p' "$root/chapters/CMakeLists.txt"
}

# recipes CHAPTER
recipes() {
  sed -n 's/.*recipe{"\([a-z0-9_]*\)".*/\1/p' "$root/chapters/$1/main.cpp"
}

is_chapter() {
  chapters | grep -qxF -- "$1"
}

# chapter_of RECIPE
# Prints the chapter that has this very recipe, or nothing.
chapter_of() {
  local chapter
  for chapter in $(chapters); do
    if recipes "$chapter" | grep -qxF -- "$1"; then
      printf '%s\n' "$chapter"
      return
    fi
  done
}

all_recipes() {
  local chapter
  for chapter in $(chapters); do recipes "$chapter"; done
}

# Refuses a word that is no chapter.
require_chapter() {
  # Chapters are words without blanks: the list is split on purpose.
  # shellcheck disable=SC2046
  is_chapter "$1" ||
    refuse "There is no chapter '$1'.$(suggestion "$1" $(chapters))"
}
