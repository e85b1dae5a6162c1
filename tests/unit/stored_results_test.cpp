#include "run/stored_results.hpp"

#include <catch2/catch.hpp>

using archgym::host::StoredEvaluation;
using archgym::host::StoredResults;

namespace {

StoredEvaluation result(std::uint64_t id, std::int64_t design) {
  StoredEvaluation stored;
  stored.id = id;
  stored.point.resize(1);
  stored.point[0].kind = AG_KIND_INT;
  stored.point[0].as.i64 = design;
  if (id > 8) stored.previous = 3;
  return stored;
}

}  // namespace

TEST_CASE("a trial finds its result if the agent proposes the same again") {
  StoredResults results;
  results.add(result(7, 70));
  results.add(result(9, 90));
  const auto same = result(7, 70), other = result(7, 71);
  REQUIRE(results.find(7, same.point, {}));
  CHECK((*results.find(7, same.point, {}))->id == 7);
  CHECK(*results.find(8, same.point, {}) == nullptr);
  CHECK_THAT(results.find(7, other.point, {}).error().message,
             Catch::Contains("another design for trial 7"));
  CHECK_THAT(results.find(9, result(9, 90).point, {}).error().message,
             Catch::Contains("another step for trial 9"));
  CHECK(*results.find(9, result(9, 90).point, 3) != nullptr);
  results.forget_before(8);
  CHECK(*results.find(7, other.point, {}) == nullptr);
  CHECK(*results.find(9, result(9, 90).point, 3) != nullptr);
}
