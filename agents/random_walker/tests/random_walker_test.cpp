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

std::string key_of(const Point& point) {
  return {reinterpret_cast<const char*>(point.data()), point.size() * sizeof(ag_value)};
}

// 3 * 5 * 2 combinations; z is inert for y >= 3 and one combination is forbidden, so that
// 3 * (3 * 2 + 2) - 2 = 22 canonical designs are feasible.
SearchProblem finite_problem() {
  return {make_space(R"([
      { "name": "x", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
        "description": "d" },
      { "name": "y", "type": "integer", "minimum": 0, "maximum": 4, "default": 0,
        "description": "d" },
      { "name": "z", "type": "bool", "default": false, "inert_when": "y >= 3",
        "description": "d" }
    ])",
                     R"([{ "require": "x != 'b' or y != 1", "reason": "r" }])"),
          1, 0};
}

SearchProblem real_problem() {
  return {make_space(R"([
      { "name": "r", "type": "real", "minimum": 0, "maximum": 1, "default": 0,
        "description": "d" },
      { "name": "s", "type": "integer", "minimum": 1, "maximum": 1000000, "default": 1,
        "description": "d" }
    ])"),
          1, 0};
}

std::vector<Proposed> ask_all(AgentSession& session, std::uint64_t batch, std::uint64_t count) {
  std::vector<Proposed> all;
  while (all.size() < count) {
    const auto proposed = session.ask(std::min<std::uint64_t>(batch, count - all.size()));
    all.insert(all.end(), proposed.begin(), proposed.end());
    if (session.status() == AG_DONE) break;
  }
  return all;
}

std::set<std::string> keys_of(const std::vector<Proposed>& proposed) {
  std::set<std::string> keys;
  for (const Proposed& one : proposed) keys.insert(key_of(one.point));
  return keys;
}

Told success(const Proposed& proposed) {
  return {proposed.trial_id, proposed.point, {1.0}, {}, AG_OK, 1};
}

}  // namespace

TEST_CASE("random_walker: a checkpoint among the last designs of a space continues the stream") {
  const SearchProblem problem = finite_problem();
  for (std::uint64_t before = 0; before <= 22; ++before) {
    AgentSession original(library(), problem, 3);
    AgentSession other(library(), problem, 4);
    ask_all(original, 1, before);
    const auto known = other.ask(2);
    original.tell({success(known[0])});
    AgentSession copy(library(), problem, 3);
    REQUIRE(copy.load(original.save()) == AG_OK);
    for (AgentSession* session : {&original, &copy}) session->tell({success(known[1])});
    const auto expected = ask_all(original, 4, 1000);
    const auto found = ask_all(copy, 4, 1000);
    REQUIRE(found.size() == expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      CHECK(key_of(found[k].point) == key_of(expected[k].point));
    }
  }
}

TEST_CASE("random_walker: the stream does not depend on the batch size or on results") {
  AgentSession one(library(), real_problem(), 9);
  AgentSession many(library(), real_problem(), 9);
  const auto expected = ask_all(many, 64, 500);
  for (std::size_t k = 0; k < 500; ++k) {
    const auto proposed = one.ask(1);
    REQUIRE(key_of(proposed.at(0).point) == key_of(expected[k].point));
    one.tell({success(proposed[0])});
  }
}

TEST_CASE("random_walker: draws are uniform") {
  AgentSession session(library(), real_problem(), 2);
  constexpr int draws = 10000;
  constexpr int cells = 20;
  int counts[2][cells] = {};
  for (const Proposed& one : ask_all(session, 100, draws)) {
    ++counts[0][static_cast<int>(one.point[0].as.f64 * cells)];
    ++counts[1][(one.point[1].as.i64 - 1) * cells / 1000000];
  }
  for (const auto& row : counts) {
    double chi_square = 0;
    for (const int count : row) {
      chi_square += std::pow(count - draws / cells, 2) / (double{draws} / cells);
    }
    CHECK(chi_square < 43.8);  // 19 degrees of freedom: exceeded once in 1000 by chance
  }
}

TEST_CASE("random_walker: without `distinct` designs repeat and the search does not end") {
  AgentSession session(library(), finite_problem(), 1, {{"distinct", false}});
  const auto all = ask_all(session, 10, 500);
  CHECK(session.status() == AG_OK);
  CHECK(all.size() == 500);
  CHECK(keys_of(all).size() == 22);
}
