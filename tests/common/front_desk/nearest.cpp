#include "front_desk/nearest.hpp"

#include "catch.hpp"

using front_desk::nearest, front_desk::suggestion;

TEST_CASE("front_desk: the nearest name has the fewest letters to change") {
  CHECK(nearest("items", {"capacity", "items"}) == "items");
  CHECK(nearest("itmes", {"capacity", "items"}) == "items");
  CHECK(nearest("pipelin", {"pipe", "pipeline"}) == "pipeline");
  CHECK(nearest("bounded_chanel", {"bounded_channel", "broadcast"}) ==
        "bounded_channel");
}

TEST_CASE("front_desk: a name that is not near is not suggested") {
  CHECK(nearest("xyzzy", {"capacity", "items"}).empty());
  CHECK(nearest("", {"items"}).empty());
  CHECK(nearest("items", {}).empty());
  CHECK(suggestion("xyzzy", {"items"}).empty());
  CHECK(suggestion("item", {"items"}) == " Did you mean 'items'?");
}
