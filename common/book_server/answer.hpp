// The answer to a request to run something: one JSON object a line, each sent
// as it happens.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "book_server/connection.hpp"
#include "book_server/limits.hpp"

namespace book_server {

class answer : public std::enable_shared_from_this<answer> {
 public:
  // Both are forgotten when the answer is over. They may own who owns the
  // answer.
  struct listener {
    std::function<void()> has_room = [] {};
    std::function<void()> gone = [] {
    };  // at most once, never in a call of ours
  };

  answer(std::shared_ptr<connection> reader, const limits& allowed);

  void begin(listener told);

  // Words of a reader who is gone are dropped. Invalid UTF-8 is replaced.
  void say(const nlohmann::ordered_json& event);

  // False if the reader is slow: wait for the listener before saying more.
  bool has_room() const;

  // Nothing comes after what was said.
  void finish();

 private:
  void watch_reader();
  void send();
  void sent(boost::system::error_code error);
  void end();

  std::shared_ptr<connection> reader_;
  const limits allowed_;
  listener told_;
  std::string unsent_;
  std::string sending_;
  bool finished_ = false;
  bool over_ = false;
  char unexpected_ = 0;
};

}  // namespace book_server
