// Properties that hold for every space, on random ones.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>

#include "../support/random_space.hpp"
#include "json/json.hpp"

using archgym::host::Parameter;
using archgym::host::ParameterType;
using archgym::host::Point;
using archgym::host::Scale;
using archgym::host::Space;
using archgym::test::RandomSpace;
using archgym::test::SpaceShape;

namespace {

constexpr std::uint64_t spaces = 150;
constexpr std::uint64_t points = 40;

bool same(const ag_value& a, const ag_value& b) {
  return a.kind == b.kind && a.flags == b.flags && a.as.bits == b.as.bits;
}

std::string bytes(const Point& point) {
  return {reinterpret_cast<const char*>(point.data()), point.size() * sizeof(ag_value)};
}

// f(space, point) for feasible canonical points of many spaces.
template <class F>
void for_each_point(const SpaceShape& shape, F f) {
  for (std::uint64_t seed = 0; seed < spaces; ++seed) {
    const Space space = RandomSpace(seed, shape).make();
    Point point(space.size());
    for (std::uint64_t index = 0; index < points; ++index) {
      INFO("space " << seed << ", point " << index);
      REQUIRE(space.sample(seed, index, point) == AG_OK);
      f(space, std::as_const(point));
    }
  }
}

// f(indices) for every combination of values of a finite space.
void for_each_combination(const Space& space,
                          const std::function<void(const std::vector<std::uint64_t>&)>& f) {
  std::vector<std::uint64_t> indices(space.size(), 0);
  for (;;) {
    f(indices);
    std::size_t i = 0;
    while (i < indices.size() && ++indices[i] == space.choices(i)) indices[i++] = 0;
    if (i == indices.size()) return;
  }
}

// How likely sample() draws the value at an index.
double probability(const Space& space, std::size_t parameter, std::uint64_t index) {
  const Parameter& declared = space[parameter];
  const auto choices = static_cast<double>(space.choices(parameter));
  if (declared.scale == Scale::linear) return 1 / choices;
  const double step = static_cast<double>(declared.step);
  const double value = declared.lower + step * static_cast<double>(index);
  return std::log((value + step) / value) /
         std::log((declared.lower + step * choices) / declared.lower);
}

SpaceShape finite_shape() {
  SpaceShape shape;
  shape.parameters = 5;
  shape.choices = 4;
  shape.reals = false;
  return shape;
}

}  // namespace

TEST_CASE("canonical points stay as they are, byte for byte") {
  for_each_point({}, [](const Space& space, const Point& point) {
    Point again = point;
    REQUIRE(space.canonicalise(again) == AG_OK);
    REQUIRE(bytes(again) == bytes(point));
  });
}

TEST_CASE("canonicalise() forgets flags, old values of inactive parameters and the sign of zero") {
  for_each_point({}, [](const Space& space, const Point& point) {
    Point dirty = point;
    for (std::size_t i = 0; i < dirty.size(); ++i) {
      if (dirty[i].kind == AG_KIND_NONE) {
        dirty[i].kind = AG_KIND_INT;
        dirty[i].as.i64 = 12345;
      }
      dirty[i].flags = 7;
    }
    REQUIRE(space.canonicalise(dirty) == AG_OK);
    REQUIRE(bytes(dirty) == bytes(point));
  });
}

TEST_CASE("samples are feasible, within bounds and a function of seed and index") {
  for_each_point({}, [](const Space& space, const Point& point) {
    REQUIRE(space.broken(point) == nullptr);
    for (std::size_t i = 0; i < space.size(); ++i) {
      if (point[i].kind == AG_KIND_NONE) continue;
      const ag_parameter& row = *space.table().parameters[i];
      const double number =
          point[i].kind == AG_KIND_REAL ? point[i].as.f64 : static_cast<double>(point[i].as.i64);
      REQUIRE(number >= row.lower);
      REQUIRE(number <= row.upper);
      REQUIRE(point[i].flags == 0);
    }
  });
  const Space space = RandomSpace(5, {}).make();
  Point first(space.size()), second(space.size());
  REQUIRE(space.sample(1, 2, first) == AG_OK);
  REQUIRE(space.table().sample(&space.table(), 1, 2, second.data()) == AG_OK);
  REQUIRE(bytes(first) == bytes(second));
}

TEST_CASE("decode(encode(x)) is x: exactly for discrete parameters, within rounding for reals") {
  for_each_point({}, [](const Space& space, const Point& point) {
    std::vector<double> unit(space.size());
    space.encode(point, unit);
    for (std::size_t i = 0; i < space.size(); ++i) {
      REQUIRE(std::isnan(unit[i]) == (point[i].kind == AG_KIND_NONE));
      if (!std::isnan(unit[i])) REQUIRE((unit[i] >= 0 && unit[i] <= 1));
    }
    Point back(space.size());
    REQUIRE(space.decode(unit, back) == AG_OK);
    for (std::size_t i = 0; i < space.size(); ++i) {
      if (space[i].type == ParameterType::real && point[i].kind != AG_KIND_NONE) {
        REQUIRE(back[i].as.f64 ==
                Approx(point[i].as.f64).epsilon(1e-13).margin(1e-13 * space[i].upper));
      } else {
        REQUIRE(same(back[i], point[i]));
      }
    }
  });
}

TEST_CASE("from_indices(to_indices(x)) is x: exactly for discrete parameters") {
  for_each_point({}, [](const Space& space, const Point& point) {
    std::vector<std::uint64_t> indices(space.size());
    space.to_indices(point, indices);
    Point back(space.size());
    REQUIRE(space.from_indices(indices, back) == AG_OK);
    for (std::size_t i = 0; i < space.size(); ++i) {
      REQUIRE((indices[i] == UINT64_MAX) == (point[i].kind == AG_KIND_NONE));
      if (space[i].type == ParameterType::real && point[i].kind != AG_KIND_NONE) {
        REQUIRE(back[i].as.f64 ==
                Approx(point[i].as.f64).epsilon(1e-13).margin(1e-13 * space[i].upper));
      } else {
        REQUIRE(same(back[i], point[i]));
      }
    }
  });
}

TEST_CASE("parse(to_json(x)) is x, also through text") {
  for_each_point({}, [](const Space& space, const Point& point) {
    const boost::json::object json = space.to_json(point);
    const auto direct = space.parse(json);
    REQUIRE(direct);
    REQUIRE(bytes(*direct) == bytes(point));
    const auto document = archgym::host::parse(archgym::host::pretty(json), "point");
    REQUIRE(document);
    const auto through_text = space.parse(document->as_object());
    REQUIRE(through_text);
    REQUIRE(bytes(*through_text) == bytes(point));
    for (std::size_t i = 0; i < space.size(); ++i) {
      if (point[i].kind == AG_KIND_NONE) continue;
      const auto value = space.parse_value(i, space.to_text(i, point[i]));
      REQUIRE(value);
      REQUIRE(same(*value, point[i]));
    }
  });
}

TEST_CASE("a neighbour differs in one live parameter, by one step") {
  for_each_point({}, [](const Space& space, const Point& point) {
    Point next(space.size());
    const ag_status status = space.neighbour(3, 4, point, next);
    if (status == AG_INFEASIBLE)
      return;  // nothing to change, or everything else breaks a constraint
    REQUIRE(status == AG_OK);
    REQUIRE(space.broken(next) == nullptr);
    REQUIRE(bytes(next) != bytes(point));
    // What else changed became inactive, active or inert by the one change: putting it back gives
    // the old design. Try every parameter as the one.
    int explanations = 0;
    std::vector<std::uint64_t> before(space.size()), after(space.size());
    space.to_indices(point, before);
    space.to_indices(next, after);
    for (std::size_t i = 0; i < space.size(); ++i) {
      if (before[i] == UINT64_MAX || after[i] == UINT64_MAX) continue;
      if (same(point[i], next[i])) continue;
      Point moved = point;
      moved[i] = next[i];
      if (space.canonicalise(moved) != AG_OK || bytes(moved) != bytes(next)) continue;
      ++explanations;
      const bool ordered =
          space[i].type == ParameterType::integer || space[i].type == ParameterType::ordinal;
      if (ordered) REQUIRE((before[i] + 1 == after[i] || after[i] + 1 == before[i]));
    }
    REQUIRE(explanations == 1);
    Point in_place = point;
    REQUIRE(space.neighbour(3, 4, in_place, in_place) == AG_OK);
    REQUIRE(bytes(in_place) == bytes(next));
  });
}

TEST_CASE("neighbours reach every live parameter and, of an end, the other side") {
  const Space space = RandomSpace(2, finite_shape()).make();
  Point point(space.size()), next(space.size());
  REQUIRE(space.sample(0, 0, point) == AG_OK);
  std::map<std::string, int> reached;
  for (std::uint64_t index = 0; index < 2000; ++index) {
    if (space.neighbour(1, index, point, next) == AG_OK) ++reached[bytes(next)];
  }
  REQUIRE(reached.size() > 1);
}

TEST_CASE("cardinality is what enumeration counts, and equal designs have equal bytes") {
  for (std::uint64_t seed = 0; seed < spaces; ++seed) {
    const Space space = RandomSpace(seed, finite_shape()).make();
    std::map<std::string, int> designs;
    std::uint64_t combinations = 0;
    Point point(space.size());
    for_each_combination(space, [&](const std::vector<std::uint64_t>& indices) {
      ++combinations;
      if (space.from_indices(indices, point) == AG_OK) ++designs[bytes(point)];
    });
    const auto cardinality = space.cardinality();
    INFO("space " << seed);
    REQUIRE(cardinality.finite);
    REQUIRE(cardinality.canonical_exact);
    REQUIRE(cardinality.designs == combinations);
    REQUIRE(cardinality.canonical == designs.size());
    REQUIRE(space.table().log10_cardinality ==
            Approx(std::log10(static_cast<double>(combinations))).margin(1e-12));
  }
}

TEST_CASE("samples have the distribution that the space declares (chi-square)") {
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    const Space space = RandomSpace(seed, finite_shape()).make();
    std::map<std::string, double> expected;
    double feasible = 0;
    Point point(space.size());
    for_each_combination(space, [&](const std::vector<std::uint64_t>& indices) {
      double weight = 1;
      for (std::size_t i = 0; i < indices.size(); ++i) {
        weight *= probability(space, i, indices[i]);
      }
      if (space.from_indices(indices, point) != AG_OK) return;
      expected[bytes(point)] += weight;
      feasible += weight;
    });
    constexpr std::uint64_t draws = 20000;
    std::map<std::string, double> observed;
    for (std::uint64_t index = 0; index < draws; ++index) {
      REQUIRE(space.sample(seed, index, point) == AG_OK);
      ++observed[bytes(point)];
    }
    double chi_square = 0, degrees = -1, rare_expected = 0, rare_observed = 0;
    const auto add = [&](double seen, double wanted) {
      chi_square += (seen - wanted) * (seen - wanted) / wanted;
      ++degrees;
    };
    for (const auto& [design, weight] : expected) {
      const double wanted = draws * weight / feasible;
      if (wanted >= 10) {
        add(observed[design], wanted);
      } else {
        rare_expected += wanted;
        rare_observed += observed[design];
      }
    }
    if (rare_expected >= 10) add(rare_observed, rare_expected);
    for (const auto& [design, seen] : observed) REQUIRE(expected.count(design) == 1);
    INFO("space " << seed << ": chi-square " << chi_square << ", degrees " << degrees);
    // Five standard deviations of the chi-square distribution.
    REQUIRE(chi_square <= degrees + 5 * std::sqrt(2 * degrees) + 5);
  }
}

TEST_CASE("a uniform coordinate gives the same distribution as a sample") {
  // Every cell of the unit interval has the size of its probability: the edges are where they
  // should be, to 1 in 10^9.
  for (std::uint64_t seed = 0; seed < spaces; ++seed) {
    SpaceShape shape = finite_shape();
    shape.conditions = false;
    shape.constraints = 0;
    const Space space = RandomSpace(seed, shape).make();
    for (std::size_t i = 0; i < space.size(); ++i) {
      double edge = 0;
      for (std::uint64_t index = 0; index < space.choices(i); ++index) {
        const double next = edge + probability(space, i, index);
        for (const double inside : {edge + 1e-9, next - 1e-9}) {
          std::vector<double> unit(space.size(), 0.5);
          unit[i] = inside;
          Point point(space.size());
          REQUIRE(space.decode(unit, point) == AG_OK);
          std::vector<std::uint64_t> indices(space.size());
          space.to_indices(point, indices);
          INFO("space " << seed << ", parameter " << i << ", coordinate " << inside);
          REQUIRE(indices[i] == index);
        }
        edge = next;
      }
    }
  }
}

TEST_CASE("fixing a parameter restores its value in every point") {
  for_each_point({}, [](const Space& space, const Point& point) {
    const std::size_t i = point.size() / 2;
    if (point[i].kind == AG_KIND_NONE) return;
    const auto fixed = space.fix(i, point[i]);
    REQUIRE(fixed);
    Point other(space.size());
    REQUIRE(fixed->sample(11, 13, other) == AG_OK);
    if (other[i].kind != AG_KIND_NONE) {
      REQUIRE(same(other[i], point[i]));
    }
    REQUIRE(fixed->table().parameters[i]->fixed == 1);
    REQUIRE(fixed->choices(i) == space.choices(i));
    REQUIRE(space.table().parameters[i]->fixed == 0);
  });
}
