#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "engine_runner.hpp"
#include "explorer/engine/linearizability.hpp"
#include "explorer/engine/specifications.hpp"

namespace {

using explorer::call;
using explorer::linearize;
using explorer::not_returned;
namespace seq = explorer::sequential;
using seq::does;
using history = std::vector<call<seq::operation>>;

call<seq::operation> put(std::int64_t v, std::uint64_t from, std::uint64_t to) {
  return {{.what = does::put, .value = v}, from, to};
}
call<seq::operation> take(std::int64_t v, std::uint64_t from,
                          std::uint64_t to) {
  return {{.what = does::take, .value = v}, from, to};
}
call<seq::operation> take_nothing(std::uint64_t from, std::uint64_t to) {
  return {{.what = does::take, .ok = false}, from, to};
}

}  // namespace

TEST_CASE("engine: a queue gives items in the order in which they came") {
  const history ordered{put(1, 0, 1), put(2, 2, 3), take(1, 4, 5),
                        take(2, 6, 7)};
  CHECK(linearize<seq::queue>(ordered).exists);
  CHECK_FALSE(linearize<seq::stack>(ordered).exists);
  const history reversed{put(1, 0, 1), put(2, 2, 3), take(2, 4, 5)};
  CHECK_FALSE(linearize<seq::queue>(reversed).exists);
  CHECK(linearize<seq::stack>(reversed).exists);
  const history overlapping{put(1, 0, 3), put(2, 1, 2), take(2, 4, 5)};
  CHECK(linearize<seq::queue>(overlapping).exists);
}

TEST_CASE("engine: a take between puts may not find a queue empty") {
  CHECK_FALSE(
      linearize<seq::queue>(history{put(1, 0, 1), take_nothing(2, 3)}).exists);
  CHECK(
      linearize<seq::queue>(history{put(1, 0, 2), take_nothing(1, 3)}).exists);
}

TEST_CASE("engine: an operation that has not returned may count or not") {
  const history pending{put(1, 0, not_returned), take(1, 1, 2)};
  CHECK(linearize<seq::queue>(pending).exists);
  const history ignored{put(1, 0, not_returned), take_nothing(1, 2)};
  CHECK(linearize<seq::queue>(ignored).exists);
}

TEST_CASE("engine: what could be explained of a bad history is told") {
  const history bad{put(1, 0, 1), take(1, 2, 3), take(1, 4, 5)};
  const auto found = linearize<seq::queue>(bad);
  CHECK_FALSE(found.exists);
  CHECK(found.order == std::vector<std::size_t>{0, 1});
}

TEST_CASE("engine: a channel is bounded, and closes behind its last item") {
  const seq::operation close{.what = does::close};
  const seq::operation refused{.what = does::put, .ok = false};
  const history full{put(1, 0, 1), put(2, 2, 3), take(1, 4, 5)};
  CHECK_FALSE(linearize<seq::channel<1>>(full).exists);
  CHECK(linearize<seq::channel<2>>(full).exists);
  const history closed{put(1, 0, 1),
                       {close, 2, 3},
                       {refused, 4, 5},
                       take(1, 6, 7),
                       take_nothing(8, 9)};
  CHECK(linearize<seq::channel<1>>(closed).exists);
  const history open{put(1, 0, 1), take(1, 2, 3), take_nothing(4, 5)};
  CHECK_FALSE(linearize<seq::channel<1>>(open).exists);
}

TEST_CASE("engine: a map, a counter and a lock keep their promises") {
  const auto on_map = [](does what, std::int64_t key, std::int64_t value,
                         bool ok, std::uint64_t at) {
    return call<seq::operation>{
        {.what = what, .key = key, .value = value, .ok = ok}, at, at + 1};
  };
  const history map{
      on_map(does::insert, 1, 10, true, 0),
      on_map(does::insert, 1, 20, false, 2), on_map(does::find, 1, 10, true, 4),
      on_map(does::erase, 1, 0, true, 6), on_map(does::find, 1, 0, false, 8)};
  CHECK(linearize<seq::map>(map).exists);
  history overwritten = map;
  overwritten[2].operation.value = 20;
  CHECK_FALSE(linearize<seq::map>(overwritten).exists);

  const seq::operation add{.what = does::add, .value = 1, .was = 0};
  CHECK_FALSE(
      linearize<seq::counter>(history{{add, 0, 3}, {add, 1, 2}}).exists);
  seq::operation second = add;
  second.was = 1;
  CHECK(linearize<seq::counter>(history{{second, 0, 3}, {add, 1, 2}}).exists);

  const seq::operation locks{.what = does::lock};
  const seq::operation unlocks{.what = does::unlock};
  CHECK_FALSE(
      linearize<seq::lock>(history{{locks, 0, 1}, {locks, 2, 3}}).exists);
  CHECK(linearize<seq::lock>(
            history{{locks, 0, 1}, {unlocks, 2, 4}, {locks, 3, 5}})
            .exists);
}

TEST_CASE("engine: a deque gives its owner the newest, a thief the oldest") {
  const auto steal = [](std::int64_t v, bool ok, std::uint64_t at) {
    return call<seq::operation>{
        {.what = does::steal, .value = v, .ok = ok}, at, at + 1};
  };
  const history both{put(1, 0, 1),  put(2, 2, 3),      put(3, 4, 5),
                     take(3, 6, 7), steal(1, true, 8), take(2, 10, 11)};
  CHECK(linearize<seq::deque>(both).exists);
  const history wrong_end{put(1, 0, 1), put(2, 2, 3), steal(2, true, 4)};
  CHECK_FALSE(linearize<seq::deque>(wrong_end).exists);
  const history twice{put(1, 0, 1), take(1, 2, 3), steal(1, true, 2)};
  CHECK_FALSE(linearize<seq::deque>(twice).exists);
  history missed{put(1, 0, 1), steal(0, false, 2), take(1, 4, 5)};
  CHECK_FALSE(linearize<seq::deque>(missed).exists);
  missed[1].operation.lenient = true;
  CHECK(linearize<seq::deque>(missed).exists);
}

TEST_CASE("engine: a stack may be allowed to refuse an item") {
  const seq::operation refused{.what = does::put, .ok = false};
  CHECK_FALSE(linearize<seq::stack>(history{{refused, 0, 1}}).exists);
  seq::operation excused = refused;
  excused.lenient = true;
  const history nothing_in_it{{excused, 0, 1}, take_nothing(2, 3)};
  CHECK(linearize<seq::stack>(nothing_in_it).exists);
}

TEST_CASE("engine: an ordered map tells the first entry from a key on") {
  const auto insert = [](std::int64_t key, std::uint64_t at) {
    return call<seq::operation>{
        {.what = does::insert, .key = key, .value = 10 * key}, at, at + 1};
  };
  const auto next = [](std::int64_t from, std::int64_t key, std::uint64_t at) {
    return call<seq::operation>{{.what = does::next,
                                 .key = from,
                                 .value = 10 * key,
                                 .was = key,
                                 .ok = key > 0},
                                at,
                                at + 1};
  };
  const history right{insert(5, 0),  insert(2, 2),  next(1, 2, 4),
                      next(2, 2, 6), next(3, 5, 8), next(6, 0, 10)};
  CHECK(linearize<seq::ordered_map>(right).exists);
  CHECK_FALSE(linearize<seq::ordered_map>(
                  history{insert(5, 0), insert(2, 2), next(1, 5, 4)})
                  .exists);
  CHECK_FALSE(
      linearize<seq::ordered_map>(history{insert(5, 0), next(1, 0, 2)}).exists);
  history other_value = right;
  other_value[2].operation.value = 21;
  CHECK_FALSE(linearize<seq::ordered_map>(other_value).exists);
  history found = {insert(5, 0), next(5, 5, 2)};
  found[1].operation.what = does::find;
  CHECK(linearize<seq::ordered_map>(found).exists);
}

TEST_CASE("engine: a timed queue gives what is due, the least key first") {
  const auto insert = [](std::int64_t key, std::int64_t v, std::uint64_t at) {
    return call<seq::operation>{
        {.what = does::insert, .key = key, .value = v}, at, at + 1};
  };
  const auto close = [](std::int64_t left, std::uint64_t at) {
    return call<seq::operation>{{.what = does::close, .was = left}, at, at + 1};
  };
  using trying = seq::timed_queue<false>;
  using waiting = seq::timed_queue<true>;
  const history early{insert(0, 1, 0), insert(-1, 2, 2), insert(0, 3, 4),
                      take(2, 6, 7),   take(1, 8, 9),    take(3, 10, 11)};
  CHECK(linearize<trying>(early).exists);
  CHECK(linearize<waiting>(early).exists);
  const history equal_turned{insert(0, 1, 0), insert(0, 2, 2), take(2, 4, 5)};
  CHECK_FALSE(linearize<trying>(equal_turned).exists);
  const history not_due{insert(1, 1, 0), take(1, 2, 3)};
  CHECK_FALSE(linearize<trying>(not_due).exists);
  const history in_vain{insert(1, 1, 0), take_nothing(2, 3)};
  CHECK(linearize<trying>(in_vain).exists);
  CHECK_FALSE(linearize<waiting>(in_vain).exists);
  history closed{insert(1, 1, 0), insert(0, 2, 2), close(2, 4),
                 take_nothing(6, 7)};
  CHECK(linearize<waiting>(closed).exists);
  closed[2].operation.was = 1;
  CHECK_FALSE(linearize<waiting>(closed).exists);
  CHECK_FALSE(linearize<waiting>(history{close(0, 0), insert(0, 1, 2)}).exists);
}

TEST_CASE("engine: a register holds the value that was written last") {
  const auto on = [](does what, std::int64_t value, std::int64_t was,
                     std::uint64_t at) {
    return call<seq::operation>{
        {.what = what, .value = value, .was = was}, at, at + 1};
  };
  const history right{on(does::get, 0, 0, 0), on(does::set, 1, 0, 2),
                      on(does::get, 1, 0, 4), on(does::exchange, 2, 1, 6),
                      on(does::get, 2, 0, 8)};
  CHECK(linearize<seq::atomic_register>(right).exists);
  history old = right;
  old[4].operation.value = 1;
  CHECK_FALSE(linearize<seq::atomic_register>(old).exists);
  history lost = right;
  lost[3].operation.was = 0;
  CHECK_FALSE(linearize<seq::atomic_register>(lost).exists);
  const history back{{{.what = does::set, .value = 1}, 0, 9},
                     on(does::get, 1, 0, 1),
                     on(does::get, 0, 0, 3)};
  CHECK_FALSE(linearize<seq::atomic_register>(back).exists);
}

TEST_CASE("engine: histories of a locked queue on real threads are accepted") {
  for (const bool broken : {false, true}) {
    unsigned rejected = 0;
    for (unsigned round = 0; round < 50; ++round) {
      constexpr unsigned threads = 3;
      constexpr unsigned each = 6;
      std::deque<std::int64_t> items;
      std::mutex guard;
      std::atomic<std::uint64_t> clock{0};
      std::vector<history> recorded(threads);
      std::vector<std::thread> workers;
      for (unsigned t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
          for (unsigned i = 0; i < each; ++i) {
            call<seq::operation> c;
            c.called = clock++;
            const std::scoped_lock lock{guard};
            if (i < each / 2) {
              c.operation = {.what = does::put, .value = t * each + i};
              items.push_back(c.operation.value);
            } else {
              const auto at = broken ? items.end() - 1 : items.begin();
              c.operation = {.what = does::take, .value = *at};
              items.erase(at);
            }
            c.returned = clock++;
            recorded[t].push_back(c);
          }
        });
      }
      for (std::thread& w : workers) w.join();
      history all;
      for (const history& h : recorded) {
        all.insert(all.end(), h.begin(), h.end());
      }
      if (!linearize<seq::queue>(all).exists) ++rejected;
    }
    CHECK(rejected == (broken ? 50 : 0));
  }
}

namespace {

// Two increments, recorded, and checked at the end of every schedule. Nothing
// orders the one before the other.
void recorded_increments(bool atomically) {
  model::atomic counter;
  std::array<call<seq::operation>, 2> calls;
  const auto body = [&](unsigned t) {
    model::now().perform({.what = model::kind::call, .site = t});
    calls[t].called = 0;
    std::uint64_t was = 0;
    if (atomically) {
      was = counter.fetch_add(1);
    } else {
      was = counter.load();
      counter.store(was + 1);
    }
    model::now().perform({.what = model::kind::ret, .site = t});
    calls[t].returned = 1;
    calls[t].operation = {
        .what = does::add, .value = 1, .was = static_cast<std::int64_t>(was)};
  };
  model::parallel([&] { body(0); }, [&] { body(1); });
  const history all{calls.begin(), calls.end()};
  if (!linearize<seq::counter>(all).exists) {
    model::now().fail(explorer::failure::not_linearizable, explorer::no_site,
                      "the counter lost an increment");
  }
}

}  // namespace

TEST_CASE("engine: histories are checked in every schedule") {
  const auto torn = model::explore([] { recorded_increments(false); });
  CHECK(torn.failed.what == explorer::failure::not_linearizable);
  const auto whole = model::explore([] { recorded_increments(true); });
  CHECK(whole.proved());
}
