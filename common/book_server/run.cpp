#include "book_server/run.hpp"

#include <sys/wait.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <csignal>
#include <system_error>
#include <utility>

namespace book_server {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using json = nlohmann::ordered_json;

}  // namespace

run::run(net::io_context& context, std::shared_ptr<connection> reader,
         desk& shared, command asked)
    : context_{context},
      answer_{std::make_shared<answer>(std::move(reader), shared.allowed)},
      shared_{shared},
      asked_{std::move(asked)},
      deadline_{context} {}

void run::begin() {
  answer_->begin({[self = shared_from_this()] { self->resume(); },
                  [self = shared_from_this()] { self->leave(); }});
  turn_ = shared_.line.ask([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->start();
  });
  if (const std::size_t place = shared_.line.waiting(); place > 0)
    answer_->say({{"event", "queued"}, {"place", place}});
}

void run::start() {
  answer_->say({{"event", "started"},
                {"command", typed(asked_)},
                {"deadline", asked_.deadline.count()}});
  started_ = std::chrono::steady_clock::now();
  try {
    // Enough for four cores until the deadline.
    child_.emplace(context_,
                   launch{asked_.program, asked_.words, 4 * asked_.deadline,
                          shared_.allowed.written});
  } catch (const std::system_error& problem) {
    answer_->say({{"event", "output"},
                  {"stream", "err"},
                  {"text", std::string{"The machine refuses: "} +
                               problem.what() + ".\n"}});
    stop("could not start");
    reported_ = true;
    end_if_all_has_come();
    return;
  }
  open(out_, child_->out);
  open(err_, child_->err);
  await_report();
  await_deadline();
}

void run::open(source& each, net::posix::stream_descriptor& from) {
  each.from = &from;
  each.open = true;
  read(each);
}

// ANCHOR: read
// A program that prints faster than its reader reads has to wait: nobody takes
// from its pipe until what was taken is sent.
void run::read(source& from) {
  from.paused = !answer_->has_room();
  if (from.paused) return;
  from.from->async_read_some(
      net::buffer(from.bytes),
      [self = shared_from_this(), &from](error_code error, std::size_t count) {
        if (error) {
          self->close(from);
          return;
        }
        self->take(from, {from.bytes.data(), count});
        self->read(from);
      });
}

void run::resume() {
  for (source* const each : {&out_, &err_})
    if (each->open && each->paused) read(*each);
}
// ANCHOR_END: read

void run::take(source& from, std::string_view bytes) {
  if (reason_ != nullptr) return;
  if (asked_.answers_json && &from == &out_) {
    result_ += bytes;
    if (result_.size() > shared_.allowed.result) stop("too much output");
    return;
  }
  const std::size_t room = shared_.allowed.output - printed_;
  printed_ += std::min(room, bytes.size());
  say_output(from, from.characters.take(bytes.substr(0, room)));
  if (bytes.size() > room) stop("too much output");
}

void run::close(source& from) {
  from.open = false;
  say_output(from, from.characters.rest());
  end_if_all_has_come();
}

void run::say_output(const source& from, const std::string& text) {
  if (text.empty()) return;
  answer_->say({{"event", "output"}, {"stream", from.name}, {"text", text}});
}

void run::await_deadline() {
  deadline_.expires_after(asked_.deadline);
  deadline_.async_wait([self = shared_from_this()](error_code cancelled) {
    if (!cancelled) self->stop("deadline");
  });
}

// A supervisor that ends without a word was killed, and the program with it.
void run::await_report() {
  net::async_read(child_->control,
                  net::buffer(&wait_status_, sizeof wait_status_),
                  [self = shared_from_this()](error_code error, std::size_t) {
                    if (error) self->wait_status_ = SIGKILL;
                    self->reported_ = true;
                    self->end_if_all_has_come();
                  });
}

void run::stop(const char* reason) {
  if (reason_ == nullptr) reason_ = reason;
  if (child_) child_->stop();
}

// The reader. Its turn lasts until nothing of the program is left; if nothing
// was started, this was the last call that owned the run.
void run::leave() {
  stop("stopped");
  resume();
}

void run::end_if_all_has_come() {
  if (out_.open || err_.open || !reported_) return;
  deadline_.cancel();
  turn_.reset();
  say_result();
  say_end();
  answer_->finish();
}

void run::say_result() {
  if (!asked_.answers_json || reason_ != nullptr) return;
  json result = json::parse(result_, nullptr, false);
  if (result.is_discarded())
    say_output(out_, result_.substr(0, shared_.allowed.output));
  else
    answer_->say({{"event", "result"}, {"json", std::move(result)}});
}

void run::say_end() {
  const bool by_signal = WIFSIGNALED(wait_status_);
  const char* const reason = reason_ != nullptr ? reason_
                             : by_signal        ? "signal"
                                                : "exited";
  const std::chrono::duration<double> lasted =
      std::chrono::steady_clock::now() - started_;
  answer_->say(
      {{"event", "ended"},
       {"status", by_signal ? json{} : json(WEXITSTATUS(wait_status_))},
       {"signal", by_signal ? json(WTERMSIG(wait_status_)) : json{}},
       {"reason", reason},
       {"seconds", lasted.count()}});
}

}  // namespace book_server
