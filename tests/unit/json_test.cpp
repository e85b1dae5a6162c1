#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "json/json.hpp"

using namespace archgym::host;
namespace json = boost::json;

namespace {

std::string error(std::string_view text) {
  const auto value = parse(text, "file.json");
  return value ? "no error" : value.error().message;
}

}  // namespace

TEST_CASE("JSON is read as it is") {
  const auto value = parse(R"( {"a": [1, -2, 0.5, true, null, "x\u00e9\n"], "b": {}} )", "text");
  REQUIRE(value);
  CHECK(value->at("a").at(0).as_int64() == 1);
  CHECK(value->at("a").at(2).as_double() == 0.5);
  CHECK(value->at("a").at(5).as_string() == "x\xc3\xa9\n");
  CHECK(value->at("b").as_object().empty());
  CHECK(parse("18446744073709551615", "text")->as_uint64() ==
        std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("decimal numbers are rounded correctly") {
  // Boost.JSON 1.81 on its own is off by one unit in the last place for some of these.
  for (const char* text :
       {"0.1", "3.0517578125e-05", "1.7976931348623157e308", "5e-324", "2.2250738585072011e-308",
        "0.30000000000000004", "123456789012345678901234567890", "9007199254740993.0",
        "7.2057594037927933e16", "1.448997445238699", "6929495644600919.5", "-0.0", "1e-400"}) {
    const auto value = parse(text, "text");
    INFO(text);
    REQUIRE(value);
    REQUIRE(value->is_double());
    CHECK(value->get_double() == std::strtod(text, nullptr));
  }
}

TEST_CASE("what is written comes back, bit for bit") {
  json::array numbers;
  double number = 1;
  for (int i = 0; i < 200; ++i) {
    number = std::fmod(number * 1.9e7 + 1.0 / 3, 1e9) * (i % 3 == 0 ? 1e-200 : 1);
    numbers.emplace_back(number);
  }
  numbers.emplace_back(5.0);  // stays a double
  const json::value value{{"numbers", numbers},
                          {"text", "a \"b\"\n\x01"},
                          {"empty", json::array()},
                          {"nested", {{"deep", {{"er", 1}}}}}};
  CHECK(parse(pretty(value), "text").value() == value);
  CHECK(parse(compact(value), "text").value() == value);
}

TEST_CASE("pretty() is for people") {
  const json::value value{{"name", "x"},
                          {"values", {1, 2.5, 3.0}},
                          {"empty", json::object()},
                          {"nan", std::nan("")},
                          {"list", json::array{json::object{{"a", true}}}}};
  CHECK(pretty(value) ==
        "{\n"
        "  \"name\": \"x\",\n"
        "  \"values\": [1, 2.5, 3.0],\n"
        "  \"empty\": {},\n"
        "  \"nan\": null,\n"
        "  \"list\": [\n"
        "    {\n"
        "      \"a\": true\n"
        "    }\n"
        "  ]\n"
        "}");
  CHECK(compact(value) ==
        R"({"name":"x","values":[1,2.5,3.0],"empty":{},"nan":null,"list":[{"a":true}]})");
}

TEST_CASE("errors say where and what") {
  CHECK(error("{\n  \"a\": 1,\n}") ==
        "file.json:3:1: unexpected '}' after ',': JSON has no trailing commas");
  CHECK(error("{\"a\": 1, \"b\": 2, \"a\": 3}") ==
        "file.json:1:20: key 'a' appears twice in one object");
  CHECK(error("{\"a\": {\"b\": 1}, \"b\": 1}") == "no error");
  CHECK(error("{\"a\": 1} x") == "file.json:1:10: unexpected 'x' after the JSON value");
  CHECK(error("{\"a\": 1") == "file.json:1:8: the text ends inside a JSON value");
  CHECK(error("") == "file.json:1:1: expected JSON, found an empty text");
  CHECK(error(" \n ") == "file.json:2:2: expected JSON, found an empty text");
  CHECK(error("{'a': 1}") == "file.json:1:2: unexpected ''': JSON text is in double quotes");
  CHECK(error("[1 2]") == "file.json:1:4: unexpected '2'");
  CHECK(error("// x\n1") == "file.json:1:1: unexpected '/': JSON has no comments");
  CHECK(error("[1,\n nan]") == "file.json:2:2: unexpected 'n'");
  CHECK(error("1e999") == "file.json:1:6: number 1e999 is too large");
  CHECK(error("\"a\nb\"").find("file.json:1:3: ") == 0);
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  CHECK(error(deep) == "file.json:1:65: nested deeper than 64 levels");
  CHECK(error(deep.substr(1, 128)) == "no error");
}

TEST_CASE("files that cannot be read are refused with the reason") {
  const auto file =
      std::filesystem::temp_directory_path() / ("archgym_json_" + std::to_string(::getpid()));
  const auto missing = read_file(file);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().fault == Fault::input);
  CHECK(missing.error().message == "cannot open " + file.string() + ": No such file or directory");
  std::ofstream(file) << "{\"a\": }";
  const auto broken = read_file(file);
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message == file.string() + ":1:7: unexpected '}'");
  std::filesystem::remove(file);
  // It is open, and reading fails.
  const auto unreadable = read_file("/proc/self/mem");
  REQUIRE_FALSE(unreadable);
  CHECK(unreadable.error().message == "cannot read /proc/self/mem: Input/output error");
  const auto directory = read_file(std::filesystem::temp_directory_path());
  REQUIRE_FALSE(directory);
  CHECK(directory.error().message.find("it is a directory") != std::string::npos);
}

TEST_CASE("a byte order mark says nothing") {
  CHECK(parse("\xef\xbb\xbf{\"a\": 1}", "a").value() == parse("{\"a\": 1}", "a").value());
  CHECK(parse("\xef\xbb\xbf{", "a").error().message.starts_with("a:1:"));
  CHECK_FALSE(parse("\xef\xbb\xbf", "a"));
}
