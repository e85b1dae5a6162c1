// Parts of a space.
#include <catch2/catch.hpp>
#include <set>

#include "json/json.hpp"
#include "space/space.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

json::value value_of(std::string_view text) {
  return parse(text, "test").value();
}

Space whole() {
  auto space = Space::from_json(value_of(R"json([
    {"name": "Policy", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "b",
     "description": "x"},
    {"name": "Count", "type": "integer", "minimum": 1, "maximum": 128, "default": 8,
     "scale": "log", "description": "x"},
    {"name": "Half", "type": "ordinal", "values": [1, 1.5, 2, 4], "default": 2,
     "description": "x"},
    {"name": "Level", "type": "real", "minimum": 0, "maximum": 1, "default": 0.5,
     "description": "x"},
    {"name": "Flag", "type": "bool", "default": true, "description": "x"}
  ])json")
                                    .as_array(),
                                json::array());
  REQUIRE(space);
  return *space;
}

Space part(std::string_view searched) {
  auto space = whole().narrow(value_of(searched).as_object());
  INFO((space ? "" : space.error().message));
  REQUIRE(space);
  return *space;
}

std::string error(std::string_view searched) {
  const auto space = whole().narrow(value_of(searched).as_object());
  return space ? "no error" : space.error().message;
}

}  // namespace

TEST_CASE("a part holds what it does not name, and its values keep their meaning") {
  const Space space = part(R"({"Policy": {"values": ["d", "a"], "default": "a"},
                               "Count": {"values": [1, 8, 128]},
                               "Half": {"values": [1, 4], "default": 4}})");
  CHECK(space.cardinality().designs == 12);
  std::set<std::string> seen;
  Point point(space.size());
  for (std::uint64_t index = 0; index < 500; ++index) {
    REQUIRE(space.sample(1, index, point) == AG_OK);
    CHECK(point[3].as.f64 == 0.5);
    CHECK(point[4].as.i64 == 1);
    // The position in the list of the whole space, and the kind of a number that may be broken.
    CHECK((point[0].as.i64 == 0 || point[0].as.i64 == 3));
    CHECK(point[1].kind == AG_KIND_INT);
    CHECK(point[2].kind == AG_KIND_REAL);
    CHECK(whole().to_json(point) == space.to_json(point));
    seen.insert(compact(space.to_json(point)));

    std::vector<std::uint64_t> indices(space.size());
    std::vector<double> unit(space.size());
    Point again(space.size());
    space.to_indices(point, indices);
    REQUIRE(space.from_indices(indices, again) == AG_OK);
    CHECK(again[0].as.i64 == point[0].as.i64);
    CHECK(again[1].as.i64 == point[1].as.i64);
    space.encode(point, unit);
    REQUIRE(space.decode(unit, again) == AG_OK);
    CHECK(again[0].as.i64 == point[0].as.i64);
    REQUIRE(space.neighbour(1, index, point, again) == AG_OK);
    CHECK((again[0].as.i64 == 0 || again[0].as.i64 == 3));
  }
  CHECK(seen.size() == 12);
  const ag_parameter& policy = *space.table().parameters[0];
  CHECK(policy.choices == 2);
  CHECK(policy.lower == 0);
  CHECK(policy.upper == 3);
  CHECK(space.to_text(0, space.initial()[0]) == "a");
}

TEST_CASE("ranges may shrink") {
  const Space space = part(R"({"Count": {"minimum": 8, "maximum": 16},
                               "Level": {"maximum": 0.5}, "Flag": {}})");
  CHECK(space.choices(1) == 9);
  CHECK(space[3].upper == 0.5);
  CHECK_FALSE(space[4].fixed);
  CHECK(space[0].fixed);
}

TEST_CASE("values outside of a part are refused with what is left") {
  const Space space = part(R"({"Policy": {"values": ["a", "b"]}, "Count": {"values": [4, 8]}})");
  CHECK_THAT(space.parse_value(0, std::string_view("c")).error().message,
             Catch::Contains("one of a, b"));
  CHECK_THAT(space.parse_value(1, std::string_view("5")).error().message,
             Catch::Contains("one of 4, 8"));
  Point point = space.initial();
  point[0].as.i64 = 2;
  CHECK(space.canonicalise(point) == AG_E_INVALID);
}

TEST_CASE("bad parts are refused with the name of the parameter") {
  CHECK_THAT(error(R"({"Polcy": {}})"), Catch::Contains("'Polcy'") && Catch::Contains("Policy"));
  CHECK_THAT(error(R"({"Policy": {"values": ["a", "e"]}})"), Catch::Contains("'e'"));
  CHECK_THAT(error(R"({"Policy": {"values": ["b", "b"]}})"), Catch::Contains("twice"));
  CHECK_THAT(error(R"({"Policy": {"values": ["a", "c"]}})"),
             Catch::Contains("default value") && Catch::Contains("'b'"));
  CHECK_THAT(error(R"({"Count": {"values": [8, 4]}})"), Catch::Contains("ascend"));
  CHECK_THAT(error(R"({"Count": {"minimum": 0}})"), Catch::Contains("minimum 0"));
  CHECK_THAT(error(R"({"Count": {"minimum": 1.5}})"), Catch::Contains("1.5"));
  CHECK_THAT(error(R"({"Count": {"minimum": 9, "maximum": 3}})"), Catch::Contains("greater"));
  CHECK_THAT(error(R"({"Count": {"minimum": 9, "values": [9]}})"), Catch::Contains("combined"));
  CHECK_THAT(error(R"({"Flag": {"values": [true]}})"), Catch::Contains("Flag"));
  CHECK_THAT(error(R"({"Policy": {"minimum": 1}})"), Catch::Contains("Policy"));
}
