#include "explorer/front_end/runtime.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "explorer/front_end/addresses.hpp"
#include "explorer/front_end/heap.hpp"
#include "explorer/front_end/image.hpp"

namespace explorer {
namespace {

search* engine = nullptr;
scenario_function scenario_to_run = nullptr;
observer* watcher_of_replay = nullptr;
std::size_t observed = 0;
bool inside = false;
bool fold = true;
bool restart = false;
bool gave_up = false;
int most_refusals = 0;
int refusals = 0;  // in this execution
std::array<model_thread, most_fibers> threads;
address_table addresses;
std::vector<known_object> objects;
std::vector<site_id> sites;  // by offset in the code; they outlive executions
std::vector<const void*> code;

void clear(model_thread& t) {
  t.function = nullptr;
  t.argument = t.result = nullptr;
  t.joined = false;
  t.clock = 0;
  t.depth = 0;
  t.exits.clear();
  t.values.fill(nullptr);
  t.last_mutex = nullptr;
  t.internal_held = 0;
  t.released = t.reacquired = nullptr;
  for (auto& early : t.joined_early) early = false;
}

[[noreturn]] void abandon() {
  resume_driver();
  __builtin_unreachable();
}

// What the running thread has written since it told the engine so.
struct written_bytes {
  const void* begin = nullptr;
  std::size_t size = 0;
};
written_bytes written;

void tell_written() {
  if (written.begin == nullptr) return;
  const auto last = std::exchange(written, {});
  note_read(last.begin, last.size);
}

void tell_observer() {
  if (watcher_of_replay == nullptr) return;
  const auto& steps = engine->recorded().steps;
  if (steps.size() == observed) return;
  observed = steps.size();
  watcher_of_replay->step(steps.back());
}

// The innermost call from the scenario's own code, or nullptr.
const void* last_call() {
  if (running_fiber() < 0) return nullptr;
  const auto& t = self();
  for (auto i = std::min(t.depth, t.calls.size()); i-- > 0;)
    if (image::is_code(t.calls[i])) return t.calls[i];
  return nullptr;
}

void leave_thread() {
  tell_written();
  const auto next = engine->end();
  if (next == nobody) abandon();
  resume_fiber(int(next));
  __builtin_unreachable();
}

// What every fiber runs. The runtime is inside when a fiber begins.
void run_thread() {
  auto& t = self();
  if (running_fiber() == 0) {
    inside = false;
    scenario_to_run();
  } else {
    perform();
    inside = false;
    t.result = t.function(t.argument);
  }
  run_exits();
  inside = true;
  leave_thread();
}

void reset() {
  image::restore();
  heap::restore();
  addresses.clear();
  objects.clear();
  written = {};
  refusals = 0;
  for (auto& t : threads) clear(t);
}

object_id& known(object_id& id, const known_object& what, object_id block) {
  if (id == no_object) {
    id = engine->new_object(what.what, block);
    if (id >= objects.size()) objects.resize(id + 1);
    objects[id] = what;
  }
  return id;
}

}  // namespace

bool watching() { return running_fiber() >= 0 && !inside; }

unwatched::unwatched() { inside = true; }
unwatched::~unwatched() { inside = false; }

model_thread& self() { return threads[std::size_t(running_fiber())]; }
model_thread& thread_at(int thread) { return threads[std::size_t(thread)]; }

object_id location_at(const void* address) {
  const auto* cell = reinterpret_cast<const void*>(
      reinterpret_cast<std::uintptr_t>(address) & ~std::uintptr_t{7});
  const auto id = addresses.at(object_kind::location, cell);
  if (id != no_object) return id;
  auto block = no_object;
  if (heap::owns(cell) && heap::is_allocated(cell))
    block = object_at(object_kind::block, heap::block_of(cell).begin);
  return known(addresses.at(object_kind::location, cell),
               {object_kind::location, address}, block);
}

object_id object_at(object_kind what, const void* address) {
  return known(addresses.at(what, address), {what, address}, no_object);
}

void forget_object(object_kind what, const void* address) {
  addresses.at(what, address) = no_object;
}

void check_bounds(const void* begin, std::size_t size, const void* caller) {
  if (!heap::owns(begin) || heap::is_within_block(begin, size)) return;
  std::string where = "touches memory that belongs to no block";
  constexpr int reach = 64;
  for (const auto* near = static_cast<const char*>(begin);
       near > static_cast<const char*>(begin) - reach && heap::owns(near);
       --near) {
    if (!heap::is_within_block(near, 1)) continue;
    where += ", behind one of " + std::to_string(heap::block_of(near).size) +
             " bytes";
    break;
  }
  fail(failure::outside_block, caller, where);
}

void end_locks_within(const void* begin, std::size_t size, const void* caller) {
  const auto* first = static_cast<const char*>(begin);
  for (object_id id = 0; id < objects.size(); ++id) {
    const auto [what, address] = objects[id];
    if (what != object_kind::lock || address < first ||
        address >= first + size || addresses.at(what, address) != id)
      continue;
    act({.what = kind::destroy, .site = site_of(caller), .object = id});
    forget_object(what, address);
  }
}

void note_read(const void* begin, std::size_t size) {
  if (watcher_of_replay == nullptr) return;
  std::uint64_t value = 0;
  std::memcpy(&value, begin, size);
  engine->note_value(value);
}

void note_write(const void* begin, std::size_t size) {
  if (watcher_of_replay != nullptr) written = {begin, size};
}

void announce(const operation& next) {
  tell_written();
  if (watcher_of_replay != nullptr)
    watcher_of_replay->announced(engine->running());
  const auto chosen = engine->announce(next);
  if (chosen == nobody) abandon();
  if (int(chosen) != running_fiber()) resume_fiber(int(chosen));
}

outcome perform(std::uint64_t current) {
  const auto how = engine->perform(current);
  tell_observer();
  if (engine->failed()) abandon();
  return how;
}

std::uint64_t complete_modification(std::uint64_t value) {
  return engine->modify(value);
}

outcome act(const operation& next) {
  announce(next);
  return perform();
}

std::uint32_t choose(std::uint32_t alternatives) {
  return engine->choose(alternatives);
}

const clock& past() { return engine->past(); }

void fail(failure what, const void* caller, std::string_view text) {
  inside = true;
  engine->fail(what, site_of(caller), text);
  abandon();
}

void begin_again() {
  inside = true;
  restart = true;
  abandon();
}

void give_up(std::string_view what, const void* caller) {
  gave_up = true;
  fail(failure::unsupported, caller, "cannot see " + std::string(what));
}

bool has_given_up() { return gave_up; }

site_id site_of(const void* caller) {
  if (!image::is_code(caller)) caller = last_call();
  if (caller == nullptr) return no_site;
  auto& site = sites[image::code_offset(caller)];
  if (site == no_site) {
    site = site_id(code.size());
    code.push_back(caller);
  }
  return site;
}

const void* code_of(site_id site) {
  return site < code.size() ? code[site] : nullptr;
}

void allow_refused_threads(int most) { most_refusals = most; }

int create_thread(void* (*function)(void*), void* argument, site_id site) {
  if (refusals < most_refusals && choose(2) == 1) {
    ++refusals;
    return -1;
  }
  const auto created = act({.what = kind::create, .site = site});
  const auto thread = int(created.value);
  if (created.how != result::done || thread >= most_fibers) return -1;
  auto& t = thread_at(thread);
  t.function = function;
  t.argument = argument;
  t.clock = self().clock;
  start_fiber(thread, run_thread);
  return thread;
}

bool folding() { return fold; }

void unfold() { fold = false; }

void stop_folding() {
  unfold();
  begin_again();
}

void prepare_runtime() {
  prepare_fibers();
  image::keep();
  heap::keep();
  sites.assign(image::code_size(), no_site);
}

bool drive(search& s, scenario_function scenario, void (*progress)(),
           observer* watcher) {
  engine = &s;
  scenario_to_run = scenario;
  watcher_of_replay = watcher;
  inside = true;
  restart = false;
  while (!restart && s.begin()) {
    reset();
    observed = 0;
    if (watcher != nullptr) watcher->begin();
    start_fiber(0, run_thread);
    resume_fiber(0);
    progress();
  }
  engine = nullptr;
  return !restart;
}

void note_allocation(const void* begin, std::size_t size) {
  if (watcher_of_replay == nullptr) return;
  const unwatched guard;
  watcher_of_replay->allocation(begin, size);
}

const std::vector<known_object>& known_objects() { return objects; }

}  // namespace explorer
