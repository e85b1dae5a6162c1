#include "features.hpp"

#include <array>
#include <cmath>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

Feature::Kind kind_of(const Parameter& parameter) {
  switch (parameter.type()) {
    case ParameterType::boolean:
    case ParameterType::categorical:
      return Feature::Kind::category;
    case ParameterType::permutation:
      return Feature::Kind::permutation;
    default:
      return Feature::Kind::number;
  }
}

std::size_t columns_of(const Parameter& parameter) {
  switch (kind_of(parameter)) {
    case Feature::Kind::number:
      return 2;
    case Feature::Kind::category:
      return 1;
    case Feature::Kind::permutation:
      return parameter.items() * (parameter.items() - 1) / 2;
  }
  return 0;
}

void write_pairs(std::uint64_t rank, std::size_t items, double* out) {
  const Permutation permutation = permutation_of(rank, items);
  std::array<std::size_t, 20> place{};
  for (std::size_t k = 0; k < items; ++k) place[permutation.items[k]] = k;
  for (std::size_t a = 0; a < items; ++a) {
    for (std::size_t b = a + 1; b < items; ++b) *out++ = place[a] < place[b] ? 1 : -1;
  }
}

}  // namespace

Features::Features(Space space) : space_(space) {
  for (std::size_t p = 0; p < space.size(); ++p) {
    const Parameter parameter = space[p];
    if (parameter.fixed() || parameter.choices() == 1) continue;
    features_.push_back({kind_of(parameter), p, columns_, columns_of(parameter)});
    columns_ += features_.back().columns;
  }
}

void Features::append(Values canonical, Rows& rows) const {
  std::vector<double> unit(space_.size());
  space_.encode(canonical, unit);
  rows.values.resize(rows.values.size() + columns_);
  double* row = rows.values.data() + rows.values.size() - columns_;
  for (const Feature& feature : features_) {
    const std::size_t p = feature.parameter;
    const bool active = canonical.active(p);
    double* out = row + feature.column;
    switch (feature.kind) {
      case Feature::Kind::number:
        out[0] = active ? unit[p] : 0.5;
        out[1] = active ? 0 : 0.5;
        break;
      case Feature::Kind::category:
        out[0] = active ? static_cast<double>(canonical[p].as.i64) : -1;
        break;
      case Feature::Kind::permutation:
        if (active) write_pairs(canonical.index(p), space_[p].items(), out);
        break;
    }
  }
}

}  // namespace archgym::agents
