#include "real_coded.hpp"

#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "support/agent_tasks.hpp"

using namespace archgym::agents;
using archgym::Random;

TEST_CASE("spread factors and steps are those of the published formulas") {
  for (const int roots : {1, 2, 3, 4, 5}) {
    const double eta = std::pow(2.0, roots) - 1;
    for (int percent = 1; percent < 100; ++percent) {
      const double u = 0.01 * percent;
      const double beta =
          u <= 0.5 ? std::pow(2 * u, 1 / (eta + 1)) : std::pow(1 / (2 * (1 - u)), 1 / (eta + 1));
      CHECK(RealCoded::spread_factor(u, roots) == Approx(beta).epsilon(1e-12));
      const double delta =
          u < 0.5 ? std::pow(2 * u, 1 / (eta + 1)) - 1 : 1 - std::pow(2 * (1 - u), 1 / (eta + 1));
      CHECK(RealCoded::polynomial_step(u, roots) == Approx(delta).margin(1e-12));
    }
  }
}

TEST_CASE("simulated binary crossover keeps the mean of the parents") {
  const auto host_space = archgym::host::test::space_of(
      1, R"("type": "real", "minimum": 0, "maximum": 1, "default": 0)");
  const RealCoded variation(archgym::Space(&host_space->table()), 4, 4, 1);
  Random random(1, "test");
  const Genome first = {static_cast<std::uint64_t>(0.4 * 0x1p53)};
  const Genome second = {static_cast<std::uint64_t>(0.6 * 0x1p53)};
  double sum = 0;
  int crossed = 0;
  int between = 0;
  for (int k = 0; k < 20000; ++k) {
    Genome child = first;
    variation.cross(child, second, random);
    if (child == first) continue;
    const double x = static_cast<double>(child[0]) * 0x1p-53;
    sum += x;
    between += x > 0.4 && x < 0.6 ? 1 : 0;
    ++crossed;
  }
  CHECK(crossed == Approx(10000).margin(300));  // every other gene
  CHECK(sum / crossed == Approx(0.5).margin(0.004));
  // Half of the spread factors are below 1: contracting.
  CHECK(between == Approx(crossed / 2.0).margin(300));
}

TEST_CASE("mutation changes as many genes as wanted, and each of them") {
  const auto host_space = archgym::host::test::space_of(
      8, R"("type": "integer", "minimum": 0, "maximum": 9, "default": 0)");
  const RealCoded variation(archgym::Space(&host_space->table()), 1, 1, 2);
  Random random(2, "test");
  int changed = 0;
  std::set<std::uint64_t> values;
  for (int k = 0; k < 4000; ++k) {
    Genome child(8, 5);
    variation.mutate(child, false, random);
    for (const std::uint64_t gene : child) {
      REQUIRE(gene < 10);
      changed += gene != 5 ? 1 : 0;
      values.insert(gene);
    }
  }
  CHECK(changed == Approx(8000).margin(400));
  CHECK(values.size() == 10);
}
