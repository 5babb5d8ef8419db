// The memory orders that a scenario's own code asks for, and weaker ones put in
// the place of one of them.
//
// Its own code are the recipe's headers. What Boost or the standard library
// asks for on its own account is not looked at.
#pragma once

#include <atomic>
#include <compare>
#include <string>
#include <vector>

#include "explorer/front_end/debug_info.hpp"

namespace explorer {

// What an order is for: it decides which weaker ones are allowed.
enum class order_role : char { load, store, modification, failure, fence };

struct written_order {
  std::string file;  // as the compiler was told
  int line = 0;
  std::string operation;  // as the source calls it: "load", "fetch_add"
  order_role role = order_role::load;
  std::memory_order order = std::memory_order_relaxed;
  auto operator<=>(const written_order&) const = default;
};

// "ring.hpp:88:relaxed", or "ring.hpp:84:failure:relaxed" where several orders
// stand in one line: an operation's name, or `failure` for the order of an
// exchange that fails. Without a name, all but the latter.
struct weakening {
  std::string file;  // without its folder
  int line = 0;
  std::string operation;
  std::memory_order order = std::memory_order_relaxed;
};

// Throws std::invalid_argument with a sentence for the reader.
weakening parse_weakening(const std::string& text);
// Which weakening() says the same.
std::string as_text(const weakening& what);

const char* name(std::memory_order order);
bool is_weaker(std::memory_order order, std::memory_order than);
// The orders right below, among those that the role allows.
std::vector<std::memory_order> next_weaker(order_role role,
                                           std::memory_order order);

// A recipe's header, or a step in the folder of the recipe's name. Without a
// recipe's header, everything but the system's.
bool is_own_code(const std::string& file, const std::string& header);

// From now on, orders are looked at: those in the code that belongs to `header`
// are noted, and nothing is weakened yet.
void watch_orders(const std::string& header);
// Instead of what was weakened before.
void weaken(const weakening& what);
// Whether an operation met the last weaken() and asked for a stronger order.
bool has_weakened();
// What has been met since the last call, in the order of the source.
std::vector<written_order> take_met_orders();

// The order that an operation is done with, of what its caller asks for.
std::memory_order order_in_force(const void* caller, order_role role,
                                 std::memory_order asked);

}  // namespace explorer
