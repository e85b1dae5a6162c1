#include "margin.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "common/normal.hpp"

using namespace archgym::agents;

namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

double below(const Marginal& marginal, double bound) {
  return normal_probability((bound - marginal.mean) / marginal.deviation);
}

}  // namespace

TEST_CASE("cma_es: the margin keeps a probability of leaving the first and the last value") {
  for (const double margin : {0.01, 0.05}) {
    const Marginal first = with_margin({0.1, 0.001}, -k_infinity, 0.2, margin);
    CHECK(1 - below(first, 0.2) == Approx(margin));
    CHECK(first.deviation == 0.001);
    const Marginal last = with_margin({0.95, 0.001}, 0.8, k_infinity, margin);
    CHECK(below(last, 0.8) == Approx(margin));
  }
}

TEST_CASE("cma_es: the margin keeps a probability of leaving a value in the middle to each side") {
  for (const double mean : {0.41, 0.5, 0.59}) {
    const Marginal kept = with_margin({mean, 1e-3}, 0.4, 0.6, 0.02);
    CAPTURE(mean);
    CHECK(below(kept, 0.4) >= 0.00999);
    CHECK(1 - below(kept, 0.6) >= 0.00999);
    CHECK(kept.mean > 0.4);
    CHECK(kept.mean < 0.6);
  }
  // As much as is needed and no more.
  CHECK(below(with_margin({0.5, 1e-3}, 0.4, 0.6, 0.02), 0.4) == Approx(0.01));
}

TEST_CASE("cma_es: the margin leaves a distribution that is wide enough alone") {
  const Marginal wide = with_margin({0.45, 0.3}, 0.4, 0.6, 0.02);
  CHECK(wide.mean == 0.45);
  CHECK(wide.deviation == 0.3);
  const Marginal first = with_margin({0.1, 0.3}, -k_infinity, 0.2, 0.02);
  CHECK(first.mean == 0.1);
}
