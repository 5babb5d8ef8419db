#include "explorer/front_end/orders.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "explorer/front_end/image.hpp"
#include "explorer/front_end/runtime.hpp"

namespace explorer {
namespace {

// Who asks for an order at a return address, given the calls within it: the
// source tells, or the call around it has to.
struct place {
  enum class kind : char { own, foreign, caller_tells };
  kind what = kind::caller_tells;
  std::string file{};
  int line = 0;
  std::string operation{};
  std::map<const void*, std::unique_ptr<place>> callers{};
};

struct watch {
  std::string header{};
  debug_info info{};
  place innermost{};
  std::set<written_order> met{};
  std::optional<weakening> weakened{};
  bool has_weakened = false;
};

std::unique_ptr<watch> watching_orders;

std::string base_name(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

// Headers that hand on the order that they are given.
bool hands_order_on(const std::string& file) {
  return file.ends_with("/bits/atomic_base.h") || file.ends_with("/atomic") ||
         file.find("/boost/atomic/") != std::string::npos;
}

// Those that do so beside operations with orders of their own.
bool may_hand_order_on(const std::string& file) {
  return hands_order_on(file) || file.ends_with("/bits/atomic_wait.h");
}

// A conversion's name holds that of a type.
std::string operation_name(const std::string& function) {
  return function.starts_with("operator ") ? "conversion" : function;
}

place read_place(watch& w, const void* code, const std::string& operation) {
  place found;
  found.operation = operation;
  if (!image::is_code(code)) {
    found.what = place::kind::foreign;
    return found;
  }
  for (const auto& frame :
       w.info.frames_at(reinterpret_cast<std::uintptr_t>(code))) {
    if (frame.is_readers()) {
      const bool is_own = is_own_code(frame.file, w.header);
      found.what = is_own ? place::kind::own : place::kind::foreign;
      found.file = frame.file;
      found.line = frame.line;
      return found;
    }
    const bool is_first = found.operation.empty();
    if (is_first ? !hands_order_on(frame.file)
                 : !may_hand_order_on(frame.file)) {
      found.what = place::kind::foreign;
      return found;
    }
    found.operation = operation_name(frame.function);
  }
  return found;
}

// Follows the calls outwards until one lies in a reader's own code.
const place& place_of(watch& w, const void* caller) {
  const auto& thread = self();
  auto depth = std::min(thread.depth, thread.calls.size());
  place* at = &w.innermost;
  for (const void* code = caller;; code = thread.calls[--depth]) {
    auto& next = at->callers[code];
    if (!next)
      next = std::make_unique<place>(read_place(w, code, at->operation));
    at = next.get();
    if (at->what != place::kind::caller_tells || depth == 0) return *at;
  }
}

bool is_meant(const weakening& what, const written_order& order) {
  if (what.line != order.line || what.file != base_name(order.file))
    return false;
  if (what.operation.empty()) return order.role != order_role::failure;
  return what.operation == (order.role == order_role::failure
                                ? std::string{"failure"}
                                : order.operation);
}

constexpr std::array<std::pair<std::string_view, std::memory_order>, 5> orders{
    {{"relaxed", std::memory_order_relaxed},
     {"acquire", std::memory_order_acquire},
     {"release", std::memory_order_release},
     {"acq_rel", std::memory_order_acq_rel},
     {"seq_cst", std::memory_order_seq_cst}}};

}  // namespace

weakening parse_weakening(const std::string& text) {
  const std::invalid_argument unclear{
      "weaken takes FILE:LINE:ORDER or FILE:LINE:OPERATION:ORDER, such as "
      "ring.hpp:88:relaxed"};
  std::vector<std::string> parts(1);
  for (const char c : text)
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  if (parts.size() < 3 || parts.size() > 4) throw unclear;
  weakening result{parts[0], 0, "", {}};
  const auto* end = parts[1].data() + parts[1].size();
  if (std::from_chars(parts[1].data(), end, result.line).ptr != end)
    throw unclear;
  if (parts.size() == 4) result.operation = parts[2];
  const auto known =
      std::find_if(orders.begin(), orders.end(),
                   [&](const auto& o) { return o.first == parts.back(); });
  if (known == orders.end()) throw unclear;
  result.order = known->second;
  return result;
}

std::string as_text(const weakening& what) {
  return what.file + ":" + std::to_string(what.line) +
         (what.operation.empty() ? "" : ":" + what.operation) + ":" +
         name(what.order);
}

const char* name(std::memory_order order) {
  if (order == std::memory_order_consume) return "consume";
  for (const auto& [text, known] : orders)
    if (known == order) return text.data();
  return "?";
}

bool is_weaker(std::memory_order order, std::memory_order than) {
  if (order == than) return false;
  switch (than) {
    case std::memory_order_seq_cst:
      return true;
    case std::memory_order_acq_rel:
      return order != std::memory_order_seq_cst;
    default:
      return order == std::memory_order_relaxed &&
             than != std::memory_order_relaxed;
  }
}

std::vector<std::memory_order> next_weaker(order_role role,
                                           std::memory_order order) {
  using enum std::memory_order;
  if (order == relaxed) return {};
  if (order != seq_cst && order != acq_rel) return {relaxed};
  if (role == order_role::load || role == order_role::failure) return {acquire};
  if (role == order_role::store) return {release};
  if (order == seq_cst) return {acq_rel};
  return {acquire, release};
}

bool is_own_code(const std::string& file, const std::string& header) {
  if (!is_readers(file) || header.empty()) return is_readers(file);
  const auto path = "/" + file;
  const auto folder = header.substr(0, header.rfind('.')) + "/";
  return path.ends_with("/" + header) ||
         path.find("/" + folder) != std::string::npos;
}

void watch_orders(const std::string& header) {
  watching_orders = std::make_unique<watch>();
  watching_orders->header = header;
}

void weaken(const weakening& what) {
  watching_orders->weakened = what;
  watching_orders->has_weakened = false;
}

bool has_weakened() { return watching_orders->has_weakened; }

std::vector<written_order> take_met_orders() {
  const auto met = std::exchange(watching_orders->met, {});
  return {met.begin(), met.end()};
}

std::memory_order order_in_force(const void* caller, order_role role,
                                 std::memory_order asked) {
  if (!watching_orders) return asked;
  auto& w = *watching_orders;
  const auto& from = place_of(w, caller);
  if (from.what != place::kind::own) return asked;
  const written_order order{from.file, from.line, from.operation, role, asked};
  w.met.insert(order);
  if (!w.weakened || !is_meant(*w.weakened, order) ||
      !is_weaker(w.weakened->order, asked))
    return asked;
  w.has_weakened = true;
  return w.weakened->order;
}

}  // namespace explorer
