// Give state one thread that owns it, and use it by sending messages.
#pragma once

#include <boost/thread/scoped_thread.hpp>
#include <cassert>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <ostream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "bounded_channel.hpp"

namespace actor {

using bounded_channel::channel;

// ANCHOR: actor
// Asked in the actor's thread after each failure: shall it go on? Must not
// throw.
using supervisor = std::function<bool(std::exception_ptr failure)>;

// A State and the one thread that touches it. Everybody else sends messages,
// and the State handles them one by one, in the order of their arrival. So
// State needs no lock, only
//   State::message                a std::variant
//   operator()(one of its types)  for each of them
// Any thread may tell, ask or stop at any time.
template <typename State>
class actor {
 public:
  using message = typename State::message;
  static_assert(std::is_nothrow_move_constructible_v<message>,
                "a message that fails on its way would kill the actor");

  // `make` makes the State, in the actor's thread. At most `room` messages
  // wait.
  actor(std::function<State()> make, std::size_t room, supervisor goes_on)
      : make_{std::move(make)},
        goes_on_{std::move(goes_on)},
        mailbox_{room},
        thread_{[this] { live(); }} {}

  // Stops, and waits until all that has arrived is handled.
  ~actor() { stop(); }

  // Waits for room. Returns false if stopped: the message went nowhere.
  bool tell(message note) { return mailbox_.send(std::move(note)); }

  // Tells a message that has a promise named `reply`, and returns its future.
  // get() throws std::future_error if no reply will ever come: the actor had
  // stopped, or failed at this message. Never wait for it in the actor's own
  // thread.
  template <typename Question>
  auto ask(Question question) {
    auto answer = question.reply.get_future();
    tell(std::move(question));
    return answer;
  }

  // Takes no more messages. The actor ends after the last that has arrived.
  void stop() { mailbox_.close(); }

 private:
  // A failure ends the State and the message in its hands. The mailbox stays.
  void live() {
    for (bool going_on = true; going_on;) {
      try {
        handle_messages();
        going_on = false;
      } catch (...) {
        going_on = goes_on_(std::current_exception());
      }
    }
    // Whoever still waits for a reply learns here that none will come.
    stop();
    while (mailbox_.receive()) {
    }
  }

  void handle_messages() {
    State state = make_();
    while (auto next = mailbox_.receive()) std::visit(state, std::move(*next));
  }

  const std::function<State()> make_;
  const supervisor goes_on_;
  channel<message> mailbox_;
  boost::scoped_thread<> thread_;  // joins before the rest goes
};
// ANCHOR_END: actor

// ANCHOR: run
// An office's only printer. It stamps each report as it was last told.
struct stamp {
  std::string text;
};
struct report {
  int number;
  std::promise<std::string> reply;  // what the paper shows
};

class printer {
 public:
  using message = std::variant<stamp, report>;

  void operator()(stamp next) { stamp_ = next.text; }

  void operator()(report job) {
    if (job.number % 4 == 0)
      throw std::runtime_error{"jam at report " + std::to_string(job.number)};
    job.reply.set_value("page " + std::to_string(++pages_) + ", " + stamp_);
  }

 private:
  int pages_ = 0;  // since it was switched on
  std::string stamp_ = "no stamp";
};

// Each fourth report jams. The supervisor keeps a log and switches the printer
// off and on, `restarts` times.
inline void run(std::ostream& out, int reports, int restarts) {
  std::vector<std::string> log;  // the actor's, while it lives
  {
    const auto supervise = [&](std::exception_ptr failure) {
      try {
        std::rethrow_exception(failure);
      } catch (const std::exception& problem) {
        log.push_back(problem.what());
      }
      return static_cast<int>(log.size()) <= restarts;
    };
    actor<printer> office([] { return printer{}; }, 4, supervise);
    office.tell(stamp{"confidential"});
    std::vector<std::future<std::string>> papers;
    for (int number = 1; number <= reports; ++number)
      papers.push_back(office.ask(report{number, {}}));

    for (int number = 1; number <= reports; ++number) {
      out << "report " << number << ": ";
      try {
        out << papers[static_cast<std::size_t>(number - 1)].get() << '\n';
      } catch (const std::future_error&) {
        out << "never printed\n";
      }
    }
  }
  for (const auto& entry : log) out << "supervisor: " << entry << '\n';
}
// ANCHOR_END: run

// ANCHOR: scenario
// Counts what it is asked, and fails when told to.
struct fault {};
struct question {
  std::promise<int> reply;
};
struct counter {
  using message = std::variant<fault, question>;
  void operator()(fault) { throw std::runtime_error{"told to"}; }
  void operator()(question asked) { asked.reply.set_value(++count); }
  int count = 0;
};

// One thread stops the actor while another asks: there is an answer, or none
// will ever come, and nobody waits for ever. A failure before the question
// takes the count with it, and not the question.
inline void scenario() {
  actor<counter> counting([] { return counter{}; }, 1,
                          [](std::exception_ptr) { return true; });
  boost::scoped_thread<> closing{[&] { counting.stop(); }};
  const bool failing = counting.tell(fault{});
  auto answer = counting.ask(question{});
  try {
    const int count = answer.get();
    assert(failing && "what came before the question was handled before it");
    assert(count == 1 && "a new State starts anew");
  } catch (const std::future_error&) {
    assert(!counting.tell(fault{}) && "no reply only where it has stopped");
  }
}
// ANCHOR_END: scenario

namespace broken {

// ANCHOR: asks_itself
// To name a price, the clerk asks for the discount: at the desk where only the
// clerk could answer.
class clerk;
struct price {
  actor<clerk>& desk;
  std::promise<int> reply;
};
struct discount {
  std::promise<int> reply;
};

class clerk {
 public:
  using message = std::variant<price, discount>;

  void operator()(price asked) {
    const int off = asked.desk.ask(discount{}).get();
    asked.reply.set_value(100 - off);
  }
  void operator()(discount asked) { asked.reply.set_value(10); }
};

inline void asks_itself() {
  actor<clerk> desk([] { return clerk{}; }, 2,
                    [](std::exception_ptr) { return false; });
  desk.ask(price{desk, {}}).get();
}
// ANCHOR_END: asks_itself

// ANCHOR: stop_is_a_message
// The actor leaves when it finds `stop` in its mailbox. A question that arrives
// later stays there, with its promise neither kept nor broken.
inline void stop_is_a_message() {
  struct stop {};
  channel<std::variant<stop, question>> mailbox(2);
  boost::scoped_thread<> living{[&] {
    int count = 0;
    while (auto next = mailbox.receive()) {
      if (std::holds_alternative<stop>(*next)) return;
      std::get<question>(*next).reply.set_value(++count);
    }
  }};
  boost::scoped_thread<> stopping{[&] { mailbox.send(stop{}); }};
  question asked;
  auto answer = asked.reply.get_future();
  mailbox.send(std::move(asked));
  answer.get();
}
// ANCHOR_END: stop_is_a_message

}  // namespace broken

}  // namespace actor
