# The menu of chapters, on a terminal that script(1) plays.
#   bash menu.sh SCRATCH
. "$(dirname -- "$0")/toy.sh" "$1"

# Without job control a shell makes its background jobs deaf to interrupts.
set -m

# sit_down WORD...
# Opens the launcher on a terminal whose keyboard is file descriptor 3.
sit_down() {
  screen=$scratch/screen
  : >"$screen"
  rm -f "$scratch/keyboard"
  mkfifo "$scratch/keyboard"
  script -qefc "exec $(printf '%q ' env -i "PATH=$MACHINE/bin" "MACHINE=$MACHINE" \
    "$toy/cookbook" "$@")" "$screen" <"$scratch/keyboard" >/dev/null 2>&1 &
  exec 3>"$scratch/keyboard"
}

# see TEXT [TIMES]
# Waits for the text, as long as CTest lets us.
see() {
  until [ "$(grep -cF -- "$1" "$screen")" -ge "${2:-1}" ]; do sleep 0.05; done
}

press() {
  printf '%b' "$1" >&3
}

# stand_up STATUS
stand_up() {
  local status
  wait "$!"
  status=$?
  exec 3>&-
  [ "$status" -eq "$1" ] ||
    complain "The menu should end with $1, not $status:" "$(cat "$screen")"
}

lay_out_toy
furnish

# By number, name and a part of a name; back, and out.
sit_down run
see '1  kitchen                     knife, fork'
press '1\n'
see 'menu of kitchen'
see '2  cellar' 2
press 'kitchen\n'
see 'menu of kitchen' 2
press 'kni\n'
see 'kitchen was asked: knife'
press 'k\n'
see "'k' is part of kitchen and knife and fork."
press '3\n'
see "There is no chapter or recipe '3'."
press 'fokr\n'
see "Did you mean 'fork'?"

# An interrupt stops the recipe, not the menu.
press 'wine\n'
see 'wine ages'
press '\003'
see 'wine is disturbed'
see 'It ended with exit status 130.'
press '\003'
press 'q\n'
stand_up 0

# A chapter's reader who quits leaves at once.
sit_down run
see 'q quit >'
press 'cellar\n'
stand_up 0

# The end of the input is the end of the menu.
sit_down run
see 'q quit >'
press '\004'
stand_up 0

# On a terminal the reader is asked before anything is installed.
lay_out_toy
cp "$MACHINE/for_sale/apt-get" "$MACHINE/bin"
sit_down run kitchen knife
see 'Install them with apt-get? [Y/n]'
press 'n\n'
stand_up 1
see 'Still missing'
never_called install

sit_down run kitchen knife --yes
see 'kitchen was asked: knife'
stand_up 0
called install
finish
