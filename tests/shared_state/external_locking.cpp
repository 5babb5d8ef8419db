#include "shared_state/external_locking.hpp"

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/lock_types.hpp>
#include <iomanip>
#include <latch>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"

using external_locking::print_receipt;
using external_locking::receipt_roll;
using external_locking::shared_stream;
using external_locking::whole_receipts;

namespace {

template <typename Proof>
concept accepted_as_proof = requires(receipt_roll& roll, Proof& proof) {
  roll.print(proof, "tea");
};

std::vector<std::string> printed_on(receipt_roll& roll) {
  auto held = roll.hold();
  return roll.lines(held);
}

std::string printed(int receipts, int tills) {
  std::ostringstream out;
  external_locking::run(out, receipts, tills);
  return out.str();
}

int whole_receipts_in(const std::string& text) {
  std::istringstream paper{text};
  return whole_receipts(paper);
}

// Several tills print at the same time, `each` receipts each.
template <typename Paper>
void print_receipts(Paper& paper, int tills, int each) {
  std::latch opening(tills);
  std::vector<boost::scoped_thread<>> at_work;
  for (int till = 0; till < tills; ++till)
    at_work.emplace_back([&, till] {
      opening.arrive_and_wait();
      for (int i = 0; i < each; ++i) print_receipt(paper, till * each + i);
    });
}

}  // namespace

TEST_CASE("external_locking: lines are printed in order.") {
  receipt_roll roll;
  {
    auto held = roll.hold();
    roll.print(held, "tea");
    roll.print(held, "scone");
  }
  roll.print("closing soon");
  CHECK(printed_on(roll) ==
        std::vector<std::string>{"tea", "scone", "closing soon"});
}

TEST_CASE("external_locking: only a lock that cannot be undone is a proof.") {
  CHECK(accepted_as_proof<receipt_roll::lock>);
  CHECK_FALSE(accepted_as_proof<boost::unique_lock<boost::mutex>>);
  CHECK_FALSE(accepted_as_proof<boost::lock_guard<boost::mutex>>);
  CHECK_FALSE(accepted_as_proof<boost::strict_lock<boost::recursive_mutex>>);
  CHECK_FALSE(accepted_as_proof<boost::mutex>);
  CHECK_FALSE(std::is_copy_constructible_v<receipt_roll::lock>);
  CHECK_FALSE(std::is_move_constructible_v<receipt_roll::lock>);
}

TEST_CASE("external_locking: an exception lets go of the roll.") {
  receipt_roll roll;
  const auto fail = [&] {
    auto held = roll.hold();
    roll.print(held, "tea");
    throw std::runtime_error{"out of scones"};
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  roll.print("thank you");
  CHECK(printed_on(roll).size() == 2);
}

TEST_CASE("external_locking: a receipt is whole if its lines are together.") {
  CHECK(whole_receipts_in("") == 0);
  CHECK(whole_receipts_in("1 tea\n1 scone\n1 thank you\n") == 1);
  CHECK(whole_receipts_in("1 a\n1 b\n2 a\n1 c\n2 b\n2 c\n") == 0);
  CHECK(whole_receipts_in("1 a\n1 b\n1 c\n2 a\n2 b\n2 c\n") == 2);
}

TEST_CASE("external_locking: tills on one roll tear no receipt.") {
  receipt_roll roll;
  print_receipts(roll, 3, 20'000);
  std::string text;
  for (const auto& line : printed_on(roll)) text += line + '\n';
  CHECK(whole_receipts_in(text) == 60'000);
}

TEST_CASE("external_locking: tills on one held stream tear no receipt.") {
  std::ostringstream paper;
  boost::recursive_mutex mutex;
  shared_stream shared_paper{paper, mutex};
  print_receipts(shared_paper, 3, 20'000);
  CHECK(whole_receipts_in(paper.str()) == 60'000);
}

TEST_CASE("external_locking: tills that collect first tear no receipt.") {
  std::ostringstream paper;
  print_receipts<std::ostream>(paper, 3, 20'000);
  CHECK(whole_receipts_in(paper.str()) == 60'000);
}

TEST_CASE("external_locking: a held stream keeps the format for the next.") {
  std::ostringstream paper;
  boost::recursive_mutex mutex;
  shared_stream shared_paper{paper, mutex};
  shared_paper.hold() << std::hex << 255 << ' ';
  shared_paper.hold() << 255;
  CHECK(paper.str() == "ff ff");
}

TEST_CASE("external_locking: a collecting stream has a format of its own.") {
  std::ostringstream paper;
  std::osyncstream{paper} << std::hex << 255 << ' ';
  std::osyncstream{paper} << 255;
  CHECK(paper.str() == "ff 255");
}

TEST_CASE("external_locking: the scenario holds on real threads.") {
  for (int times = 0; times < 20; ++times) external_locking::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("external_locking: the same knobs print the same text.") {
  const int tills = GENERATE(1, 2, 16);
  CHECK(printed(50, tills) ==
        "whole receipts\n"
        "  on the roll:              50\n"
        "  on the stream, held:      50\n"
        "  on the stream, collected: 50\n");
}
