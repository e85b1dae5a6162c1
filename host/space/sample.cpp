#include <algorithm>
#include <archgym/random.hpp>
#include <cmath>

#include "space/data.hpp"
#include "space/permutation.hpp"

namespace archgym::host {
namespace {

// Constraints that leave less than one design in tens of thousands need an agent that knows them.
constexpr int max_samples = 1 << 16;
constexpr int max_moves = 1 << 12;

ag_value draw(const Knob& knob, Random& random) {
  const bool even = knob.scale == Scale::linear && knob.type != ParameterType::real;
  return even ? knob.at(random.below(knob.choices)) : knob.at_unit(random.uniform());
}

// The other neighbour at the ends of the range.
ag_value adjacent(const Knob& knob, std::uint64_t index, Random& random) {
  const bool up = index == 0 || (index + 1 < knob.choices && random.below(2) == 1);
  return knob.at(up ? index + 1 : index - 1);
}

ag_value any_other(const Knob& knob, std::uint64_t index, Random& random) {
  const std::uint64_t other = random.below(knob.choices - 1);
  return knob.at(other < index ? other : other + 1);
}

ag_value swapped(const Knob& knob, std::uint64_t index, Random& random) {
  std::uint8_t items[max_permutation_items];
  const std::span<std::uint8_t> order(items, knob.items);
  permutation_at(index, order);
  const std::uint64_t first = random.below(knob.items);
  const std::uint64_t second = random.below(knob.items - 1u);
  std::swap(order[first], order[second < first ? second : second + 1]);
  return knob.at(permutation_rank(order));
}

// Reflected at the ends, so that they are no more likely than other values.
ag_value near_by(const Knob& knob, const ag_value& from, Random& random) {
  constexpr double step = 0.1;
  double unit = std::abs(knob.unit_of(from) + step * random.normal());
  if (unit > 1) unit = std::max(0.0, 2 - unit);
  return knob.at_unit(unit);
}

ag_value move(const Knob& knob, const ag_value& from, Random& random) {
  switch (knob.type) {
    case ParameterType::real:
      return near_by(knob, from, random);
    case ParameterType::permutation:
      return swapped(knob, knob.index_of(from), random);
    case ParameterType::integer:
    case ParameterType::ordinal:
      return adjacent(knob, knob.index_of(from), random);
    default:
      return any_other(knob, knob.index_of(from), random);
  }
}

}  // namespace

ag_status Space::sample(std::uint64_t seed, std::uint64_t index, std::span<ag_value> point) const {
  const Data& data = *data_;
  if (point.size() != data.knobs.size()) return AG_E_INVALID;
  Random random(seed, "space.sample", index);
  for (int trial = 0; trial < max_samples; ++trial) {
    for (std::size_t i = 0; i < data.knobs.size(); ++i) {
      const Knob& knob = data.knobs[i];
      const bool searched = !knob.is_fixed && knob.type != ParameterType::text;
      point[i] = searched ? draw(knob, random) : knob.initial;
    }
    if (canonicalise(point) == AG_OK) return AG_OK;
  }
  return AG_INFEASIBLE;
}

ag_status Space::neighbour(std::uint64_t seed, std::uint64_t index, std::span<const ag_value> from,
                           std::span<ag_value> to) const {
  const Data& data = *data_;
  const std::size_t size = data.knobs.size();
  if (from.size() != size || to.size() != size) return AG_E_INVALID;
  // `to` may be `from`, and a move that ends in an infeasible design must be taken back.
  thread_local Point origin;
  origin.assign(from.begin(), from.end());
  const auto restart = [&] { std::copy(origin.begin(), origin.end(), to.begin()); };
  restart();
  std::size_t live = 0;
  for (std::size_t i = 0; i < size; ++i) live += data.live(i, origin.data()) ? 1 : 0;
  if (live == 0) return AG_INFEASIBLE;

  Random random(seed, "space.neighbour", index);
  for (int trial = 0; trial < max_moves; ++trial) {
    std::uint64_t skip = random.below(live);
    std::size_t chosen = 0;
    while (!data.live(chosen, origin.data()) || skip-- > 0) ++chosen;
    const Knob& knob = data.knobs[chosen];
    to[chosen] = move(knob, origin[chosen], random);
    const bool moved = to[chosen].as.bits != origin[chosen].as.bits;
    if (moved && canonicalise(to) == AG_OK) return AG_OK;
    restart();
  }
  return AG_INFEASIBLE;
}

}  // namespace archgym::host
