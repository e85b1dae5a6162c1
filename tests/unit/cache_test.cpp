#include <catch2/catch.hpp>
#include <vector>

#include "run/cache.hpp"

using archgym::host::EvaluationStatus;
using archgym::host::Outcome;
using archgym::host::ResultCache;

namespace {

Outcome outcome(EvaluationStatus status, std::int64_t number) {
  Outcome result;
  result.status = status;
  result.info = "{\"n\":" + std::to_string(number) + "}";
  if (status != EvaluationStatus::ok) result.reason = "no " + std::to_string(number);
  return result;
}

ag_value integer(std::int64_t number) {
  ag_value value{};
  value.kind = AG_KIND_INT;
  value.as.i64 = number;
  return value;
}

}  // namespace

TEST_CASE("the cache returns what was stored, however much it grows") {
  ResultCache cache(2, 1);
  for (std::int64_t n = 0; n < 5000; ++n) {
    const std::vector<ag_value> point{integer(n / 70), integer(n % 70)};
    const std::size_t entry = cache.entry(point);
    CHECK_FALSE(cache.known(entry));
    const std::vector<double> metrics{static_cast<double>(n)};
    const bool good = n % 3 != 0;
    cache.store(entry, outcome(good ? EvaluationStatus::ok : EvaluationStatus::infeasible, n),
                metrics);
  }
  for (std::int64_t n = 0; n < 5000; ++n) {
    const std::vector<ag_value> point{integer(n / 70), integer(n % 70)};
    const std::size_t entry = cache.entry(point);
    REQUIRE(cache.known(entry));
    CHECK(cache.metrics(entry)[0] == static_cast<double>(n));
    const bool good = n % 3 != 0;
    CHECK(cache.outcome(entry) ==
          outcome(good ? EvaluationStatus::ok : EvaluationStatus::infeasible, n));
  }
  CHECK(cache.size() == 5000);
}

TEST_CASE("an inactive parameter differs from a zero, and a design without a result is not known") {
  ResultCache cache(1, 1);
  const std::vector<ag_value> zero{integer(0)}, inactive{ag_value{}};
  const std::size_t entry = cache.entry(zero);
  CHECK(cache.entry(inactive) != entry);
  CHECK(cache.entry(zero) == entry);
  CHECK(cache.trial(entry) == ResultCache::k_no_trial);
  cache.set_trial(entry, 7);
  CHECK(cache.trial(entry) == 7);
  CHECK_FALSE(cache.known(entry));
}

TEST_CASE("a failure is kept for those who wait for it, and not known to others") {
  ResultCache cache(1, 1);
  const std::vector<ag_value> point{integer(4)};
  const std::size_t entry = cache.entry(point);
  const std::vector<double> metrics{0};
  cache.store(entry, outcome(EvaluationStatus::crashed, 1), metrics);
  CHECK_FALSE(cache.known(entry));
  CHECK(cache.outcome(entry).status == EvaluationStatus::crashed);
  cache.store(entry, outcome(EvaluationStatus::ok, 2), metrics);
  CHECK(cache.known(entry));
}
