#include "run/episodes.hpp"

#include <catch2/catch.hpp>

using archgym::host::Episodes;

namespace {

std::vector<ag_value> design(std::int64_t number) {
  ag_value value{};
  value.kind = AG_KIND_INT;
  value.as.i64 = number;
  return {value, value};
}

std::vector<std::int64_t> numbers_of(const std::vector<ag_value>& designs) {
  std::vector<std::int64_t> numbers;
  for (std::size_t k = 0; k < designs.size(); k += 2) numbers.push_back(designs[k].as.i64);
  return numbers;
}

}  // namespace

TEST_CASE("an episode is the trials before a trial that have a result") {
  Episodes episodes;
  episodes.add({{}, true, false}, design(10));
  episodes.add({{}, false, false}, design(11));  // failed
  episodes.add({0, true, false}, design(12));
  episodes.add({1, true, false}, design(13));
  episodes.add({2, false, false}, design(14));  // failed
  episodes.add({4, true, true}, design(15));
  episodes.add({2, true, false}, design(16));  // another way on
  episodes.add({5, false, false}, design(17));

  CHECK(episodes.trials_to(0) == std::vector<std::uint64_t>{0});
  CHECK(episodes.trials_to(1).empty());
  CHECK(numbers_of(episodes.steps_to(3)) == std::vector<std::int64_t>{13});
  CHECK(numbers_of(episodes.steps_to(5)) == std::vector<std::int64_t>{10, 12, 15});
  CHECK(numbers_of(episodes.steps_to(6)) == std::vector<std::int64_t>{10, 12, 16});
  CHECK(episodes.first_of(5) == 0);
  CHECK(episodes.first_of(3) == 1);

  CHECK_FALSE(episodes.ended(2));
  CHECK_FALSE(episodes.ended(1));
  CHECK(episodes.ended(5));
  CHECK(episodes.ended(7));  // what was to follow the end does not open the episode again
}
