#include "book_server/request_checks.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "book_server/refusal.hpp"

namespace book_server {
namespace {

namespace http = boost::beast::http;

std::string_view field(const header& asked, http::field name) {
  const auto value = asked[name];
  return {value.data(), value.size()};
}

// Looks at every byte, so that the time taken tells nothing of the token.
bool same_secret(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < one.size(); ++i)
    difference |= static_cast<unsigned>(one[i] ^ other[i]);
  return difference == 0;
}

}  // namespace

void check_host(const header& asked, const identity& own) {
  if (asked.count(http::field::host) != 1 ||
      field(asked, http::field::host) != own.authority) {
    throw refusal{http::status::forbidden,
                  "This server answers to http://" + own.authority + " only."};
  }
  if (asked.count(http::field::origin) != 0 &&
      field(asked, http::field::origin) != "http://" + own.authority) {
    throw refusal{http::status::forbidden,
                  "Another site's page may not ask this server."};
  }
}

void check_post(const header& asked, const identity& own) {
  if (asked.count(http::field::origin) != 1) {
    throw refusal{http::status::forbidden,
                  "A request to run something must say its Origin."};
  }
  const auto token = asked["Cookbook-Token"];
  if (!same_secret({token.data(), token.size()}, own.token)) {
    throw refusal{http::status::forbidden,
                  "The token is missing or old: open the address that "
                  "./cookbook read has printed."};
  }
  if (field(asked, http::field::content_type) != "application/json") {
    throw refusal{http::status::unsupported_media_type,
                  "The request must be application/json."};
  }
}

std::string new_token() {
  std::array<unsigned char, 16> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) < 0)
    throw std::system_error{errno, std::generic_category(), "a new token"};
  std::string digits;
  for (const unsigned char byte : bytes) {
    digits += "0123456789abcdef"[byte / 16];
    digits += "0123456789abcdef"[byte % 16];
  }
  return digits;
}

}  // namespace book_server
