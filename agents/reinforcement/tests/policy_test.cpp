#include "policy.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "spaces.hpp"

using archgym::Point;
using archgym::Random;
using archgym::Space;
using archgym::agents::Action;
using archgym::agents::Policy;
using namespace archgym::agents::test;

TEST_CASE("policy: reaches every choice of every parameter") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 16, false);
  const Eigen::VectorXd outputs = Eigen::VectorXd::Zero(policy.outputs());
  std::vector<std::set<std::uint64_t>> seen(space->size());
  Point point(space->size());
  Action action;
  Random random(1, "test");
  for (int k = 0; k < 2000; ++k) {
    REQUIRE(policy.sample(outputs.data(), random, point, action));
    for (std::size_t p = 0; p < point.size(); ++p) seen[p].insert(point[p].as.bits);
  }
  CHECK(seen[0].size() == 2);
  CHECK(seen[1].size() == 5);
  CHECK(seen[2].size() == 4);
  CHECK(seen[3].size() > 1900);
  CHECK(seen[4].size() == 24);
  CHECK(seen[5].size() == 6);  // and inactive
  CHECK(seen[6].size() == 1);
}

TEST_CASE("policy: an inactive parameter has no part in the probability") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 16, false);
  const auto outputs = some_outputs(policy.outputs());
  Point point(space->size());
  Action action;
  Random random(1, "test");
  bool inactive = false;
  for (int k = 0; k < 50; ++k) {
    REQUIRE(policy.sample(outputs.data(), random, point, action));
    // The heads of all but the parameter with one value.
    CHECK((action.choices[5] == Action::k_none) == (point[5].kind == AG_KIND_NONE));
    inactive = inactive || point[5].kind == AG_KIND_NONE;
    const Action again = policy.action_of(point);
    CHECK(again.choices == action.choices);
    CHECK(policy.log_probability(outputs.data(), again) ==
          policy.log_probability(outputs.data(), action));
  }
  CHECK(inactive);
}

TEST_CASE("policy: a parameter without effect has no part in the probability") {
  const auto space = archgym::host::test::make_space(R"([
    {"name": "on", "type": "bool", "default": false, "description": "d"},
    {"name": "level", "type": "integer", "minimum": 0, "maximum": 999, "default": 0,
     "inert_when": "not on", "description": "d"}])");
  const Policy policy(Space(&space->table()), 1000, false);
  const Eigen::VectorXd outputs = Eigen::VectorXd::Zero(policy.outputs());
  Point point(2);
  Action action;
  Random random(1, "test");
  for (int k = 0; k < 100; ++k) {
    REQUIRE(policy.sample(outputs.data(), random, point, action));
    const double expected = std::log(0.5) - (point[0].as.i64 != 0 ? std::log(1000.0) : 0);
    CHECK(policy.log_probability(outputs.data(), action) == Approx(expected));
  }
}

TEST_CASE("policy: a refinement changes one parameter that can be changed") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 16, true);
  const auto outputs = some_outputs(policy.outputs());
  Random random(1, "test");
  std::set<std::size_t> changed;
  for (int k = 0; k < 300; ++k) {
    Point before = space->initial();
    Point point = before;
    Action action;
    REQUIRE(policy.refine(outputs.data(), random, point, action));
    REQUIRE(action.changed);
    changed.insert(*action.changed);
    int different = 0;
    for (std::size_t p = 0; p < point.size(); ++p) {
      // The extra parameter appears with the flag.
      different += p != 5 && point[p].as.bits != before[p].as.bits;
    }
    CHECK(different <= 1);
  }
  CHECK(changed == std::set<std::size_t>{0, 1, 2, 3, 4});  // 5 is inactive
}

TEST_CASE("policy: gradients of both kinds of action agree with finite differences") {
  const auto space = every_kind();
  const Policy policy(Space(&space->table()), 5, true);
  auto outputs = some_outputs(policy.outputs());
  Random random(3, "test");
  for (int k = 0; k < 6; ++k) {
    Point point = space->initial();
    Action action;
    if (k % 2 == 0)
      policy.sample(outputs.data(), random, point, action);
    else
      policy.refine(outputs.data(), random, point, action);
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(outputs.size());
    policy.add_gradient(outputs.data(), action, 0.7, 0.3, gradient.data());
    check_gradient(
        outputs,
        [&] {
          return 0.7 * policy.log_probability(outputs.data(), action) +
                 0.3 * policy.entropy(outputs.data(), action);
        },
        gradient);
  }
}
