# One screen.
help() {
  cat <<'END'
The Concurrency Cookbook: recipes that you can read, run and break.

  ./cookbook run                        a menu; without a terminal, every recipe
  ./cookbook run CHAPTER [RECIPE [KNOB=VALUE...]]
  ./cookbook read [port=N]              serves the book, whose recipes run there
  ./cookbook read build                 only builds it and says where it is
  ./cookbook test                       builds and runs the tests
  ./cookbook test CHAPTER | 'PATTERN'   those of a chapter, or with such names
  ./cookbook test clang | asan | tsan   in another lane
  ./cookbook test all                   in every lane

  ./cookbook explore CHAPTER RECIPE     runs its scenario in every order
  ./cookbook explore mine.hpp           the same, of a scenario() of your own
  ./cookbook replay CHAPTER RECIPE STEPS    shows one order again
  ./cookbook orders CHAPTER RECIPE      which memory orders it needs
  ./cookbook measure CHAPTER RECIPE     compares it with other ways

  ./cookbook doctor                     what is installed, and what is missing
  ./cookbook new CHAPTER RECIPE         lays out a new recipe on every shelf
  ./cookbook help

What a command needs and the machine lacks is installed first: you are asked
once, or not at all with --yes. The programs stand in build/bin.
For example: ./cookbook run message_passing bounded_channel items=3 capacity=1
END
}
