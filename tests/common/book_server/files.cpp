// What is served of the book, and that nothing else is.
#include "catch.hpp"
#include "common/book_server/server.hpp"

namespace {

using namespace book_server_tests;

TEST_CASE("book_server: it serves the files of the book.") {
  const server kitchen;
  const auto expect = [&](const std::string& target, const std::string& type,
                          const std::string& text) {
    CAPTURE(target);
    const response said = answer(kitchen, get(kitchen, target));
    CHECK(said.result() == http::status::ok);
    CHECK(said[http::field::content_type] == type);
    CHECK(said.body().substr(0, text.size()) == text);
  };
  expect("/", "text/html; charset=utf-8", "<p>The book</p>");
  expect("/index.html", "text/html; charset=utf-8", "<p>The book</p>");
  expect("/index.html?highlight=soup", "text/html; charset=utf-8", "<p>The");
  expect("/soups/", "text/html; charset=utf-8", "soups");
  expect("/soups/../a.js", "text/javascript; charset=utf-8", "'a'");
  expect("/inside.js", "text/javascript; charset=utf-8", "'a'");
  expect("/two%20words.css", "text/css; charset=utf-8", "p{}");
  expect("/%61%2Ejs", "text/javascript; charset=utf-8", "'a'");
}

TEST_CASE("book_server: no path leads out of the book.") {
  const server kitchen;
  for (const std::string target : {"/../secret",
                                   "/../book_of_others",
                                   "/soups/../../secret",
                                   "/%2e%2e/secret",
                                   "/%2E%2E%2Fsecret",
                                   "/..%2fsecret",
                                   "/soups/%2e%2e/%2e%2e/secret",
                                   "/..%5csecret",
                                   "/%252e%252e/secret",
                                   "//etc/passwd",
                                   "/%2fetc/passwd",
                                   "///etc/passwd",
                                   "/link.html",
                                   "/out/secret",
                                   "/out/",
                                   "/out/book/a.js/../../../secret",
                                   "/pipe.html",
                                   "/nothing.html",
                                   "/index.html/",
                                   "/index.html%00.css",
                                   "/%",
                                   "/%2",
                                   "/%zz",
                                   "/%+1",
                                   "*",
                                   "secret",
                                   "http://evil.example/../secret",
                                   "."}) {
    CAPTURE(target);
    const response said = answer(kitchen, get(kitchen, target));
    CHECK(said.result_int() / 100 == 4);
    CHECK(said.body().find("secret") == std::string::npos);
    CHECK(said.body().find("root:") == std::string::npos);
  }
  // There was something to be had.
  CHECK(exists(book() / "link.html"));
  CHECK(exists(book() / "out" / "secret"));
}

TEST_CASE("book_server: a page may load and run its own files only.") {
  const server kitchen;
  const response page = answer(kitchen, get(kitchen, "/index.html"));
  const std::string policy{page["Content-Security-Policy"]};
  CAPTURE(policy);
  // printf 'open()' | openssl dgst -sha256 -binary | base64
  CHECK(policy.find("script-src 'self' "
                    "'sha256-o9okiD4Rx/KB+t3VShbksHfrZ7XxcLzccIzXgr0qtQA=';") !=
        std::string::npos);
  CHECK(policy.find("default-src 'none';") == 0);
  CHECK(policy.find("connect-src 'self'") != std::string::npos);
  CHECK(policy.find("frame-ancestors 'self'") != std::string::npos);
  for (const std::string target : {"/index.html", "/a.js", "/api/chapters"}) {
    const response said = answer(kitchen, get(kitchen, target));
    CHECK(said["X-Content-Type-Options"] == "nosniff");
    CHECK(said["Cross-Origin-Resource-Policy"] == "same-origin");
    CHECK(said["Referrer-Policy"] == "same-origin");
    CHECK(said.count("Content-Security-Policy") == 1);
    CHECK(said.count(http::field::access_control_allow_origin) == 0);
    CHECK(said.count(http::field::set_cookie) == 0);
  }
}

}  // namespace
