#include "annealing.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "cost_scale.hpp"

using namespace archgym::agents;
using archgym::Random;

TEST_CASE("a worse design is accepted with probability exp(-increase / temperature)") {
  Random random(1, "test");
  for (const double ratio : {0.1, 0.5, 1.0, 2.0, 4.0}) {
    int accepted = 0;
    constexpr int draws = 40000;
    for (int k = 0; k < draws; ++k) accepted += accept(3 * ratio, 3, random) ? 1 : 0;
    const double expected = std::exp(-ratio);
    const double deviation = std::sqrt(expected * (1 - expected) / draws);
    CAPTURE(ratio);
    CHECK(std::abs(accepted / double{draws} - expected) < 4 * deviation);
  }
}

TEST_CASE("what is not worse is always accepted, what is incomparable never") {
  Random random(1, "test");
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (int k = 0; k < 1000; ++k) {
    REQUIRE(accept(0, 0, random));
    REQUIRE(accept(-1, 1, random));
    REQUIRE(accept(-infinity, 1, random));
    REQUIRE_FALSE(accept(1e-9, 0, random));
    REQUIRE_FALSE(accept(infinity, 1, random));
    REQUIRE_FALSE(accept(std::nan(""), 1, random));
  }
}

TEST_CASE("a chain of accepted steps visits states as Boltzmann's distribution says") {
  // Five states in a ring with their energies.
  const double energies[] = {0, 1, 0.5, 2, 1.5};
  constexpr double temperature = 0.8;
  Random random(3, "test");
  std::vector<int> visits(5);
  constexpr int steps = 400000;
  std::size_t state = 0;
  for (int k = 0; k < steps; ++k) {
    const std::size_t next = (state + (random.chance(0.5) ? 1 : 4)) % 5;
    if (accept(energies[next] - energies[state], temperature, random)) state = next;
    ++visits[state];
  }
  double sum = 0;
  for (const double energy : energies) sum += std::exp(-energy / temperature);
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(visits[k] / double{steps} ==
          Approx(std::exp(-energies[k] / temperature) / sum).margin(0.01));
  }
}

TEST_CASE("the temperature halves with every half-life, linearly in between") {
  CHECK(temperature_after(0, 8, 10) == 8);
  CHECK(temperature_after(5, 8, 10) == 6);
  CHECK(temperature_after(10, 8, 10) == 4);
  CHECK(temperature_after(15, 8, 10) == 3);
  CHECK(temperature_after(100, 8, 10) == 8.0 / 1024);
  CHECK(temperature_after(std::numeric_limits<std::uint64_t>::max(), 8, 1) == 0);
}

TEST_CASE("costs are in mean absolute deviations of the samples") {
  std::vector<Individual> samples(5);
  const double values[] = {10, 20, 30, 40, 90};
  for (std::size_t k = 0; k < 5; ++k) samples[k].objectives = {values[k], 7};
  CostScale scale(2);
  scale.measure(samples);
  // (20 + 10 + 0 + 10 + 60) / 5 = 20; the second objective does not vary, so its unit stays 1.
  CHECK(scale.increase(samples[0], samples[4]) == Approx(4));
  CHECK(scale.increase(samples[4], samples[0]) == Approx(-4));

  Individual infeasible = samples[0];
  infeasible.violation = 1;
  Individual failed;
  failed.failed = true;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(scale.increase(samples[4], infeasible) == infinity);
  CHECK(scale.increase(infeasible, samples[4]) == 0);
  CHECK(scale.increase(infeasible, failed) == infinity);
  CHECK(scale.increase(failed, infeasible) == 0);
}
