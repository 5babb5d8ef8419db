// Who may ask what: nobody but a page that this server has served.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <string>

namespace book_server {

using header = boost::beast::http::request_header<>;

// What tells our own pages from all others.
struct identity {
  std::string authority;  // "127.0.0.1:8000"
  std::string token;      // known to nobody who was not told the address
};

// Of every request. A page elsewhere whose name was made to lead here (DNS
// rebinding) still sends its own name as Host. Throws refusal.
void check_host(const header& asked, const identity& own);

// Of what starts a program. Throws refusal.
void check_post(const header& asked, const identity& own);

// 128 bits from the system's generator, as 32 hexadecimal digits.
std::string new_token();

}  // namespace book_server
