# How the launcher speaks. Its own words go to standard error: standard output
# belongs to the recipes and the tests.

say() {
  printf '%s\n' "$*" >&2
}

# A line on standard output.
tell() {
  printf '%s\n' "$*" 2>/dev/null || refuse "$unwritable"
}

unwritable='The output could not be written: is the disk full?'

# The request makes no sense.
refuse() {
  say "$*"
  exit 2
}

# The request makes sense, but the work failed.
give_up() {
  say "$*"
  exit 1
}

# True if a person can read what we say and answer it.
on_terminal() {
  [ -t 0 ] && [ -t 1 ]
}

# nearest WORD CANDIDATE...
# Prints the candidate that is fewest edits away (Wagner and Fischer's
# distance), or nothing if half of the word would have to change.
nearest() {
  printf '%s\n' "$@" | awk '
    function least(a, b, c) {
      return a <= b ? (a <= c ? a : c) : (b <= c ? b : c)
    }
    function distance(from, to, i, j, diagonal, substitute) {
      for (j = 0; j <= length(to); ++j) row[j] = j
      for (i = 1; i <= length(from); ++i) {
        diagonal = row[0]
        row[0] = i
        for (j = 1; j <= length(to); ++j) {
          substitute = diagonal + (substr(from, i, 1) != substr(to, j, 1))
          diagonal = row[j]
          row[j] = least(substitute, row[j] + 1, row[j - 1] + 1)
        }
      }
      return row[length(to)]
    }
    NR == 1 { word = $0; closest = int((length(word) + 1) / 2) + 1; next }
    {
      apart = distance(word, $0)
      if (apart < closest) { closest = apart; found = $0 }
    }
    END { print found }'
}

# suggestion WORD CANDIDATE...
# Prints " Did you mean 'CANDIDATE'?", or nothing.
suggestion() {
  local near
  near=$(nearest "$@")
  [ -z "$near" ] || printf " Did you mean '%s'?" "$near"
}
