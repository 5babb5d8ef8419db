#include "shared_state/shared_ownership.hpp"

#include <atomic>
#include <boost/thread/scoped_thread.hpp>
#include <boost/thread/thread_only.hpp>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"
#include "faults.hpp"

using shared_ownership::counted;

namespace {

// Counts how many of its kind are alive. Copies count too.
struct guest {
  static inline std::atomic<int> present{0};

  guest() { ++present; }
  guest(const guest&) { ++present; }
  guest& operator=(const guest&) = default;
  ~guest() { --present; }
};

// A text that cannot be copied once `torn` is set.
struct fragile {
  bool torn = false;

  fragile() = default;
  fragile(const fragile& other) : torn{other.torn} {
    if (torn) throw std::runtime_error{"torn"};
  }
};

std::string printed(int lines) {
  std::ostringstream out;
  shared_ownership::run(out, lines);
  return out.str();
}

}  // namespace

TEST_CASE("shared_ownership: the last owner destroys the object, once.") {
  {
    std::optional<counted<guest>> first{guest{}};
    std::optional<counted<guest>> second{first};
    CHECK(guest::present == 1);
    first.reset();
    CHECK(guest::present == 1);
    second.reset();
    CHECK(guest::present == 0);
  }
  CHECK(guest::present == 0);
}

TEST_CASE("shared_ownership: an owner that is assigned leaves its object.") {
  {
    counted<guest> first{guest{}}, second{guest{}};
    CHECK(guest::present == 2);
    first = second;
    CHECK(guest::present == 1);
    const auto& itself = first;
    first = itself;
    CHECK(guest::present == 1);
  }
  CHECK(guest::present == 0);
}

TEST_CASE("shared_ownership: copies are owners of one object.") {
  const counted<std::string> title{"Walden"};
  const auto also = title;
  CHECK(&*title == &*also);
  CHECK(also->size() == 6);
}

TEST_CASE("shared_ownership: the only owner edits in place.") {
  counted<std::string> draft{"one"};
  const auto* const where = &*draft;
  draft.own() += " two";
  CHECK(&*draft == where);
  CHECK(*draft == "one two");
}

TEST_CASE("shared_ownership: an edit leaves the text of others alone.") {
  counted<std::string> draft{"one"};
  const auto snapshot = draft;
  draft.own() += " two";
  CHECK(*snapshot == "one");
  CHECK(*draft == "one two");
}

TEST_CASE("shared_ownership: after its copy an owner is alone.") {
  counted<std::string> draft{"one"};
  const auto snapshot = draft;
  const auto* const where = &draft.own();
  CHECK(where == &draft.own());
}

TEST_CASE("shared_ownership: a copy that fails leaves both owners as is.") {
  counted<fragile> draft{fragile{}};
  draft.own().torn = true;
  const auto snapshot = draft;
  CHECK_THROWS_AS(draft.own(), std::runtime_error);
  CHECK(&*draft == &*snapshot);
}

TEST_CASE("shared_ownership: threads come and go, and one object goes once.") {
  for (int round = 0; round < 50; ++round) {
    std::optional<counted<guest>> host{guest{}};
    {
      std::vector<boost::scoped_thread<>> visits;
      for (int i = 0; i < 4; ++i)
        visits.emplace_back([mine = *host] {
          for (int times = 0; times < 50; ++times) {
            const auto copy = mine;
            boost::this_thread::yield();
          }
        });
      host.reset();
    }
    REQUIRE(guest::present == 0);
  }
}

TEST_CASE("shared_ownership: each saver reads the text of its moment.") {
  constexpr int edits = 200;
  counted<std::vector<int>> draft{{}};
  for (int edit = 1; edit <= edits; ++edit) {
    draft.own().push_back(edit);
    std::optional<counted<std::vector<int>>> snapshot{draft};
    bool as_it_was = false;
    {
      boost::scoped_thread<> saver{[&] {
        as_it_was = static_cast<int>((*snapshot)->size()) == edit &&
                    (*snapshot)->back() == edit;
        snapshot.reset();
      }};
      draft.own().back() = 0;
    }
    REQUIRE(as_it_was);
    REQUIRE(draft->back() == 0);
  }
}

TEST_CASE("shared_ownership: a file does not keep its folder alive.") {
  auto photos = std::make_shared<shared_ownership::folder>();
  photos->name = "photos";
  const auto cat = photos->add("cat.png");
  const std::weak_ptr<shared_ownership::folder> trace = photos;
  CHECK(path(*cat) == "photos/cat.png");
  photos.reset();
  CHECK(trace.expired());
  CHECK(path(*cat) == "cat.png, in no folder");
}

TEST_CASE("shared_ownership: a folder keeps its files alive.") {
  const auto photos = std::make_shared<shared_ownership::folder>();
  photos->add("cat.png");
  REQUIRE(photos->files.size() == 1);
  CHECK(photos->files[0]->name == "cat.png");
}

TEST_CASE("shared_ownership: a folder on the stack adds no files.") {
  shared_ownership::folder local;
  CHECK_THROWS_AS(local.add("cat.png"), std::bad_weak_ptr);
}

TEST_CASE("shared_ownership: a path is asked for while the folder goes.") {
  for (int round = 0; round < 100; ++round) {
    auto photos = std::make_shared<shared_ownership::folder>();
    photos->name = "photos";
    const auto cat = photos->add("cat.png");
    std::string answer;
    {
      boost::scoped_thread<> reader{[&] { answer = path(*cat); }};
      photos.reset();
    }
    const bool right =
        answer == "photos/cat.png" || answer == "cat.png, in no folder";
    REQUIRE(right);
  }
}

TEST_CASE(
    "shared_ownership: a run that is refused a thread says so and ends.") {
  const auto run = [] { printed(4); };
  CHECK(faults::refuse_threads_everywhere(run) > 0);
}

TEST_CASE("shared_ownership: the scenario holds on real threads.") {
  for (int times = 0; times < 100; ++times) shared_ownership::scenario();
  SUCCEED("every assert in it held");
}

TEST_CASE("shared_ownership: the same knobs print the same text.") {
  CHECK(printed(2) ==
        "saved a text of 1 line\n"
        "saved a text of 2 lines\n"
        "photos/cat.png\n"
        "cat.png, in no folder\n");
  CHECK(printed(16) == printed(16));
}
