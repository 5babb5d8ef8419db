#include "book_server/chapters.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <system_error>

#include "book_server/child.hpp"

namespace book_server {
namespace {

std::string answer_of(const std::filesystem::path& program) {
  boost::asio::io_context context;
  child asked{context, {program, {"--json"}, std::chrono::seconds{20}, 0}};
  std::string text;
  boost::system::error_code ended;
  boost::asio::read(asked.out, boost::asio::dynamic_buffer(text), ended);
  return text;
}

}  // namespace

chapters read_chapters(const settings& asked) {
  std::error_code error;
  chapters all{canonical(asked.programs, error),
               nlohmann::ordered_json::array()};
  for (const std::string& name : asked.chapters) {
    auto manifest = nlohmann::ordered_json::parse(
        answer_of(all.programs / name), nullptr, false);
    if (!manifest.is_object() || manifest.value("chapter", "") != name) {
      throw bad_setting{"The program " + (asked.programs / name).string() +
                        " does not describe its recipes."};
    }
    all.manifests.push_back(std::move(manifest));
  }
  return all;
}

}  // namespace book_server
