#include "lbfgs.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace archgym::agents;

namespace {

double rosenbrock(const std::vector<double>& x, std::vector<double>& gradient) {
  const double bend = x[1] - x[0] * x[0];
  gradient = {-2 * (1 - x[0]) - 400 * x[0] * bend, 200 * bend};
  return (1 - x[0]) * (1 - x[0]) + 100 * bend * bend;
}

}  // namespace

TEST_CASE("bayesian: L-BFGS finds the minimum of Rosenbrock's function") {
  const Minimum found = minimise(rosenbrock, {-1.2, 1}, {-5, -5}, {5, 5}, 200);
  CHECK(found.at[0] == Approx(1).epsilon(1e-2));
  CHECK(found.at[1] == Approx(1).epsilon(1e-2));
}

TEST_CASE("bayesian: L-BFGS stays in its box and finds a minimum at its border") {
  // In the box x <= 0.5 the minimum of Rosenbrock's function is at (0.5, 0.25).
  const Minimum found = minimise(rosenbrock, {-1.2, 9}, {-5, -5}, {0.5, 5}, 200);
  CHECK(found.at[0] == Approx(0.5).epsilon(1e-2));
  CHECK(found.at[1] == Approx(0.25).epsilon(2e-2));
}

TEST_CASE("bayesian: L-BFGS does not exceed its evaluations") {
  int calls = 0;
  const auto counted = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    ++calls;
    return rosenbrock(x, gradient);
  };
  minimise(counted, {-1.2, 1}, {-5, -5}, {5, 5}, 7);
  CHECK(calls == 7);
}
