#include "common/succession.hpp"

#include <catch2/catch.hpp>

using namespace archgym::agents;

namespace {

Individual individual(std::uint64_t id, double objective) {
  Individual one;
  one.trial_id = one.key = id;
  one.objectives = {objective};
  return one;
}

std::vector<std::uint64_t> ids(const Succession& succession) {
  std::vector<std::uint64_t> ids;
  for (const Individual& one : succession.parents()) ids.push_back(one.trial_id);
  return ids;
}

using Ids = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a generation at a time, elites survive and the others are replaced") {
  Succession succession(4, 1, 3);
  succession.add({individual(1, 5), individual(2, 1), individual(3, 2), individual(4, 3)});
  CHECK(ids(succession) == Ids{2, 3, 4, 1});
  succession.add({individual(5, 9), individual(6, 8), individual(7, 7)});
  CHECK(ids(succession) == Ids{2, 7, 6, 5});
}

TEST_CASE("a result at a time, the oldest one is replaced unless it is an elite") {
  Succession succession(4, 1, 3);
  succession.add({individual(1, 5), individual(2, 1), individual(3, 2), individual(4, 3)});
  succession.add({individual(5, 9)});
  CHECK(ids(succession) == Ids{2, 3, 4, 5});
  succession.add({individual(6, 8)});
  CHECK(ids(succession) == Ids{2, 4, 6, 5});
  succession.add({individual(7, 0)});
  CHECK(ids(succession) == Ids{7, 2, 6, 5});
}
