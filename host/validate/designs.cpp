#include "validate/designs.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace archgym::host::validation {
namespace {

constexpr std::size_t k_longest_list = 64;
constexpr std::uint64_t k_samples = 300;
constexpr std::uint64_t k_seed = 7;

ag_value make_value(std::uint32_t kind, std::int64_t number) {
  ag_value value{};
  value.kind = kind;
  value.as.i64 = number;
  return value;
}

ag_value make_real(double number) {
  ag_value value{};
  value.kind = AG_KIND_REAL;
  value.as.f64 = number;
  return value;
}

bool same(const ag_value& a, const ag_value& b) {
  return a.kind == b.kind && a.as.bits == b.as.bits;
}

bool same_conditions(const Point& a, const Point& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](const ag_value& x, const ag_value& y) {
    return (x.kind == AG_KIND_NONE) == (y.kind == AG_KIND_NONE);
  });
}

std::int64_t factorial(std::size_t items) {
  std::int64_t product = 1;
  for (std::size_t k = 2; k <= items; ++k) product *= static_cast<std::int64_t>(k);
  return product;
}

// `point` with the value, canonical; nothing when it breaks a constraint or loses the value.
std::optional<Point> with_value(const Space& space, Point point, std::size_t k,
                                const ag_value& value) {
  point[k] = value;
  if (space.canonicalise(point) != AG_OK || !same(point[k], value)) return std::nullopt;
  return point;
}

std::optional<Point> design_with(const Space& space, std::size_t k, const ag_value& value) {
  if (auto point = with_value(space, space.initial(), k, value)) return point;
  Point random(space.size());
  for (std::uint64_t index = 0; index < k_samples; ++index) {
    if (space.sample(k_seed, index, random) != AG_OK) continue;
    if (auto point = with_value(space, random, k, value)) return point;
  }
  return std::nullopt;
}

std::string assignment(const Space& space, std::size_t k, const ag_value& value) {
  return space[k].name + " = " + space.to_text(k, value);
}

// The first other value of parameter k that does not change the canonical point.
std::optional<Point> inert_variant(const Space& space, const Point& canonical, std::size_t k) {
  for (const ag_value& value : notable_values(space[k])) {
    if (same(value, canonical[k])) continue;
    Point other = canonical;
    other[k] = value;
    Point again = other;
    if (space.canonicalise(again) != AG_OK) continue;
    const auto bytes = canonical.size() * sizeof(ag_value);
    if (std::memcmp(again.data(), canonical.data(), bytes) == 0) return other;
  }
  return std::nullopt;
}

}  // namespace

std::vector<ag_value> notable_values(const Parameter& parameter) {
  std::vector<ag_value> values;
  switch (parameter.type) {
    case ParameterType::boolean:
      return {make_value(AG_KIND_BOOL, 0), make_value(AG_KIND_BOOL, 1)};
    case ParameterType::integer: {
      const auto lower = static_cast<std::int64_t>(parameter.lower);
      const std::int64_t steps =
          (static_cast<std::int64_t>(parameter.upper) - lower) / parameter.step;
      return {make_value(AG_KIND_INT, lower),
              make_value(AG_KIND_INT, lower + steps * parameter.step)};
    }
    case ParameterType::real:
      return {make_real(parameter.lower), make_real(parameter.upper)};
    case ParameterType::ordinal:
      for (const double number : parameter.numbers) {
        values.push_back(parameter.integral
                             ? make_value(AG_KIND_INT, static_cast<std::int64_t>(number))
                             : make_real(number));
      }
      break;
    case ParameterType::categorical:
      for (std::size_t k = 0; k < parameter.labels.size(); ++k) {
        values.push_back(make_value(AG_KIND_INDEX, static_cast<std::int64_t>(k)));
      }
      break;
    case ParameterType::permutation:
      return {make_value(AG_KIND_INDEX, 0),
              make_value(AG_KIND_INDEX, factorial(parameter.labels.size()) - 1)};
    case ParameterType::text:
      break;
  }
  if (values.size() > k_longest_list) return {values.front(), values.back()};
  return values;
}

std::vector<NotableDesign> notable_designs(const Space& space) {
  const Point initial = space.initial();
  std::vector<NotableDesign> designs;
  for (std::size_t k = 0; k < space.size(); ++k) {
    for (const ag_value& value : notable_values(space[k])) {
      auto point = design_with(space, k, value);
      if (!point) continue;
      const bool other = !same_conditions(*point, initial);
      designs.push_back({assignment(space, k, value), std::move(*point), other});
    }
  }
  return designs;
}

std::vector<InertPair> inert_pairs(const Space& space) {
  std::vector<InertPair> pairs;
  for (std::size_t k = 0; k < space.size(); ++k) {
    if (!space[k].inert_when) continue;
    Point point = space.initial();
    for (std::uint64_t index = 0; index < k_samples; ++index) {
      if (auto other = inert_variant(space, point, k)) {
        pairs.push_back({assignment(space, k, (*other)[k]), point, std::move(*other)});
        break;
      }
      if (space.sample(k_seed, index, point) != AG_OK) point = space.initial();
    }
  }
  return pairs;
}

}  // namespace archgym::host::validation
