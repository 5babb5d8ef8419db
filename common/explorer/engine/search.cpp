#include "explorer/engine/search.hpp"

#include "explorer/engine/execution.hpp"

namespace explorer {

search::search(const options& asked)
    : execution_{std::make_unique<execution>(asked, std::nullopt)} {}

search::search(const options& asked, std::string_view name)
    : execution_{std::make_unique<execution>(asked, parse_schedule(name))} {}

search::~search() = default;

bool search::begin() { return execution_->begin(); }

object_id search::new_object(object_kind what, object_id block) {
  return execution_->new_object(what, block);
}

void search::set_units(object_id semaphore, std::uint64_t units) {
  execution_->set_units(semaphore, units);
}

thread_id search::announce(const operation& next) {
  return execution_->announce(next);
}

outcome search::perform(std::uint64_t current) {
  return execution_->perform(current);
}

std::uint64_t search::modify(std::uint64_t value) {
  return execution_->modify(value);
}

void search::note_value(std::uint64_t value) { execution_->note_value(value); }

thread_id search::end() { return execution_->end(); }

std::uint32_t search::choose(std::uint32_t alternatives) {
  return execution_->choose(alternatives);
}

void search::fail(failure what, site_id site, std::string_view text) {
  execution_->fail(what, site, text);
}

thread_id search::running() const { return execution_->running(); }

bool search::failed() const { return execution_->failed(); }

bool search::redundant() const { return execution_->redundant(); }

const clock& search::past() const { return execution_->past(); }

const verdict& search::answer() const { return execution_->answer(); }

const trace& search::recorded() const { return execution_->recorded(); }

const std::string& search::misfit() const { return execution_->misfit(); }

}  // namespace explorer
