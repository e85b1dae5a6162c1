#include "run/checkpoint.hpp"

#include <catch2/catch.hpp>

using archgym::host::loop_state_from_bytes;
using archgym::host::LoopState;
using archgym::host::Point;

namespace {

Point design(std::int64_t number, double real) {
  Point point(2);
  point[0].kind = AG_KIND_INT;
  point[0].as.i64 = number;
  point[1].kind = AG_KIND_REAL;
  point[1].as.f64 = real;
  return point;
}

LoopState example() {
  return {{{design(-7, 0.1), false, std::nullopt}, {design(1, -0.0), true, 41}},
          true,
          false,
          std::string("a\0b", 3)};
}

}  // namespace

TEST_CASE("the state of the loop comes back as it was") {
  const LoopState state = example();
  const auto read = loop_state_from_bytes(to_bytes(state), 2);
  REQUIRE(read);
  CHECK(read->asked);
  CHECK_FALSE(read->agent_finished);
  CHECK(read->agent == state.agent);
  REQUIRE(read->under_way.size() == 2);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(read->under_way[k].copy == state.under_way[k].copy);
    CHECK(read->under_way[k].previous == state.under_way[k].previous);
    for (std::size_t p = 0; p < 2; ++p) {
      CHECK(read->under_way[k].point[p].kind == state.under_way[k].point[p].kind);
      CHECK(read->under_way[k].point[p].as.bits == state.under_way[k].point[p].as.bits);
    }
  }
}

TEST_CASE("a state of the loop that is cut off, too long or of another kind is refused") {
  const std::string bytes = to_bytes(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(loop_state_from_bytes(bytes.substr(0, size), 2));
  }
  CHECK_FALSE(loop_state_from_bytes(bytes + "x", 2));
  CHECK_FALSE(loop_state_from_bytes(bytes, 3));
}
