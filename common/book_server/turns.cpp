#include "book_server/turns.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace book_server {

turns::turn::turn(turns& all, std::function<void()> start)
    : all_{all}, start_{std::move(start)} {}

// ANCHOR: start
turns::turn::~turn() {
  if (running_) {
    --all_.running_;
    all_.start_next();
  } else {
    all_.line_.remove(this);
  }
}
// ANCHOR_END: start

turns::turns(boost::asio::io_context& context, std::size_t running,
             std::size_t waiting)
    : context_{context}, most_running_{running}, most_waiting_{waiting} {}

bool turns::full() const {
  return running_ == most_running_ && line_.size() == most_waiting_;
}

std::size_t turns::waiting() const { return line_.size(); }

std::unique_ptr<turns::turn> turns::ask(std::function<void()> start) {
  if (full()) return nullptr;
  std::unique_ptr<turn> asked{new turn{*this, std::move(start)}};
  line_.push_back(asked.get());
  start_next();
  return asked;
}

void turns::start_next() {
  if (running_ == most_running_ || line_.empty()) return;
  turn* const next = line_.front();
  line_.pop_front();
  next->running_ = true;
  ++running_;
  boost::asio::post(context_, std::move(next->start_));
}

}  // namespace book_server
