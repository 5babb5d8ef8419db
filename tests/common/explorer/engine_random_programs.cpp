// Reduction may lose no outcome: on random programs the plain search, which
// reduces nothing, is the oracle.
#include <array>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "engine_runner.hpp"

namespace {

using explorer::mode;
using explorer::options;
using explorer::strategy;
using explorer::verdict;

enum class what : std::uint8_t {
  load,
  store,
  add,
  exchange,
  cas,
  weak_cas,
  fence,
  section,
  try_section,
  timed_section,
  shared_section,
  wait,
  timed_wait,
  notify_one,
  notify_all,
  acquire,
  try_acquire,
  timed_acquire,
  release,
  park,
  timed_park,
  unpark,
  plain_read,
  plain_write,
  spin,
  once,
  mark,
  both_locks,
  kinds,
};

struct instruction {
  what does = what::load;
  unsigned object = 0;
  unsigned value = 1;
  // Of what happens to an atomic: acquire and release stand for each other.
  std::memory_order order = std::memory_order_seq_cst;
};

std::memory_order for_load(std::memory_order m) {
  return m == std::memory_order_release ? std::memory_order_acquire : m;
}

using program = std::vector<std::vector<instruction>>;  // by thread

// What a run of the program shows: kept outside it, so that a deadlock shows
// how far each thread came.
struct seen {
  std::array<std::array<char, 64>, 4> of{};
  std::array<unsigned, 4> length{};
  // The marks that each thread has passed, by its own clock.
  std::array<std::array<std::uint32_t, 8>, explorer::max_threads> marks{};
  std::array<unsigned, explorer::max_threads> marked{};

  // How many marks come before what a thread with this past does.
  unsigned known(const explorer::clock& past) const {
    unsigned n = 0;
    for (explorer::thread_id t = 0; t < explorer::max_threads; ++t) {
      for (unsigned i = 0; i < marked[t]; ++i) n += marks[t][i] <= past[t];
    }
    return n;
  }
  void mark(explorer::thread_id t, const explorer::clock& past) {
    marks[t][marked[t]++] = past[t];
  }
  void note(unsigned t, char kind, std::uint64_t value = 0) {
    of[t][length[t]++] = kind;
    of[t][length[t]++] = static_cast<char>('0' + value % 64);
  }
  std::string text() const {
    std::string s;
    for (unsigned t = 0; t < of.size(); ++t) {
      s.append(of[t].data(), length[t]);
      s += '|';
    }
    return s;
  }
};

struct shared {
  std::array<model::atomic, 2> number;
  std::array<model::mutex, 2> lock;
  std::array<model::plain, 2> plain;
  model::condition condition{};
  model::semaphore units{0};
  model::once once{};
};

void section(shared& s, seen& r, unsigned t, const instruction& i,
             explorer::site_id at) {
  const std::uint64_t old = s.number[1].load(std::memory_order_relaxed, at + 1);
  s.number[1].store(old * 2 + i.value, std::memory_order_relaxed, at + 2);
  r.note(t, 's', old);
  s.lock[i.object].unlock(at + 3);
}

void step(shared& s, seen& r, unsigned t, const instruction& i,
          explorer::site_id at) {
  model::atomic& x = s.number[i.object];
  model::mutex& m = s.lock[i.object];
  const std::memory_order order = i.order;
  switch (i.does) {
    case what::load:
      r.note(t, 'l', x.load(for_load(order), at));
      break;
    case what::store:
      x.store(i.value, order, at);
      break;
    case what::add:
      r.note(t, 'a', x.fetch_add(i.value, order, at));
      break;
    case what::exchange:
      r.note(t, 'x', x.exchange(i.value, order, at));
      break;
    case what::cas:
    case what::weak_cas: {
      std::uint64_t expected = i.value - 1;
      const bool done =
          x.compare_exchange(expected, i.value, i.does == what::weak_cas, order,
                             for_load(order), at);
      r.note(t, done ? 'c' : 'C', expected);
      break;
    }
    case what::fence:
      model::fence(order == std::memory_order_relaxed
                       ? std::memory_order_release
                       : order,
                   at);
      break;
    case what::section:
      m.lock(mode::exclusive, at);
      section(s, r, t, i, at);
      break;
    case what::try_section:
      r.note(t, 't');
      if (m.try_lock(mode::exclusive, at)) section(s, r, t, i, at);
      break;
    case what::timed_section:
      r.note(t, 'T');
      if (m.try_lock_for(mode::exclusive, at)) section(s, r, t, i, at);
      break;
    case what::shared_section:
      m.lock(mode::shared, at);
      r.note(t, 'r', s.number[1].load(for_load(order), at + 1));
      m.unlock(at + 2);
      break;
    case what::wait:
    case what::timed_wait:
      m.lock(mode::exclusive, at);
      if (s.number[0].load(for_load(order), at + 1) == 0) {
        const auto how =
            s.condition.wait(m, i.does == what::timed_wait, at + 2);
        r.note(t, 'w', static_cast<unsigned>(how));
      }
      m.unlock(at + 3);
      break;
    case what::notify_one:
      r.note(t, 'n', s.condition.notify_one(at));
      break;
    case what::notify_all:
      r.note(t, 'N', s.condition.notify_all(at));
      break;
    case what::acquire:
      s.units.acquire(false, at);
      break;
    case what::try_acquire:
      r.note(t, 'u', s.units.try_acquire(at));
      break;
    case what::timed_acquire:
      r.note(t, 'U', s.units.acquire(true, at));
      break;
    case what::release:
      s.units.release(1, at);
      break;
    case what::park:
    case what::timed_park:
      r.note(t, 'p',
             static_cast<unsigned>(x.park(0, i.does == what::timed_park, at)));
      break;
    case what::unpark:
      r.note(t, 'q', x.unpark(i.value, at));
      break;
    case what::plain_read:
      r.note(t, 'R', s.plain[i.object].read(at));
      break;
    case what::plain_write:
      s.plain[i.object].write(i.value, at);
      break;
    case what::spin:
      while (x.load(for_load(order), at) == 0) {
        if (i.value == 2) model::yield(at + 1);
      }
      break;
    case what::once:
      s.once.call([&] { r.note(t, 'o', x.load(for_load(order), at + 1)); }, at);
      break;
    case what::mark: {
      const auto& search = model::now().search();
      model::now().perform({.what = model::kind::call, .site = at});
      r.note(t, 'm', r.known(search.past()));
      model::now().perform({.what = model::kind::ret, .site = at + 1});
      r.mark(search.running(), search.past());
      break;
    }
    case what::both_locks:  // as std::lock does
      for (unsigned refused = 0;; ++refused) {
        m.lock(mode::exclusive, at);
        if (s.lock[1 - i.object].try_lock(mode::exclusive, at + 1)) {
          r.note(t, 'b', refused);
          break;
        }
        m.unlock(at + 2);
      }
      m.unlock(at + 3);
      s.lock[1 - i.object].unlock(at + 3);
      break;
    case what::kinds:
      break;
  }
}

// The outcomes of all executions that are not repetitions, and the verdict.
std::set<std::string> outcomes(const program& p, const options& asked,
                               verdict& answer) {
  std::set<std::string> all;
  seen r;
  explorer::search search{asked};
  const auto run = [&] {
    r = {};
    shared s;
    const auto body = [&](unsigned t) {
      for (unsigned i = 0; i < p[t].size(); ++i) {
        step(s, r, t, p[t][i], (t * 8 + i) * 4);
      }
    };
    const auto spawn = [&](auto self, unsigned t) -> void {
      if (t == p.size()) return;
      model::thread worker{[&body, t] { body(t); }};
      self(self, t + 1);
      worker.join();
    };
    spawn(spawn, 0);
    r.note(0, '=', s.number[0].load() * 8 + s.number[1].load());
  };
  model::runner{search}.run(run, [&](const explorer::search& s) {
    if (s.redundant()) return;
    all.insert(r.text() + (s.failed() ? "stuck" : ""));
  });
  answer = search.answer();
  return all;
}

program random_program(std::mt19937& random, unsigned flavour, bool large) {
  // Each flavour mixes few kinds, so that they meet.
  static const std::vector<std::vector<what>> flavours{
      {what::load, what::store, what::add, what::exchange, what::cas,
       what::fence},
      {what::section, what::try_section, what::timed_section, what::load,
       what::store},
      {what::wait, what::timed_wait, what::notify_one, what::notify_all,
       what::store, what::section},
      {what::acquire, what::try_acquire, what::timed_acquire, what::release,
       what::load, what::store},
      {what::park, what::timed_park, what::unpark, what::store, what::load},
      {what::shared_section, what::section, what::try_section, what::store},
      {what::plain_read, what::plain_write, what::load, what::store,
       what::section},
      {what::spin, what::store, what::add, what::weak_cas, what::load},
      {what::once, what::mark, what::store, what::load, what::add},
      {what::both_locks, what::section, what::store, what::add},
  };
  constexpr std::array orders{std::memory_order_relaxed,
                              std::memory_order_release};
  const auto& kinds = flavours[flavour % flavours.size()];
  const bool weak = flavour / flavours.size() % 2 == 1;
  const auto draw = [&random](std::size_t n) {
    return static_cast<unsigned>(random() % n);
  };
  program p(large ? 3 : 2 + (draw(3) == 0 ? 1 + draw(2) : 0));
  for (auto& thread : p) {
    const unsigned length = (large || p.size() == 2 ? 2 : 1) + draw(2);
    for (unsigned i = 0; i < length; ++i) {
      const what does = draw(8) == 0 ? what(draw(std::size_t(what::kinds)))
                                     : kinds[draw(kinds.size())];
      thread.push_back({.does = does,
                        .object = draw(2),
                        .value = 1 + draw(2),
                        .order = weak && draw(2) == 0
                                     ? orders[draw(orders.size())]
                                     : std::memory_order_seq_cst});
    }
  }
  return p;
}

std::string describe(const program& p) {
  std::string s;
  for (const auto& thread : p) {
    for (const instruction& i : thread) {
      s += std::to_string(int(i.does)) + ":" + std::to_string(i.object) + ":" +
           std::to_string(i.value) + ":" + std::to_string(int(i.order)) + " ";
    }
    s += "| ";
  }
  return s;
}

struct totals {
  unsigned compared = 0;
  std::uint64_t oracle = 0;   // executions
  std::uint64_t reduced = 0;  // with DPOR
};

// Compares `wanted` random programs: those that the oracle can search whole.
totals compare(unsigned seed, unsigned wanted, bool large, strategy oracle,
               const std::vector<strategy>& others) {
  std::mt19937 random{seed};
  totals sum;
  for (unsigned i = 0; sum.compared < wanted; ++i) {
    const program p = random_program(random, i, large);
    options asked{
        .how = oracle, .executions = 3000, .steps = 300, .past_failures = true};
    verdict whole;
    const auto expected = outcomes(p, asked, whole);
    if (whole.searched != explorer::coverage::all) continue;
    ++sum.compared;
    sum.oracle += whole.executions;
    asked.executions = 1'000'000;
    for (const strategy how : others) {
      asked.how = how;
      verdict reduced;
      const auto shown = outcomes(p, asked, reduced);
      INFO("program " << i << ": " << describe(p) << "strategy " << int(how));
      REQUIRE(reduced.searched == explorer::coverage::all);
      for (const auto& outcome : expected) {
        INFO("lost: " << outcome);
        REQUIRE(shown.count(outcome) == 1);
      }
      REQUIRE(shown.size() == expected.size());
      REQUIRE(reduced.races.empty() == whole.races.empty());
      REQUIRE((reduced.failed.what == explorer::failure::none) ==
              (whole.failed.what == explorer::failure::none));
      if (how == strategy::dpor) sum.reduced += reduced.executions;
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("engine: random programs show the same outcomes under every search") {
  const totals sum = compare(20240607, 2000, false, strategy::plain,
                             {strategy::sleep_sets, strategy::dpor});
  WARN(sum.compared << " programs, " << sum.oracle << " executions plain, "
                    << sum.reduced << " reduced");
  CHECK(sum.reduced < sum.oracle);
}

// Too large for the plain search: here sleep sets, which the test above has
// compared with it, are the oracle.
TEST_CASE("engine: larger random programs show the same outcomes as well") {
  const totals sum =
      compare(7, 400, true, strategy::sleep_sets, {strategy::dpor});
  WARN(sum.compared << " programs, " << sum.oracle
                    << " executions with sleep sets, " << sum.reduced
                    << " with DPOR");
  CHECK(sum.reduced < sum.oracle);
}
