// Wait for whichever of several channels is ready first.
#pragma once

#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

#include "select/selector.hpp"

namespace selecting {

// ANCHOR: run
// What a help desk has answered.
struct answers {
  int calls = 0;
  int letters = 0;
};

// Answers what comes first, until nothing more will come.
inline answers work_at_desk(channel<int>& calls, channel<int>& letters) {
  answers mine;
  bool line_open = true;
  bool box_open = true;
  const auto take_call = [&](std::optional<int> call) {
    line_open = call.has_value();
    if (call) ++mine.calls;
  };
  const auto take_letter = [&](std::optional<int> letter) {
    box_open = letter.has_value();
    if (letter) ++mine.letters;
  };
  selector next;
  while (line_open || box_open)
    next.first_of(receive(calls, take_call).only_if(line_open),
                  receive(letters, take_letter).only_if(box_open));
  return mine;
}

// Closes a channel when its scope ends, however that comes about.
class closing {
 public:
  explicit closing(channel<int>& which) : which_{which} {}
  closing(const closing&) = delete;
  closing& operator=(const closing&) = delete;
  ~closing() { which_.close(); }

 private:
  channel<int>& which_;
};

// One clerk alone, then several desks at once.
inline void run(std::ostream& out, int customers, int desks) {
  channel<int> calls(static_cast<std::size_t>(customers));
  channel<int> letters(static_cast<std::size_t>(customers));
  const auto submit = [&](channel<int>& to) {
    for (int customer = 1; customer <= customers; ++customer)
      to.send(int{customer});
  };

  submit(calls);
  submit(letters);
  const auto answer_call = [&](auto call) {
    out << "  call " << *call << '\n';
  };
  const auto answer_letter = [&](auto letter) {
    out << "  letter " << *letter << '\n';
  };
  out << "both are waiting, the clerk takes turns:\n";
  selector next;
  while (next.first_now(receive(calls, answer_call),
                        receive(letters, answer_letter)))
    continue;
  const auto soon =
      std::chrono::steady_clock::now() + std::chrono::milliseconds{1};
  const auto late = next.first_until(soon, receive(calls, answer_call),
                                     receive(letters, answer_letter));
  out << "and then nobody came" << (late ? ", or so it seemed" : "") << '\n';

  std::vector<answers> of_desks(desks);
  {
    std::vector<boost::scoped_thread<>> working;
    const closing after_the_calls{calls}, after_the_letters{letters};
    for (auto& mine : of_desks)
      working.emplace_back([&] { mine = work_at_desk(calls, letters); });
    boost::scoped_thread<> postman{[&] { submit(letters); }};
    submit(calls);
  }
  answers sum;
  for (const auto& [by_phone, by_post] : of_desks) {
    sum.calls += by_phone;
    sum.letters += by_post;
  }
  out << "desks: " << desks << ", calls answered: " << sum.calls
      << ", letters answered: " << sum.letters << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// One call, then the line is closed; and two desks that wait for calls and for
// letters. One answers the call, the other learns that there will be none.
inline void scenario() {
  channel<int> calls{1, none}, letters{1, none};
  const auto answer_one = [&] {
    int answered = 0;
    const auto answer = [&](auto customer) { answered = customer.value_or(0); };
    selector{none}.first_of(receive(calls, answer), receive(letters, answer));
    return answered;
  };
  int theirs = 0;
  boost::scoped_thread<> desk{[&] { theirs = answer_one(); }};
  calls.send(1);
  calls.close();
  const int mine = answer_one();
  desk.join();
  assert(theirs + mine == 1 && "the call is answered once");
}
// ANCHOR_END: scenario

// ANCHOR: sharing
// A desk that answers a call or a letter, and a mail room for letters. The desk
// leaves letters to the mail room, and with them the wake-up.
inline void sharing() {
  channel<int> calls{1, none}, letters{1, none};
  boost::scoped_thread<> desk{[&] {
    std::optional<int> letter;
    selector{none}.first_of(
        receive(calls, [](auto) {}),
        receive(letters, [&](auto found) { letter = found; }));
    if (letter) letters.send(std::move(*letter));
  }};
  boost::scoped_thread<> mail_room{[&] { letters.receive(); }};
  calls.send(1);
  letters.send(10);
}
// ANCHOR_END: sharing

namespace broken {

// ANCHOR: look_then_receive
// Looks whether there is a call, and then receives it.
inline void look_then_receive() {
  channel<int> calls{1, none};
  calls.send(1);
  const auto answer = [&] {
    if (calls.sees_item()) calls.receive();
  };
  boost::scoped_thread<> desk{answer};
  answer();
}
// ANCHOR_END: look_then_receive

// ANCHOR: always_the_first
// Tries the calls first, every time. There is always another call.
inline void always_the_first() {
  channel<int> calls{1}, letters{1};
  letters.send(1);
  int answered = 0;
  for (int turns = 0; turns < 3; ++turns) {
    calls.send(1);
    selector from_the_top;
    from_the_top.first_of(receive(calls, [](auto) {}),
                          receive(letters, [&](auto) { ++answered; }));
  }
  assert(answered == 1 && "the letter has its turn");
}
// ANCHOR_END: always_the_first

// ANCHOR: wake_up_kept
// Waits for a call or a letter, is content with either, and forgets what else
// it was woken for. A letter it puts back for the mail room.
inline void answer_and_forget(channel<int>& calls, channel<int>& letters) {
  sleeper me;
  waiting_room::place for_call{calls.arrival(), me};
  waiting_room::place for_letter{letters.arrival(), me};
  std::optional<int> customer;
  while (calls.try_receive(customer) != outcome::done) {
    if (letters.try_receive(customer) == outcome::done) {
      letters.send(std::move(*customer));
      return;
    }
    me.sleep();
  }
}

inline void wake_up_kept() {
  channel<int> calls{1, none}, letters{1, none};
  boost::scoped_thread<> desk{[&] { answer_and_forget(calls, letters); }};
  boost::scoped_thread<> mail_room{[&] { letters.receive(); }};
  calls.send(1);
  letters.send(10);
}
// ANCHOR_END: wake_up_kept

}  // namespace broken

}  // namespace selecting
