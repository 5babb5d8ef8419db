#include "front_desk/front_desk.hpp"

#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <system_error>

#include "front_desk/explorer_program.hpp"
#include "front_desk/listing.hpp"
#include "front_desk/measure_program.hpp"
#include "front_desk/menu.hpp"
#include "front_desk/request.hpp"
#include "front_desk/run.hpp"

namespace front_desk {
namespace {

int show_menu(std::string_view chapter, const std::vector<recipe>& recipes) {
  return menu(std::cin, std::cout, chapter, recipes) == leave::quit ? 10 : 0;
}

void take_no_more(std::span<char* const> words) {
  if (words.size() > 1) {
    throw bad_request{std::string{words[0]} + " takes nothing after it, not '" +
                      words[1] + "'."};
  }
}

int answer(std::string_view chapter, std::span<char* const> words,
           const std::vector<recipe>& recipes) {
  if (words.empty()) {
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
      show_menu(chapter, recipes);
    } else {
      list(std::cout, recipes);
    }
    return 0;
  }
  const std::string_view verb = words.front();
  if (verb == "explore" || verb == "replay" || verb == "orders")
    return become_explorer(chapter, {words.begin(), words.end()}, recipes);
  if (verb == "measure")
    return become_measure(chapter, {words.begin(), words.end()}, recipes);
  if (verb == "--help" || verb == "--json" || verb == "--menu" ||
      verb == "tour") {
    take_no_more(words);
    if (verb == "--menu") return show_menu(chapter, recipes);
    if (verb == "tour") return tour(recipes);
    if (verb == "--json") manifest(std::cout, chapter, recipes);
    if (verb == "--help") help(std::cout, chapter, recipes);
    return 0;
  }
  const recipe& chosen = find(verb, recipes);
  std::vector<knob_value> values = default_values(chosen);
  for (const char* setting : words.subspan(1)) set(chosen, setting, values);
  return run(chosen, values);
}

}  // namespace

int serve(std::string_view chapter, std::span<char* const> words,
          const std::vector<recipe>& recipes) {
  // What a recipe has printed survives its crash: no line waits in a buffer.
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  try {
    const int status = answer(chapter, words, recipes);
    std::cout.flush();
    if (!std::cout || std::ferror(stdout)) {
      std::cerr << "The output could not be written: is the disk full?\n";
      return 2;
    }
    return status;
  } catch (const bad_request& problem) {
    std::cerr << problem.what() << '\n';
    return 2;
  } catch (const std::system_error& problem) {
    std::cerr << "The machine refuses: " << problem.what() << ".\n";
    return 1;
  }
}

}  // namespace front_desk
