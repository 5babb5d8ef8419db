// One program on behalf of one reader: what it prints goes out as it comes.
#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "book_server/answer.hpp"
#include "book_server/child.hpp"
#include "book_server/desk.hpp"
#include "book_server/run_request.hpp"
#include "book_server/text.hpp"

namespace book_server {

// Lives as long as something is still to come from the reader or the program.
class run : public std::enable_shared_from_this<run> {
 public:
  run(boost::asio::io_context& context, std::shared_ptr<connection> reader,
      desk& shared, command asked);

  // Gets in line, which must have room.
  void begin();

 private:
  // One of the program's two outputs.
  struct source {
    const char* name;
    boost::asio::posix::stream_descriptor* from = nullptr;
    whole_characters characters{};
    std::array<char, 16384> bytes{};
    bool open = false;
    bool paused = false;  // until the reader has taken what there is
  };

  void start();
  void open(source& each, boost::asio::posix::stream_descriptor& from);
  void read(source& from);
  void resume();
  void take(source& from, std::string_view bytes);
  void close(source& from);
  void say_output(const source& from, const std::string& text);
  void await_deadline();
  void await_report();
  void stop(const char* reason);
  void leave();
  void end_if_all_has_come();
  void say_result();
  void say_end();

  boost::asio::io_context& context_;
  const std::shared_ptr<answer> answer_;
  desk& shared_;
  const command asked_;
  std::unique_ptr<turns::turn> turn_;

  std::optional<child> child_;
  boost::asio::steady_timer deadline_;
  std::chrono::steady_clock::time_point started_;
  source out_{"out"};
  source err_{"err"};
  std::size_t printed_ = 0;
  std::string result_;  // standard output, if that is JSON
  int wait_status_ = 0;
  bool reported_ = false;
  const char* reason_ = nullptr;  // why it was stopped
};

}  // namespace book_server
