// Why a request is not served.
#pragma once

#include <boost/beast/http/status.hpp>
#include <stdexcept>
#include <string>

namespace book_server {

// what() is one sentence for the reader.
struct refusal : std::runtime_error {
  refusal(boost::beast::http::status code, const std::string& sentence)
      : std::runtime_error{sentence}, status{code} {}

  boost::beast::http::status status;
};

}  // namespace book_server
