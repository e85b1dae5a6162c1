#include "fidelity_ladder.hpp"

#include <catch2/catch.hpp>

#include "support/agent_session.hpp"

using archgym::agents::FidelityLadder;
using archgym::host::Space;
using archgym::host::test::make_space;

namespace {

// The values that the rungs stand for.
std::vector<std::int64_t> rungs_of(const char* fidelity, std::uint64_t factor, double minimum) {
  const Space space = *make_space(std::string(R"([
    {"name": "x", "type": "bool", "default": false, "description": "d"},
    {"name": "share", "description": "d", )") +
                                  fidelity + "}]")
                           ->with_fidelity(1);
  const FidelityLadder ladder(archgym::Space(&space.table()), factor, minimum);
  std::vector<std::int64_t> values;
  for (std::size_t rung = 0; rung < ladder.rungs(); ++rung) {
    archgym::Point point = space.initial();
    REQUIRE(ladder.place(point, rung));
    values.push_back(point[1].as.i64);
  }
  return values;
}

using Values = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("hyperband: rungs are powers of the factor below the full fidelity") {
  const char* percent = R"("type": "integer", "minimum": 1, "maximum": 100, "default": 100)";
  CHECK(rungs_of(percent, 3, 0.03) == Values{4, 11, 33, 100});
  CHECK(rungs_of(percent, 3, 0.1) == Values{11, 33, 100});
  CHECK(rungs_of(percent, 10, 0.001) == Values{1, 10, 100});
  CHECK(rungs_of(percent, 2, 1) == Values{100});
  const char* requests =
      R"("type": "integer", "minimum": 1, "maximum": 81, "default": 81, "scale": "log")";
  CHECK(rungs_of(requests, 3, 0.001) == Values{1, 3, 9, 27, 81});
}

TEST_CASE("hyperband: rungs are values of the parameter") {
  const char* few = R"("type": "ordinal", "values": [2, 10, 50], "default": 50)";
  CHECK(rungs_of(few, 3, 0.001) == Values{10, 50});  // 17 and 6 are both nearest to 10
  CHECK(rungs_of(few, 2, 0.001) == Values{2, 10, 50});
  const char* steps =
      R"("type": "integer", "minimum": 10, "maximum": 90, "step": 20, "default": 90)";
  CHECK(rungs_of(steps, 3, 0.001) == Values{10, 30, 90});
}

TEST_CASE("hyperband: a space without a fidelity, or with a fixed one, has one rung") {
  const auto plain = make_space(
      R"([{"name": "x", "type": "integer", "minimum": 1, "maximum": 9, "default": 9,
           "description": "d"}])");
  CHECK(FidelityLadder(archgym::Space(&plain->table()), 3, 0.01).flat());
  const Space full = plain->with_fidelity(0)->at_full_fidelity();
  CHECK(FidelityLadder(archgym::Space(&full.table()), 3, 0.01).flat());
}
