#include "explorer/front_end/situations.hpp"

#include "explorer/engine/situation.hpp"

namespace explorer {
namespace {

std::string name_of(const hold& one, const names& called) {
  const std::string name = called.object(one.lock);
  switch (one.how) {
    case mode::shared:
      return name + " shared";
    case mode::upgrade:
      return name + " for upgrade";
    default:
      return name;
  }
}

waiter named(const blocked& b, const names& called) {
  const operation& in = b.waits_in;
  return {b.thread,
          in.what == kind::join ? called.thread(in.target)
                                : called.object(in.object),
          b.holder};
}

bool is_readers(object_id which, const names& called) {
  return !called.readers_variable(which).name.empty();
}

std::optional<shown_content> content_after(const step& s, const names& called) {
  const auto left = left_in_memory(s);
  if (!left || !is_readers(left->object, called)) return std::nullopt;
  return shown_content{called.bytes(left->object, left->mask),
                       called.value(left->object, left->value)};
}

}  // namespace

std::vector<situation> situations(const std::vector<row>& rows,
                                  const played& replayed, const finding& what,
                                  const names& called) {
  const trace& t = replayed.steps;
  std::vector<situation> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto steps = i + 1 < rows.size() ? rows[i + 1].step : t.steps.size();
    situation now;
    for (const hold& one : held(t, steps, rows[i].thread))
      if (is_readers(one.lock, called))
        now.holds.push_back(name_of(one, called));
    for (const blocked& b : waiting(t, what, steps))
      now.waiting.push_back(named(b, called));
    now.value = content_after(t.steps[rows[i].step], called);
    all.push_back(std::move(now));
  }
  return all;
}

}  // namespace explorer
