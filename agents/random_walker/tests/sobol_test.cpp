#include "sobol.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "support/agent_tasks.hpp"

using namespace archgym::agents;
using namespace archgym::host::test;

namespace {

const AgentLibrary& library() {
  static const AgentLibrary loaded(ARCHGYM_AGENT_LIBRARY);
  return loaded;
}

std::vector<double> next(Sobol& sobol) {
  std::vector<std::uint64_t> bits(sobol.dimensions());
  sobol.next(bits);
  std::vector<double> unit;
  unit.reserve(bits.size());
  for (const std::uint64_t coordinate : bits) {
    unit.push_back(static_cast<double>(coordinate) * 0x1p-52);
  }
  return unit;
}

}  // namespace

TEST_CASE("Sobol points are the published ones") {
  // The first ten points in three dimensions, from the page of Joe and Kuo.
  const std::vector<std::vector<double>> published = {{0, 0, 0},
                                                      {0.5, 0.5, 0.5},
                                                      {0.75, 0.25, 0.25},
                                                      {0.25, 0.75, 0.75},
                                                      {0.375, 0.375, 0.625},
                                                      {0.875, 0.875, 0.125},
                                                      {0.625, 0.125, 0.875},
                                                      {0.125, 0.625, 0.375},
                                                      {0.1875, 0.3125, 0.9375},
                                                      {0.6875, 0.8125, 0.4375}};
  Sobol sobol(3);
  for (const auto& point : published) CHECK(next(sobol) == point);
}

TEST_CASE("a jump leads to the same points as walking") {
  Sobol walking(7);
  std::vector<std::vector<double>> points(70);
  for (std::vector<double>& point : points) point = next(walking);
  for (std::uint64_t from = 0; from < 70; ++from) {
    Sobol jumping(7);
    jumping.seek(from);
    for (std::uint64_t k = from; k < 70; ++k) REQUIRE(next(jumping) == points[k]);
  }
}

TEST_CASE("256 points have one in every cell of 1/256, in every dimension, scrambled or not") {
  constexpr std::size_t dimensions = 40;
  for (const bool scrambled : {false, true}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      Sobol sobol(dimensions);
      std::vector<std::set<std::uint64_t>> cells(dimensions);
      std::vector<std::uint64_t> bits(dimensions);
      for (int k = 0; k < 256; ++k) {
        sobol.next(bits);
        for (std::size_t d = 0; d < dimensions; ++d) {
          const std::uint64_t moved = scrambled ? Sobol::scramble(bits[d], d, seed) : bits[d];
          cells[d].insert(moved >> 44);
        }
      }
      for (const auto& cell : cells) REQUIRE(cell.size() == 256);
    }
  }
}

TEST_CASE("the first two dimensions, scrambled, are a net: one point in every box of area 1/64") {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (int wide = 0; wide <= 6; ++wide) {
      Sobol sobol(2);
      std::vector<std::uint64_t> bits(2);
      std::set<std::uint64_t> boxes;
      for (int k = 0; k < 64; ++k) {
        sobol.next(bits);
        const std::uint64_t x = Sobol::scramble(bits[0], 0, seed) >> (52 - wide);
        const std::uint64_t y = Sobol::scramble(bits[1], 1, seed) >> (52 - (6 - wide));
        boxes.insert(x << 6 | y);
      }
      REQUIRE(boxes.size() == 64);
    }
  }
}

TEST_CASE("scrambling is a permutation, and one point of it is uniform over the seeds") {
  std::set<std::uint64_t> images;
  for (std::uint64_t k = 0; k < 1024; ++k) images.insert(Sobol::scramble(k << 42, 3, 9));
  CHECK(images.size() == 1024);
  int counts[16] = {};
  for (std::uint64_t seed = 0; seed < 16000; ++seed)
    ++counts[Sobol::scramble(12345, 2, seed) >> 48];
  for (const int count : counts) CHECK(count == Approx(1000).margin(150));
}

TEST_CASE("random_walker: without scrambling the designs are the published points") {
  const Task task = real_sphere();
  const auto results =
      run_agent(library(), task, 1, 5, {{"sampling", "sobol"}, {"scramble", false}});
  const double second[] = {0, 0.5, 0.25, 0.75, 0.375};
  for (std::size_t k = 0; k < 5; ++k) CHECK(results[k].point[1].as.f64 == Approx(second[k]));
}

TEST_CASE("random_walker: Sobol designs cover a space more evenly than uniform ones") {
  // Values of 128 that each of 8 parameters takes in 128 designs: all of them, or 63%.
  const auto space =
      space_of(8, R"("type": "integer", "minimum": 1, "maximum": 128, "default": 1)");
  const Task task{{space, 1, 0}, [](std::uint64_t id, const archgym::host::Point& point) {
                    return Told{id, point, {0}, {}, AG_OK, 1};
                  }};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto results = run_agent(library(), task, seed, 128, {{"sampling", "sobol"}});
    for (std::size_t p = 0; p < 8; ++p) {
      std::set<std::int64_t> values;
      for (const Told& told : results) values.insert(told.point[p].as.i64);
      CHECK(values.size() == 128);
    }
  }
}

TEST_CASE("random_walker: Sobol points fill up with random designs and exhaust a finite space") {
  const auto space = space_of(2, R"("type": "integer", "minimum": 0, "maximum": 8, "default": 0)");
  AgentSession session(library(), {space, 1, 0}, 3, {{"sampling", "sobol"}});
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::size_t asked = 0;
  while (session.status() != AG_DONE) {
    AgentSession copy(library(), {space, 1, 0}, 3, {{"sampling", "sobol"}});
    REQUIRE(copy.load(session.save()) == AG_OK);
    const auto proposed = session.ask(4);
    const auto again = copy.ask(4);
    REQUIRE(again.size() == proposed.size());
    for (std::size_t k = 0; k < proposed.size(); ++k) {
      CHECK(again[k].point[0].as.i64 == proposed[k].point[0].as.i64);
      CHECK(again[k].point[1].as.i64 == proposed[k].point[1].as.i64);
      seen.insert({proposed[k].point[0].as.i64, proposed[k].point[1].as.i64});
    }
    asked += proposed.size();
    REQUIRE(asked <= 81);
  }
  CHECK(seen.size() == 81);
}
