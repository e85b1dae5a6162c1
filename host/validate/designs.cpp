#include "validate/designs.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "space/knob.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_longest_list = 64;
constexpr std::uint64_t k_samples = 300;
constexpr std::uint64_t k_seed = 7;

bool same(const ag_value& a, const ag_value& b) {
  return a.kind == b.kind && a.as.bits == b.as.bits;
}

bool same_conditions(const Point& a, const Point& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](const ag_value& x, const ag_value& y) {
    return (x.kind == AG_KIND_NONE) == (y.kind == AG_KIND_NONE);
  });
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
  if (parameter.type == ParameterType::text) return {};
  const Knob knob = Knob::of(parameter);
  const std::uint64_t last = knob.choices > 0 ? knob.choices - 1 : Knob::last_real_index;
  const bool range = parameter.type == ParameterType::integer ||
                     parameter.type == ParameterType::permutation || last >= k_longest_list;
  std::vector<ag_value> values;
  for (std::uint64_t index = 0; index <= last;
       index += range ? std::max<std::uint64_t>(1, last) : 1) {
    values.push_back(knob.at(index));
  }
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
