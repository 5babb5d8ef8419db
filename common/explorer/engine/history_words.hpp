// A history in words: "put(11) = true", and why no order explains it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "explorer/engine/linearizability.hpp"
#include "explorer/engine/specifications.hpp"

namespace explorer {

using history = std::vector<call<sequential::operation>>;

inline std::string call_words(const sequential::operation& o) {
  using sequential::does;
  const auto key = std::to_string(o.key);
  const auto value = std::to_string(o.value);
  switch (o.what) {
    case does::put:
      return "put(" + value + ")";
    case does::take:
      return "take()";
    case does::steal:
      return "steal()";
    case does::close:
      return "close()";
    case does::insert:
      return "insert(" + key + ", " + value + ")";
    case does::find:
      return "find(" + key + ")";
    case does::next:
      return "next(" + key + ")";
    case does::erase:
      return "erase(" + key + ")";
    case does::add:
      return "add(" + value + ")";
    case does::set:
      return "set(" + value + ")";
    case does::exchange:
      return "exchange(" + value + ")";
    case does::get:
      return "get()";
    case does::lock:
      return "lock()";
    case does::unlock:
      return "unlock()";
  }
  return "";
}

// What came back; empty if nothing does.
inline std::string result_words(const sequential::operation& o) {
  using sequential::does;
  switch (o.what) {
    case does::take:
    case does::steal:
    case does::find:
    case does::get:
      return o.ok ? std::to_string(o.value) : "nothing";
    case does::next:
      return o.ok ? std::to_string(o.was) + ": " + std::to_string(o.value)
                  : "nothing";
    case does::add:
    case does::exchange:
      return std::to_string(o.was);
    case does::close:
    case does::set:
    case does::unlock:
      return "";
    default:
      return o.ok ? "true" : "false";
  }
}

inline std::string words(const call<sequential::operation>& c) {
  if (c.returned == not_returned) {
    return call_words(c.operation) + " has not returned";
  }
  const std::string result = result_words(c.operation);
  return call_words(c.operation) + (result.empty() ? "" : " = " + result);
}

inline std::string thread_words(std::uint32_t thread) {
  return thread == 0 ? "main" : "thread " + std::to_string(thread);
}

// Which calls of other threads had returned before call `i`, as far as its own
// thread's earlier calls do not tell already.
inline std::string order_words(const history& calls, const precedence& before,
                               std::size_t i) {
  std::string text;
  for (std::size_t j = 0; j < calls.size(); ++j) {
    if (!before[j][i] || calls[j].thread == calls[i].thread) continue;
    bool told = false;
    for (std::size_t k = 0; k < calls.size(); ++k) {
      told |= before[j][k] && before[k][i];
    }
    if (told) continue;
    text += (text.empty() ? " after " : " and ") + words(calls[j]) + " of " +
            thread_words(calls[j].thread);
  }
  return text;
}

// Of a history that is not linearizable, `longest` explains as much as can be.
inline std::string objection(const history& calls, const precedence& before,
                             const std::vector<std::size_t>& longest) {
  std::string text = "no order of these calls explains what they returned:\n";
  std::uint32_t last = 0;
  for (const auto& c : calls) last = last < c.thread ? c.thread : last;
  for (std::uint32_t thread = 0; thread <= last; ++thread) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (calls[i].thread != thread) continue;
      text += "  " + thread_words(thread) + ": " + words(calls[i]) +
              order_words(calls, before, i) + "\n";
    }
  }
  text += "an order that explains the most of them:";
  for (const std::size_t i : longest) {
    text += (i == longest.front() ? " " : ", ") + words(calls[i]);
  }
  return text + "\n";
}

}  // namespace explorer
