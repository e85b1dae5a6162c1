#include "common/population.hpp"

#include <algorithm>
#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <limits>

using namespace archgym::agents;

namespace {

Individual individual(std::uint64_t id, std::vector<double> objectives, double violation = 0) {
  Individual one;
  one.trial_id = id;
  one.key = id + 1000;
  one.objectives = std::move(objectives);
  one.violation = violation;
  return one;
}

Individual failure(std::uint64_t id) {
  Individual one = individual(id, {});
  one.failed = true;
  return one;
}

std::vector<std::uint64_t> ids(const std::vector<Individual>& individuals) {
  std::vector<std::uint64_t> result;
  result.reserve(individuals.size());
  for (const Individual& one : individuals) result.push_back(one.trial_id);
  return result;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("feasible designs come first, then infeasible ones by violation, then failed ones") {
  const auto best = select_best({failure(0), individual(1, {1}, 0.5), individual(2, {9}),
                                 individual(3, {0}, 0.25), individual(4, {8}), failure(5)},
                                10);
  CHECK(ids(best) == Ids{4, 2, 3, 1, 0, 5});
}

TEST_CASE("selection keeps the best and the first of equal ones") {
  CHECK(ids(select_best({individual(0, {2}), individual(1, {1}), individual(2, {2})}, 2)) ==
        Ids{1, 0});
  CHECK(select_best({}, 3).empty());
}

TEST_CASE("a design counts once") {
  Individual again = individual(7, {5});
  again.key = 1000;  // the design of trial 0
  CHECK(ids(select_best({individual(0, {3}), again, individual(2, {4})}, 9)) == Ids{0, 2});
}

TEST_CASE("several objectives are ordered by front, then by crowding distance") {
  // Front 1: 0, 1, 2, 3, where 1 has more room (9/8) than 2 (8/8); front 2: 4.
  const auto best =
      select_best({individual(4, {9, 9}), individual(0, {0, 8}), individual(1, {3, 3}),
                   individual(2, {3.5, 2.5}), individual(3, {8, 0})},
                  5);
  CHECK(ids(best) == Ids{0, 3, 1, 2, 4});
}

TEST_CASE("fronts are those of repeated removal of the non-dominated designs") {
  archgym::Random random(5, "fronts");
  for (int repetition = 0; repetition < 30; ++repetition) {
    const std::size_t objectives = 2 + random.below(3);
    std::vector<Individual> all;
    for (std::uint64_t id = 0; id < 60; ++id) {
      std::vector<double> values(objectives);
      for (double& value : values) value = static_cast<double>(random.below(10));
      all.push_back(individual(id, values));
    }
    const auto dominated_by = [](const Individual& a, const Individual& b) {
      bool worse = false;
      for (std::size_t k = 0; k < a.objectives.size(); ++k) {
        if (b.objectives[k] > a.objectives[k]) return false;
        worse = worse || b.objectives[k] < a.objectives[k];
      }
      return worse;
    };
    std::vector<std::size_t> left(all.size());
    for (std::size_t k = 0; k < left.size(); ++k) left[k] = k;
    for (const std::vector<std::size_t>& front : non_dominated_fronts(all, left)) {
      std::vector<std::size_t> expected;
      std::vector<std::size_t> rest;
      for (const std::size_t one : left) {
        const bool dominated = std::any_of(left.begin(), left.end(), [&](std::size_t other) {
          return dominated_by(all[one], all[other]);
        });
        (dominated ? rest : expected).push_back(one);
      }
      REQUIRE(front == expected);
      left = rest;
    }
    REQUIRE(left.empty());
  }
}

TEST_CASE("infinite objectives do not disturb the order") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto best = select_best({individual(0, {infinity, 1}), individual(1, {1, infinity}),
                                 individual(2, {-infinity, 2}), individual(3, {0, 0})},
                                4);
  CHECK(best.size() == 4);
  CHECK((best[0].trial_id == 2 || best[0].trial_id == 3));
}
