#include "explorer/front_end/request.hpp"

#include <charconv>
#include <cstdint>
#include <stdexcept>
#include <string_view>

namespace explorer {
namespace {

template <typename Number>
Number parse_number(const std::string& option, std::string_view text,
                    Number most) {
  Number number{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number > most)
    throw std::invalid_argument(option + " takes a whole number");
  return number;
}

strategy parse_strategy(std::string_view text) {
  if (text == "plain") return strategy::plain;
  if (text == "sleep_sets") return strategy::sleep_sets;
  if (text == "dpor") return strategy::dpor;
  throw std::invalid_argument("search is plain, sleep_sets or dpor");
}

memory_model parse_memory(std::string_view text) {
  if (text == "c++") return memory_model::cpp;
  if (text == "sc") return memory_model::sc;
  throw std::invalid_argument("memory is c++ or sc");
}

// What a scenario may meet so often in each execution, by the option's name.
std::uint32_t* cap_of(options& limits, std::string_view option) {
  if (option == "spurious") return &limits.spurious;
  if (option == "timeouts") return &limits.timeouts;
  if (option == "retries") return &limits.retries;
  if (option == "weak_failures") return &limits.weak_failures;
  return nullptr;
}

void read_option(request& asked, const std::string& word) {
  const auto equals = word.find('=');
  const auto option = word.substr(0, equals);
  if (equals == std::string::npos)
    throw std::invalid_argument("what does \"" + word + "\" mean?");
  const auto value = std::string_view{word}.substr(equals + 1);
  constexpr std::uint32_t many = 1'000'000;
  constexpr int most_refusals = 8;
  auto& limits = asked.limits;
  if (option == "preemptions") {
    limits.preemptions = parse_number<std::uint32_t>(option, value, many);
  } else if (option == "executions") {
    limits.executions =
        parse_number<std::uint64_t>(option, value, 1'000'000'000'000);
  } else if (option == "seconds") {
    limits.seconds = parse_number<std::uint32_t>(option, value, many);
  } else if (auto* cap = cap_of(limits, option)) {
    *cap = parse_number<std::uint32_t>(option, value, many);
    asked.caps += " " + word;
  } else if (option == "refused_threads") {
    asked.refused_threads = parse_number<int>(option, value, most_refusals);
    asked.caps += " " + word;
  } else if (option == "memory") {
    limits.memory = parse_memory(value);
    asked.caps += " " + word;
  } else if (option == "weaken" && asked.what != request::verb::orders) {
    asked.weakened = parse_weakening(std::string{value});
    asked.caps += " " + word;
  } else if (option == "search") {
    limits.how = parse_strategy(value);
  } else {
    throw std::invalid_argument("there is no option \"" + option +
                                "\": there are preemptions, executions, "
                                "seconds, spurious, timeouts, weak_failures, "
                                "retries, refused_threads, memory, weaken and "
                                "search");
  }
}

}  // namespace

request parse(const std::vector<std::string>& words) {
  request asked;
  if (words.size() < 2 ||
      (words[0] != "explore" && words[0] != "replay" && words[0] != "orders"))
    throw std::invalid_argument(
        "say \"explore NAME\", \"replay NAME SCHEDULE\" or \"orders NAME\"");
  asked.name = words[1];
  std::size_t next = 2;
  if (words[0] == "orders") {
    asked.what = request::verb::orders;
  } else if (words[0] == "replay") {
    asked.what = request::verb::replay;
    if (words.size() < 3)
      throw std::invalid_argument("replay needs a schedule, such as 3c.21d");
    asked.schedule = words[next++];
  }
  for (; next < words.size(); ++next)
    if (words[next] == "--json")
      asked.json = true;
    else
      read_option(asked, words[next]);
  return asked;
}

}  // namespace explorer
