#include "results.hpp"

#include <catch2/catch.hpp>

using archgym::agents::Front;

TEST_CASE("front: one objective improves strictly, feasible results beat others") {
  Front front;
  CHECK_FALSE(front.insert({{}, {}, true}));
  CHECK(front.insert({{5}, {2}, false}));  // misses its constraint, but it is the first
  CHECK(front.insert({{9}, {1}, false}));
  CHECK(front.insert({{9}, {0}, false}));
  CHECK_FALSE(front.insert({{9}, {-1}, false}));
  CHECK_FALSE(front.insert({{1}, {0.5}, false}));
  CHECK(front.insert({{8}, {0}, false}));
}

TEST_CASE("front: several objectives improve where nothing dominates") {
  Front front;
  CHECK(front.insert({{1, 5}, {}, false}));
  CHECK(front.insert({{5, 1}, {}, false}));
  CHECK_FALSE(front.insert({{5, 2}, {}, false}));
  CHECK_FALSE(front.insert({{5, 1}, {}, false}));
  CHECK(front.insert({{3, 3}, {}, false}));
  CHECK(front.insert({{0, 0}, {}, false}));
  CHECK_FALSE(front.insert({{1, 5}, {}, false}));
}
