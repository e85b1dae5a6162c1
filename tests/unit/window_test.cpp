#include "run/window.hpp"

#include <catch2/catch.hpp>
#include <set>

using archgym::host::Window;

namespace {

// Asks for as much as there is room for, and finishes everything.
void fill(Window& window) {
  window.take(window.room());
}

void conclude_and_tell(Window& window) {
  const std::size_t group = window.group();
  for (std::size_t k = 0; k < group; ++k) window.conclude();
  window.tell(group);
}

}  // namespace

TEST_CASE("a window is never overfull, and every trial under way has a row of its own") {
  for (const std::size_t width : {1, 3, 64, 100}) {
    Window window(width, 2, 1, 1);
    for (int round = 0; round < 50; ++round) {
      fill(window);
      CHECK(window.under_way() == width);
      CHECK(window.room() == 0);
      std::set<std::size_t> rows;
      for (std::uint64_t trial = window.told(); trial < window.asked(); ++trial) {
        const std::size_t row = window.row(trial);
        CHECK(window.trial(row) == trial);
        rows.insert(row);
      }
      CHECK(rows.size() == width);
      conclude_and_tell(window);
    }
  }
}

TEST_CASE("trials are told one by one where few are under way, and at most eight at once") {
  Window window(256, 1, 1, 1);
  auto group_of = [&window](std::size_t under_way) {
    window.start_at(0);
    window.take(under_way);
    return window.group();
  };
  CHECK(group_of(1) == 1);
  CHECK(group_of(15) == 1);
  CHECK(group_of(16) == 2);
  CHECK(group_of(64) == 8);
  CHECK(group_of(256) == 8);
}
