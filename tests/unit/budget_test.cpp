#include <catch2/catch.hpp>

#include "run/config.hpp"

using archgym::host::parse_budget;

TEST_CASE("a bare number limits the designs asked for") {
  const auto budget = parse_budget("250").value();
  CHECK(budget.asked == 250u);
  CHECK_FALSE(budget.simulated);
  CHECK_FALSE(budget.seconds);
}

TEST_CASE("limits have names and can be combined") {
  const auto budget = parse_budget("asked=10, simulated=5,seconds=1.5").value();
  CHECK(budget.asked == 10u);
  CHECK(budget.simulated == 5u);
  CHECK(budget.seconds == 1.5);
}

TEST_CASE("wrong budgets are refused with the reason") {
  auto message = [](const char* text) { return parse_budget(text).error().message; };
  CHECK(message("0") == "budget '0': expected at least 1, not 0");
  CHECK(message("seconds=-1") == "budget 'seconds=-1': expected more than 0 seconds, not -1");
  CHECK_THAT(message("asked=ten"), Catch::Contains("'ten' is not an integer"));
  CHECK_THAT(message("second=3"), Catch::Contains("did you mean 'seconds'"));
  CHECK_THAT(message(""), Catch::Contains("budget ''"));
  CHECK_THAT(message("-5"), Catch::Contains("negative"));
}
