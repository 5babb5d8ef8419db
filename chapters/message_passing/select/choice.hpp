// What a select may choose: to receive from a channel, or to send to one.
#pragma once

#include <optional>
#include <utility>

#include "../fast_channel/channel.hpp"
#include "../fast_channel/parking.hpp"

// Not `select`: POSIX declares a function of that name in every program.
namespace selecting {

using fast_channel::channel, fast_channel::outcome;
using fast_channel::parking::sleeper, fast_channel::parking::waiting_room;

// ANCHOR: choice
// One of the things that a select may do.
class choice {
 public:
  choice(const choice&) = delete;
  choice& operator=(const choice&) = delete;

  // Leaves it out this time, unless `possible`.
  choice& only_if(bool possible) {
    possible_ = possible;
    return *this;
  }

  bool ready_at_a_glance() const { return possible_ && glance(); }
  // Returns true if it is done, or will never be: closed.
  bool try_now() { return possible_ && attempt(); }
  virtual void finish() = 0;  // call it once, after try_now() returned true

  void enter(sleeper& me) {
    if (possible_) place_.emplace(room_, me);
  }
  void leave() {
    woken_ = place_ && place_->leave();
    place_.reset();
  }
  // If we were woken because of this choice: others may have use for it.
  void pass_on() {
    if (woken_) room_.wake_one();
  }

 protected:
  explicit choice(waiting_room& room) : room_{room} {}
  ~choice() = default;
  virtual bool glance() const = 0;
  virtual bool attempt() = 0;

 private:
  waiting_room& room_;
  bool possible_ = true;
  bool woken_ = false;
  std::optional<waiting_room::place> place_;
};

template <typename T, typename Handler>
class receiving final : public choice {
 public:
  receiving(channel<T>& from, Handler handler)
      : choice{from.arrival()}, from_{from}, handler_{std::move(handler)} {}

  void finish() override { handler_(std::move(item_)); }

 private:
  bool glance() const override { return from_.sees_item(); }
  bool attempt() override {
    return from_.try_receive(item_) != outcome::would_wait;
  }

  channel<T>& from_;
  Handler handler_;
  std::optional<T> item_;
};

template <typename T, typename Handler>
class sending final : public choice {
 public:
  sending(channel<T>& to, T& item, Handler handler)
      : choice{to.room()}, to_{to}, item_{item}, handler_{std::move(handler)} {}

  void finish() override { handler_(how_ == outcome::done); }

 private:
  bool glance() const override { return to_.sees_room(); }
  bool attempt() override {
    how_ = to_.try_send(std::move(item_));
    return how_ != outcome::would_wait;
  }

  channel<T>& to_;
  T& item_;
  Handler handler_;
  outcome how_{};
};
// ANCHOR_END: choice

}  // namespace selecting
