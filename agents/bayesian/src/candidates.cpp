#include "candidates.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/design_key.hpp"
#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

void swap_items(ag_value& value, std::size_t items, double side, Random& random) {
  Permutation permutation = permutation_of(static_cast<std::uint64_t>(value.as.i64), items);
  const double most = std::clamp(side * static_cast<double>(items) / 2, 1.0, 20.0);
  for (std::uint64_t swaps = 1 + random.below(static_cast<std::uint64_t>(most)); swaps > 0;
       --swaps) {
    const std::size_t one = random.below(items);
    const std::size_t other = random.below(items - 1);
    std::swap(permutation.items[one], permutation.items[other < one ? other : other + 1]);
  }
  value.as.i64 = static_cast<std::int64_t>(rank_of(permutation));
}

}  // namespace

Candidates::Candidates(Space space, const Features& features, const UnseenDesigns& designs)
    : space_(space),
      features_(features),
      designs_(designs),
      rows_(features.none()),
      point_(space.size()),
      unit_(space.size()) {}

void Candidates::add() {
  if (designs_.seen(point_) || !known_.insert(design_key(point_))) return;
  points_.insert(points_.end(), point_.begin(), point_.end());
  features_.append(point_, rows_);
}

void Candidates::add_random(std::size_t attempts, Random& random) {
  const std::uint64_t seed = random.bits64();
  for (std::size_t k = 0; k < attempts; ++k) {
    if (space_.sample(seed, k, point_)) add();
  }
}

void Candidates::add_around(Values centre, double side, double changed,
                            const std::vector<double>& relative, std::size_t attempts,
                            Random& random) {
  const std::vector<Feature>& list = features_.list();
  const double probability = changed / static_cast<double>(list.size());
  const Point origin(centre.begin(), centre.end());
  std::vector<double> origin_unit(space_.size());
  space_.encode(centre, origin_unit);
  std::vector<std::size_t> permuted;
  for (std::size_t k = 0; k < attempts; ++k) {
    unit_ = origin_unit;
    permuted.clear();
    const std::size_t forced = random.below(list.size());
    for (std::size_t f = 0; f < list.size(); ++f) {
      const std::size_t p = list[f].parameter;
      const bool category = list[f].kind == Feature::Kind::category;
      const double chance = category ? probability * std::min(side, 1.0) : probability;
      if (!random.chance(chance) && f != forced) continue;
      if (list[f].kind == Feature::Kind::permutation) {
        permuted.push_back(p);
      } else if (category || std::isnan(unit_[p])) {
        unit_[p] = random.uniform();
      } else {
        const double half = 0.5 * side * relative[f];
        unit_[p] = random.uniform(std::max(0.0, unit_[p] - half), std::min(1.0, unit_[p] + half));
      }
    }
    space_.decode(unit_, point_);
    // Coordinates of long permutations are not exact, and nearby ones have little in common.
    for (const Feature& feature : list) {
      const std::size_t p = feature.parameter;
      if (feature.kind != Feature::Kind::permutation || point_[p].kind == AG_KIND_NONE) continue;
      if (origin[p].kind != AG_KIND_NONE) point_[p] = origin[p];
      if (std::find(permuted.begin(), permuted.end(), p) != permuted.end()) {
        swap_items(point_[p], space_[p].items(), side, random);
      }
    }
    if (space_.canonicalise(point_)) add();
  }
}

void Candidates::add_neighbours(Values centre, std::size_t attempts, Random& random) {
  const std::uint64_t seed = random.bits64();
  for (std::size_t k = 0; k < attempts; ++k) {
    if (space_.neighbour(seed, k, centre, point_)) add();
  }
}

}  // namespace archgym::agents
