// Who may run now, and who waits.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>

namespace book_server {

// A few run at a time, a few more wait in line, and the next one is turned
// away: work that is not taken on costs nothing.
class turns {
 public:
  // Destroying it makes room for the next one, or leaves the line.
  class turn {
   public:
    ~turn();
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

   private:
    friend turns;
    turn(turns& all, std::function<void()> start);

    turns& all_;
    std::function<void()> start_;
    bool running_ = false;
  };

  turns(boost::asio::io_context& context, std::size_t running,
        std::size_t waiting);

  // Has `start` called by the context when the time has come. Null if the line
  // is full.
  std::unique_ptr<turn> ask(std::function<void()> start);

  bool full() const;

  // How many are in line.
  std::size_t waiting() const;

 private:
  void start_next();

  boost::asio::io_context& context_;
  const std::size_t most_running_;
  const std::size_t most_waiting_;
  std::size_t running_ = 0;
  std::list<turn*> line_;
};

}  // namespace book_server
