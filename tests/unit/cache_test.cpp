#include <catch2/catch.hpp>
#include <vector>

#include "run/cache.hpp"

using archgym::host::EvaluationStatus;
using archgym::host::ResultCache;

namespace {

ag_value integer(std::int64_t number) {
  ag_value value{};
  value.kind = AG_KIND_INT;
  value.as.i64 = number;
  return value;
}

}  // namespace

TEST_CASE("the cache returns what was inserted, however much it grows") {
  ResultCache cache(2, 1);
  for (std::int64_t n = 0; n < 5000; ++n) {
    const std::vector<ag_value> point{integer(n / 70), integer(n % 70)};
    CHECK_FALSE(cache.find(point));
    const std::vector<double> metrics{static_cast<double>(n)};
    const bool good = n % 3 != 0;
    cache.insert(point, good ? EvaluationStatus::ok : EvaluationStatus::infeasible, metrics,
                 good ? "" : "no " + std::to_string(n));
  }
  CHECK(cache.size() == 5000);
  for (std::int64_t n = 0; n < 5000; ++n) {
    const std::vector<ag_value> point{integer(n / 70), integer(n % 70)};
    const auto hit = cache.find(point);
    REQUIRE(hit);
    CHECK(hit->metrics[0] == static_cast<double>(n));
    CHECK((hit->status == EvaluationStatus::ok) == (n % 3 != 0));
    CHECK(hit->reason == (n % 3 != 0 ? "" : "no " + std::to_string(n)));
  }
}

TEST_CASE("an inactive parameter differs from a zero, and the first result stays") {
  ResultCache cache(1, 1);
  const std::vector<ag_value> zero{integer(0)}, inactive{ag_value{}};
  cache.insert(zero, EvaluationStatus::ok, std::vector<double>{1.0}, "");
  CHECK_FALSE(cache.find(inactive));
  cache.insert(zero, EvaluationStatus::ok, std::vector<double>{2.0}, "");
  CHECK(cache.size() == 1);
  CHECK(cache.find(zero)->metrics[0] == 1.0);
}
