#include "bandit.hpp"

#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>

using archgym::agents::Bandit;

TEST_CASE("bandit: the area counts late successes more") {
  Bandit bandit(2, 100, 0.05);
  for (const bool success : {false, true, false, true}) {
    bandit.credit(0, success);
    bandit.credit(1, !success);
  }
  CHECK(bandit.area(0) == Approx(2.0 * (2 + 4) / (4 * 5)));
  CHECK(bandit.area(1) == Approx(2.0 * (1 + 3) / (4 * 5)));
  CHECK(bandit.score(0) == Approx(bandit.area(0) + 0.05 * std::sqrt(2 * std::log(8.0) / 4)));
}

TEST_CASE("bandit: only successes give an area of 1, only the window counts") {
  Bandit bandit(1, 5, 0);
  for (int k = 0; k < 20; ++k) bandit.credit(0, false);
  CHECK(bandit.area(0) == 0);
  for (int k = 0; k < 5; ++k) bandit.credit(0, true);
  CHECK(bandit.area(0) == 1);
}

TEST_CASE("bandit: an arm that was never pulled comes first, one that waits has its turn counted") {
  Bandit bandit(2, 10, 0.5);
  CHECK(std::isinf(bandit.score(0)));
  bandit.pulled(0);
  bandit.pulled(1);
  bandit.pulled(1);
  CHECK(bandit.score(0) == Approx(0.5 * std::sqrt(2 * std::log(3.0))));
  CHECK(bandit.score(0) > bandit.score(1));
}

TEST_CASE("bandit: most pulls go to the arm that succeeds most, some to every arm") {
  Bandit bandit(3, 200, 0.05);
  const double rates[] = {0.02, 0.3, 0.1};
  std::vector<int> pulls(3);
  archgym::Random random(1, "test");
  for (int k = 0; k < 2000; ++k) {
    std::size_t best = 0;
    for (std::size_t arm = 1; arm < 3; ++arm) {
      if (bandit.score(arm) > bandit.score(best)) best = arm;
    }
    ++pulls[best];
    bandit.pulled(best);
    bandit.credit(best, random.chance(rates[best]));
  }
  CHECK(pulls[1] > 1000);
  CHECK(pulls[0] > 10);
  CHECK(pulls[2] > 10);
}
