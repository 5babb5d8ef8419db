// Hand a thread its arguments, and know which are its own and which are yours.
#pragma once

#include <cassert>
#include <functional>
#include <iomanip>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace thread_arguments {

// ANCHOR: letter
// Knows how often it was copied on its way.
class letter {
 public:
  explicit letter(int pages) : pages_{pages} {}
  letter(const letter& other)
      : pages_{other.pages_}, copies_{other.copies_ + 1} {}
  letter(letter&& other) noexcept
      : pages_{std::exchange(other.pages_, 0)}, copies_{other.copies_} {}

  void add_page() { ++pages_; }
  int pages() const { return pages_; }
  int copies() const { return copies_; }

 private:
  int pages_;
  int copies_ = 0;
};

// What a thread finds out about the letter it was given.
struct finding {
  int pages = 0;
  int copies = 0;
  const letter* where = nullptr;
};

inline void look(const letter& given, finding& found) {
  found = {given.pages(), given.copies(), &given};
}
// ANCHOR_END: letter

// ANCHOR: arguments
// The thread has a copy. It was made before the constructor returned.
inline std::jthread copied(letter& mine, finding& found) {
  return std::jthread{look, mine, std::ref(found)};
}

// The thread has the letter, and `mine` is empty.
inline std::jthread moved(letter& mine, finding& found) {
  return std::jthread{look, std::move(mine), std::ref(found)};
}

// The thread has a reference. `mine` must outlive it, and nobody may change
// `mine` meanwhile.
inline std::jthread borrowed(letter& mine, finding& found) {
  return std::jthread{look, std::cref(mine), std::ref(found)};
}
// ANCHOR_END: arguments

// ANCHOR: captures
// The same three by a lambda.
inline std::jthread copied_in(letter& mine, finding& found) {
  return std::jthread{[mine, &found] { look(mine, found); }};
}

inline std::jthread moved_in(letter& mine, finding& found) {
  return std::jthread{[own = std::move(mine), &found] { look(own, found); }};
}

inline std::jthread borrowed_in(letter& mine, finding& found) {
  return std::jthread{[&mine, &found] { look(mine, found); }};
}
// ANCHOR_END: captures

// ANCHOR: run
struct way {
  std::string_view written;
  std::jthread (*start)(letter& mine, finding& found);
};

// A letter is handed to six threads, each time in another way.
inline void run(std::ostream& out, int pages) {
  constexpr way ways[] = {
      {"letter", copied},
      {"std::move(letter)", moved},
      {"std::cref(letter)", borrowed},
      {"[letter]", copied_in},
      {"[own = std::move(letter)]", moved_in},
      {"[&letter]", borrowed_in},
  };
  out << std::left << std::setw(27) << "given as" << std::setw(17)
      << "the thread sees" << std::setw(8) << "copies" << std::setw(8)
      << "pages"
      << "you keep\n";
  for (const auto& [written, start] : ways) {
    letter mine{pages};
    finding found;
    start(mine, found).join();
    out << std::setw(27) << written << std::setw(17)
        << (found.where == &mine ? "your letter" : "one of its own")
        << std::setw(8) << found.copies << std::setw(8) << found.pages
        << mine.pages() << " pages\n";
  }
}
// ANCHOR_END: run

// ANCHOR: scenario
// A copy is the thread's own from the start: the caller writes on at once.
inline void scenario() {
  letter mine{2};
  finding found, also_found;
  {
    const std::jthread reader = copied(mine, found);
    const std::jthread other_reader = copied_in(mine, also_found);
    mine.add_page();
  }
  assert(found.pages == 2 && also_found.pages == 2 && "a copy stays as it is");
  assert(mine.pages() == 3 && "the caller keeps the letter");
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: dangling_reference
// The letter goes when post() returns. The thread may not have read it by then.
inline std::jthread post() {
  const auto mine = std::make_unique<letter>(2);
  return std::jthread{[&sent = *mine] {
    const int pages = sent.pages();
    assert(pages == 2 && "the letter arrives");
  }};
}

inline void dangling_reference() { post(); }
// ANCHOR_END: dangling_reference

// ANCHOR: captured_this
// A member function's thread works on its object. Does the object wait?
class mailbox {
 public:
  std::jthread empty() {
    return std::jthread{[this] { letters_ = 0; }};
  }

 private:
  int letters_ = 2;
};

inline void captured_this() {
  auto mine = std::make_unique<mailbox>();
  const std::jthread thief = mine->empty();
  mine.reset();
}
// ANCHOR_END: captured_this

// ANCHOR: converted_late
// An array becomes a pointer in the caller, and a string in the thread.
inline void converted_late() {
  char row[] = "A";
  std::string sent_to;
  {
    const std::jthread sender{
        [&sent_to](const std::string& to) { sent_to = to; }, row};
    row[0] = 'B';
  }
  assert(sent_to == "A" && "the letter goes to row A");
}
// ANCHOR_END: converted_late

// ANCHOR: copied_silently
// The function takes a reference, and std::bind hands it one: to a copy.
inline void use_stamp(int& stamps) { --stamps; }

inline void copied_silently() {
  int stamps = 5;
  std::jthread{std::bind(use_stamp, stamps)}.join();
  assert(stamps == 4 && "a stamp is used");
}
// ANCHOR_END: copied_silently

}  // namespace broken

}  // namespace thread_arguments
