#include "encoding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "common/permutation.hpp"
#include "common/unit_cell.hpp"

namespace archgym::agents {
namespace {

std::size_t largest_of(const double* coordinates, Eigen::Index count) {
  return static_cast<std::size_t>(std::max_element(coordinates, coordinates + count) - coordinates);
}

// The rank of the permutation that sorts the keys.
std::uint64_t ascending_order(const double* keys, Eigen::Index count) {
  Permutation permutation;
  permutation.size = static_cast<std::size_t>(count);
  const auto begin = permutation.items.begin();
  std::iota(begin, begin + count, std::uint8_t{0});
  std::stable_sort(begin, begin + count, [&](auto a, auto b) { return keys[a] < keys[b]; });
  return rank_of(permutation);
}

}  // namespace

Encoding::Encoding(Space space) : space_(space) {
  for (std::size_t p = 0; p < space.size(); ++p) {
    const Parameter parameter = space[p];
    if (parameter.fixed() || parameter.choices() == 1) continue;
    Block block{Kind::axis, p, static_cast<Eigen::Index>(coordinates_.size()), 1};
    if (parameter.type() == ParameterType::permutation) {
      block.kind = Kind::keys;
      block.count = static_cast<Eigen::Index>(parameter.items());
    } else if (parameter.type() == ParameterType::categorical && parameter.choices() > 2) {
      block.kind = Kind::categories;
      block.count = static_cast<Eigen::Index>(parameter.choices());
    }
    coordinates_.insert(coordinates_.end(), static_cast<std::size_t>(block.count), blocks_.size());
    blocks_.push_back(block);
  }
}

void Encoding::clamp(Eigen::VectorXd& at) const {
  for (const Block& block : blocks_) {
    if (block.kind == Kind::axis) at[block.first] = std::clamp(at[block.first], 0.0, 1.0);
  }
}

bool Encoding::decode(const Eigen::VectorXd& at, Span<ag_value> point) const {
  // NaN is the default; fixed parameters keep theirs whatever is said.
  std::vector<double> unit(space_.size(), std::numeric_limits<double>::quiet_NaN());
  for (const Block& block : blocks_) {
    const std::size_t p = block.parameter;
    if (block.kind == Kind::axis) unit[p] = at[block.first];
    if (block.kind == Kind::categories) {
      const std::size_t largest = largest_of(at.data() + block.first, block.count);
      unit[p] = unit_cell(space_[p], largest).lower + 0.5 / static_cast<double>(block.count);
    }
  }
  const bool feasible = space_.decode(unit, point);
  // Long permutations have no exact coordinate.
  bool reordered = false;
  for (const Block& block : blocks_) {
    ag_value& value = point[block.parameter];
    if (block.kind != Kind::keys || value.kind == AG_KIND_NONE) continue;
    value.as.i64 = static_cast<std::int64_t>(ascending_order(at.data() + block.first, block.count));
    reordered = true;
  }
  return reordered ? space_.canonicalise(point) : feasible;
}

Eigen::VectorXd Encoding::encode(Values canonical) const {
  std::vector<double> unit(space_.size());
  space_.encode(canonical, unit);
  Eigen::VectorXd at = Eigen::VectorXd::Constant(static_cast<Eigen::Index>(dimension()), 0.5);
  for (const Block& block : blocks_) {
    const std::size_t p = block.parameter;
    if (!canonical.active(p)) continue;
    switch (block.kind) {
      case Kind::axis:
        at[block.first] = unit[p];
        break;
      case Kind::categories:
        at[block.first + static_cast<Eigen::Index>(canonical.index(p))] = 1;
        break;
      case Kind::keys: {
        const Permutation permutation =
            permutation_of(canonical.index(p), static_cast<std::size_t>(block.count));
        for (Eigen::Index k = 0; k < block.count; ++k) {
          at[block.first + permutation.items[static_cast<std::size_t>(k)]] =
              (static_cast<double>(k) + 0.5) / static_cast<double>(block.count);
        }
        break;
      }
    }
  }
  return at;
}

bool Encoding::cell(Eigen::Index coordinate, double at, double& lower, double& upper) const {
  const Block& block = blocks_[coordinates_[static_cast<std::size_t>(coordinate)]];
  const Parameter parameter = space_[block.parameter];
  if (block.kind != Kind::axis || parameter.type() == ParameterType::real) return false;
  const std::uint64_t index = unit_index(parameter, at);
  const UnitCell cell = unit_cell(parameter, index);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  lower = cell.lower;
  upper = cell.upper;
  if (index == 0) lower = -infinity;
  if (index + 1 == parameter.choices()) upper = infinity;
  return true;
}

}  // namespace archgym::agents
