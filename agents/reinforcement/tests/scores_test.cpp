#include "scores.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using archgym::agents::Outcome;
using archgym::agents::Scores;

namespace {

Outcome ok(double objective) {
  return {{objective}, {}, false};
}

}  // namespace

TEST_CASE("scores: normal quantiles of ranks, whatever the scale") {
  Scores scores(100);
  for (const double value : {1.0, 2.0, 3.0}) scores.add(ok(value));
  CHECK(scores.score(ok(2), {1}) == Approx(0).margin(1e-12));
  CHECK(scores.score(ok(0), {1}) == Approx(1.1503).epsilon(1e-3));  // quantile of 3.5 / 4
  CHECK(scores.score(ok(-1e300), {1}) == scores.score(ok(0), {1}));
  CHECK(scores.score(ok(9), {1}) == Approx(-1.1503).epsilon(1e-3));
  CHECK(scores.score(ok(HUGE_VAL), {1}) == scores.score(ok(9), {1}));
}

TEST_CASE("scores: failures come after missed constraints, those after feasible results") {
  Scores scores(100);
  const Outcome good{{5}, {-1}, false};
  const Outcome near{{0}, {1}, false};
  const Outcome far{{0}, {2}, false};
  const Outcome failed{{}, {}, true};
  for (const Outcome& one : {good, near, far, failed}) scores.add(one);
  CHECK(scores.score(good, {1}) > scores.score(near, {1}));
  CHECK(scores.score(near, {1}) > scores.score(far, {1}));
  CHECK(scores.score(far, {1}) > scores.score(failed, {1}));
}

TEST_CASE("scores: weights say which part of the front is good") {
  Scores scores(100);
  const Outcome left{{0, 1000}, {}, false};
  const Outcome middle{{4, 400}, {}, false};
  const Outcome right{{10, 0}, {}, false};
  for (const Outcome& one : {left, middle, right}) scores.add(one);
  CHECK(scores.score(left, {0.95, 0.05}) > scores.score(middle, {0.95, 0.05}));
  CHECK(scores.score(middle, {0.5, 0.5}) > scores.score(left, {0.5, 0.5}));
  CHECK(scores.score(right, {0.05, 0.95}) > scores.score(middle, {0.05, 0.95}));
}

TEST_CASE("scores: only the window counts") {
  Scores scores(2);
  for (const double value : {1.0, 5.0, 6.0}) scores.add(ok(value));
  CHECK(scores.score(ok(4), {1}) > 0.9);
}
