#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "support/agent_session.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

std::vector<Point> all_of(const SearchProblem& problem, std::size_t limit,
                          const boost::json::object& hyperparameters = {}) {
  AgentSession session(library(), problem, 1, hyperparameters);
  std::vector<Point> all;
  while (all.size() < limit) {
    for (Proposed& one : session.ask(100)) all.push_back(std::move(one.point));
    if (session.status() == AG_DONE) break;
  }
  return all;
}

}  // namespace

TEST_CASE("grid: the default first, then one parameter after the other, then two") {
  const SearchProblem problem{make_space(R"([
      { "name": "x", "type": "integer", "minimum": 0, "maximum": 2, "default": 1,
        "description": "d" },
      { "name": "y", "type": "bool", "default": true, "description": "d" },
      { "name": "z", "type": "integer", "minimum": 0, "maximum": 5, "default": 4,
        "inert_when": "y", "description": "d" }])"),
                              1, 0};
  std::vector<std::vector<std::int64_t>> found;
  for (const Point& point : all_of(problem, 1000)) {
    found.push_back({point[0].as.i64, point[1].as.i64, point[2].as.i64});
  }
  const std::vector<std::vector<std::int64_t>> expected = {
      {1, 1, 4}, {0, 1, 4}, {2, 1, 4}, {1, 0, 4},             // z is inert while y is true
      {0, 0, 4}, {2, 0, 4}, {1, 0, 0}, {1, 0, 1}, {1, 0, 2},  // from here y is false
      {1, 0, 3}, {1, 0, 5}, {0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {0, 0, 3},
      {0, 0, 5}, {2, 0, 0}, {2, 0, 1}, {2, 0, 2}, {2, 0, 3}, {2, 0, 5}};
  CHECK(found == expected);
}

TEST_CASE("grid: reals take evenly spaced values on their scale, and their default") {
  const SearchProblem problem{make_space(R"([
      { "name": "l", "type": "real", "minimum": 0, "maximum": 1, "default": 0.3,
        "description": "d" },
      { "name": "m", "type": "real", "minimum": 0.01, "maximum": 100, "scale": "log",
        "default": 1, "description": "d" }])"),
                              1, 0};
  std::set<double> linear;
  std::set<double> logarithmic;
  const auto all = all_of(problem, 1000, {{"resolution", 3}});
  for (const Point& point : all) {
    linear.insert(std::round(point[0].as.f64 * 1e6) / 1e6);
    logarithmic.insert(std::round(point[1].as.f64 * 1e6) / 1e6);
  }
  CHECK(linear == std::set<double>{0, 0.3, 0.5, 1});
  CHECK(logarithmic == std::set<double>{0.01, 1, 100});
  CHECK(all.size() >= 12);
}

TEST_CASE("grid: a space of many combinations with few distinct designs") {
  // 2^40 combinations; while `on` is false, all but one of them are the same design.
  std::string parameters = R"([{ "name": "on", "type": "bool", "default": false,
                                 "description": "d" })";
  for (int k = 0; k < 39; ++k) {
    parameters += R"(,{ "name": "p)" + std::to_string(k) +
                  R"(", "type": "bool", "default": false, "inert_when": "not on",
                        "description": "d" })";
  }
  const auto space = make_space(parameters + "]");
  ag_value off{};
  off.kind = AG_KIND_BOOL;
  const SearchProblem fixed{std::make_shared<const Space>(*space->fix(0, off)), 1, 0};
  CHECK(all_of(fixed, 1000).size() == 1);
}

TEST_CASE("grid: forty thousand designs, each once") {
  const SearchProblem problem{
      make_space(R"([
      { "name": "a", "type": "integer", "minimum": 1, "maximum": 128, "default": 7,
        "description": "d" },
      { "name": "b", "type": "integer", "minimum": 0, "maximum": 9, "default": 0,
        "description": "d" },
      { "name": "c", "type": "permutation", "values": ["1", "2", "3", "4"],
        "default": ["1", "2", "3", "4"], "description": "d" },
      { "name": "e", "type": "bool", "default": true, "description": "d" },
      { "name": "f", "type": "integer", "minimum": 0, "maximum": 99, "default": 5,
        "when": "not e and a == 128", "description": "d" }])",
                 R"x([{ "require": "not (e and b > 5)", "reason": "r" }])x"),
      1, 0};
  const auto all = all_of(problem, 1000000);
  std::set<std::string> keys;
  for (const Point& point : all) {
    keys.emplace(reinterpret_cast<const char*>(point.data()), point.size() * sizeof(ag_value));
  }
  // e: 128 * 6 * 24; not e: 127 * 10 * 24, and a hundred times more with a = 128.
  CHECK(all.size() == 128 * 6 * 24 + 127 * 10 * 24 + 10 * 24 * 100);
  CHECK(keys.size() == all.size());
}
