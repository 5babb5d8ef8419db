#include "multithreading/thread_local_storage.hpp"

#include <boost/thread/exceptions.hpp>
#include <boost/thread/thread_only.hpp>
#include <new>
#include <optional>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "faults.hpp"

using namespace thread_local_storage;

namespace {

std::string printed(int readers, int words) {
  std::ostringstream out;
  run(out, readers, words);
  return out.str();
}

}  // namespace

TEST_CASE("thread_local_storage: capitals are those of the word.") {
  CHECK(capitals("call me Ishmael.") == "CALL ME ISHMAEL.");
  CHECK(capitals("az{`").size() == 4);
  CHECK(capitals("az{`") == "AZ{`");
  CHECK(capitals("").empty());
}

TEST_CASE("thread_local_storage: a thread uses one text again and again.") {
  const std::string* first = &capitals("whale");
  CHECK(first == &capitals("ship"));
  CHECK(*first == "SHIP");
}

TEST_CASE("thread_local_storage: each thread has a text of its own.") {
  const std::string* mine = &capitals("whale");
  const std::string* others = nullptr;
  std::string begun_with;
  boost::scoped_thread<>{[&] {
    others = &capitals("ship");
    begun_with = *others;
  }};
  CHECK(mine != others);
  CHECK(*mine == "WHALE");
  CHECK(begun_with == "SHIP");
}

TEST_CASE("thread_local_storage: what the caller adds is in the sum at once.") {
  tally letters;
  CHECK(letters.sum() == 0);
  letters.add(2);
  letters.add(-7);
  CHECK(letters.sum() == -5);
}

TEST_CASE("thread_local_storage: what a joined thread added is in the sum.") {
  tally letters;
  letters.add(1);
  for (int reader = 0; reader < 3; ++reader) {
    std::thread{[&] {
      letters.add(10);
      letters.add(10);
    }}.join();
    CHECK(letters.sum() == 1 + 20 * (reader + 1));
  }
}

TEST_CASE("thread_local_storage: a thread that runs keeps its share.") {
  tally letters;
  std::atomic<bool> added{false}, end{false};
  {
    boost::scoped_thread<> reader{[&] {
      letters.add(5);
      added = true;
      while (!end) boost::this_thread::yield();
    }};
    while (!added) boost::this_thread::yield();
    CHECK(letters.sum() == 0);
    end = true;
  }
  CHECK(letters.sum() == 5);
}

TEST_CASE("thread_local_storage: two tallies share nothing.") {
  tally letters, words;
  boost::scoped_thread<>{[&] {
    letters.add(5);
    words.add(1);
  }};
  letters.add(3);
  CHECK(letters.sum() == 8);
  CHECK(words.sum() == 1);
}

TEST_CASE("thread_local_storage: a new tally in the old place begins at 0.") {
  std::optional<tally> letters;
  for (int round = 0; round < 3; ++round) {
    letters.emplace();
    CHECK(letters->sum() == 0);
    letters->add(7);
    CHECK(letters->sum() == 7);
  }
}

TEST_CASE("thread_local_storage: a thread that fails hands in what it added.") {
  tally letters;
  boost::scoped_thread<>{[&] {
    try {
      letters.add(5);
      throw 7;
    } catch (int) {
    }
    letters.add(1);
  }};
  boost::scoped_thread<>{[&] {
    letters.add(10);
    throw boost::thread_interrupted{};
  }};
  CHECK(letters.sum() == 16);
}

TEST_CASE("thread_local_storage: without memory an addition leaves no trace.") {
  const auto add = [] {
    tally letters;
    std::bad_alloc failed;
    bool refused = false;
    boost::scoped_thread<>{[&] {
      try {
        letters.add(5);
      } catch (const std::bad_alloc&) {
        refused = true;
      }
    }};
    if (refused && letters.sum() == 0) throw failed;
    if (letters.sum() != 5) throw 7;
  };
  CHECK(faults::run_out_of_memory_everywhere(add) > 0);
}

TEST_CASE("thread_local_storage: many threads, one sum.") {
  tally letters;
  {
    std::vector<boost::scoped_thread<>> readers;
    for (int reader = 0; reader < 16; ++reader)
      readers.emplace_back([&] {
        for (int word = 0; word < 10000; ++word) letters.add(word % 5);
      });
  }
  CHECK(letters.sum() == 16 * 20000);
}

TEST_CASE("thread_local_storage: the scenarios hold on real threads.") {
  for (int round = 0; round < 100; ++round) {
    scenario();
    scratch();
  }
  SUCCEED("every assert in them held");
}

TEST_CASE("thread_local_storage: the same knobs print the same text.") {
  CHECK(printed(2, 3) ==
        "reader 1 ended with ISHMAEL\n"
        "reader 2 ended with ISHMAEL\n"
        "letters: 26\n");
  CHECK(printed(64, 100) == printed(64, 100));
}

TEST_CASE("thread_local_storage: a run refused a thread says so and ends.") {
  const auto run = [] { printed(3, 2); };
  CHECK(faults::refuse_threads_everywhere(run) == 3);
}
