#include "book_server/page_policy.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace book_server {
namespace {

std::string sha256(std::string_view text) {
  std::array<unsigned char, 32> digest;
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(),
                 nullptr) != 1)
    throw std::runtime_error{"OpenSSL computes no SHA-256."};
  std::array<unsigned char, 45> base64;  // with the zero at its end
  EVP_EncodeBlock(base64.data(), digest.data(), digest.size());
  return {base64.begin(), base64.end() - 1};
}

// " 'sha256-...'" for each script that stands in the page itself.
std::string scripts_within(std::string_view page) {
  static constexpr std::string_view begin = "<script>";
  std::string hashes;
  for (auto at = page.find(begin); at != page.npos; at = page.find(begin, at)) {
    at += begin.size();
    const auto end = page.find("</script>", at);
    hashes += " 'sha256-" + sha256(page.substr(at, end - at)) + '\'';
  }
  return hashes;
}

}  // namespace

std::string content_policy(std::string_view page) {
  return "default-src 'none'; script-src 'self'" + scripts_within(page) +
         // mdBook's own scripts and highlight.js set styles.
         "; style-src 'self' 'unsafe-inline'"
         "; img-src 'self' data:; font-src 'self'; connect-src 'self'"
         // The list of pages for readers without JavaScript is a frame.
         "; frame-src 'self'; frame-ancestors 'self'"
         "; base-uri 'none'; form-action 'none'";
}

}  // namespace book_server
