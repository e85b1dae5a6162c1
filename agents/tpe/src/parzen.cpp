#include "parzen.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>
#include <utility>

#include "common/mallows.hpp"
#include "common/normal.hpp"
#include "common/unit_cell.hpp"

namespace archgym::agents {
namespace {

// Of the numbers' kernels, in units of the bandwidth.
constexpr double k_deviation = 0.2;

// Of a standard normal variable, precise on either side.
double probability_between(double low, double high) {
  return low > 0 ? normal_probability(-low) - normal_probability(-high)
                 : normal_probability(high) - normal_probability(low);
}

double log_category(bool same, double choices, double bandwidth) {
  const double other = bandwidth / 2;
  return portable::log(same ? choices * (1 - other) + other : other);
}

}  // namespace

Coordinates coordinates_of(Space space, Values canonical) {
  Coordinates result{std::vector<double>(space.size()), std::vector<std::uint64_t>(space.size())};
  space.encode(canonical, result.unit);
  space.to_indices(canonical, result.indices);
  return result;
}

ParzenEstimator::ParzenEstimator(Space space, std::vector<Coordinates> designs, double prior_weight)
    : space_(space), designs_(std::move(designs)), prior_weight_(prior_weight) {
  std::vector<std::size_t> free;
  for (std::size_t p = 0; p < space.size(); ++p) {
    if (!space[p].fixed() && space[p].choices() != 1) free.push_back(p);
  }
  const auto count = static_cast<double>(designs_.size());
  bandwidth_ = portable::pow(count, -1 / (static_cast<double>(free.size()) + 4));
  for (const std::size_t p : free) axes_.push_back(make_axis(p));
}

ParzenEstimator::Axis ParzenEstimator::make_axis(std::size_t parameter) const {
  const Parameter about = space_[parameter];
  switch (about.type()) {
    case ParameterType::boolean:
    case ParameterType::categorical:
      return {Kind::category, parameter, 0, {}};
    case ParameterType::permutation: {
      const auto items = static_cast<std::size_t>(about.items());
      Axis axis{Kind::permutation, parameter, 0, {}};
      axis.log_normaliser = log_mallows_normaliser(items, bandwidth_ / 2) -
                            portable::log(static_cast<double>(about.choices()));
      for (const Coordinates& design : designs_) {
        const bool active = !std::isnan(design.unit[parameter]);
        axis.permutations.push_back(permutation_of(active ? design.indices[parameter] : 0, items));
      }
      return axis;
    }
    default:
      return {Kind::number, parameter, 0, {}};
  }
}

double ParzenEstimator::log_density(const Coordinates& at) const {
  std::vector<double> terms(designs_.size(), 0);
  for (const Axis& axis : axes_) add_log_kernels(axis, at, terms);
  terms.push_back(portable::log(prior_weight_));
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (const double term : terms) sum += portable::exp(term - largest);
  return largest + portable::log(sum / (prior_weight_ + static_cast<double>(designs_.size())));
}

void ParzenEstimator::add_log_kernels(const Axis& axis, const Coordinates& at,
                                      std::vector<double>& sums) const {
  const std::size_t p = axis.parameter;
  if (std::isnan(at.unit[p])) return;
  // With few values many designs share a kernel.
  const std::uint64_t choices = space_[p].choices();
  const bool shared = choices != 0 && choices < designs_.size();
  std::vector<double> known(shared ? choices : 0, std::nan(""));
  const bool permuted = axis.kind == Kind::permutation;
  const Permutation order =
      permuted ? permutation_of(at.indices[p], static_cast<std::size_t>(space_[p].items()))
               : Permutation{};
  for (std::size_t i = 0; i < designs_.size(); ++i) {
    if (std::isnan(designs_[i].unit[p])) continue;
    if (!shared) {
      sums[i] += log_kernel(axis, at, order, i);
      continue;
    }
    double& value = known[designs_[i].indices[p]];
    if (std::isnan(value)) value = log_kernel(axis, at, order, i);
    sums[i] += value;
  }
}

double ParzenEstimator::log_kernel(const Axis& axis, const Coordinates& at,
                                   const Permutation& order, std::size_t design) const {
  const std::size_t p = axis.parameter;
  switch (axis.kind) {
    case Kind::category:
      return log_category(at.indices[p] == designs_[design].indices[p],
                          static_cast<double>(space_[p].choices()), bandwidth_);
    case Kind::permutation: {
      const std::uint64_t distance = kendall_distance(order, axis.permutations[design]);
      return static_cast<double>(distance) * portable::log(bandwidth_ / 2) - axis.log_normaliser;
    }
    case Kind::number:
      break;
  }
  return log_number(p, at, designs_[design].unit[p]);
}

double ParzenEstimator::log_number(std::size_t parameter, const Coordinates& at,
                                   double mean) const {
  const Parameter about = space_[parameter];
  const double deviation = k_deviation * bandwidth_;
  const double total = probability_between(-mean / deviation, (1 - mean) / deviation);
  if (about.type() == ParameterType::real) {
    const double z = (at.unit[parameter] - mean) / deviation;
    return portable::log(normal_density(z) / deviation / total);
  }
  const UnitCell cell = unit_cell(about, at.indices[parameter]);
  const double inside =
      probability_between((cell.lower - mean) / deviation, (cell.upper - mean) / deviation);
  return portable::log(inside / (cell.upper - cell.lower) / total);
}

bool ParzenEstimator::sample(Random& random, Span<ag_value> point) const {
  const auto count = static_cast<double>(designs_.size());
  const double drawn = random.uniform() * (prior_weight_ + count);
  if (drawn >= count) return space_.sample(random.bits64(), 0, point);
  const Coordinates& centre = designs_[static_cast<std::size_t>(drawn)];
  // What the centre does not have is uniform, should it become active.
  std::vector<double> unit(space_.size());
  for (double& coordinate : unit) coordinate = random.uniform();
  for (const Axis& axis : axes_) {
    const std::size_t p = axis.parameter;
    if (std::isnan(centre.unit[p])) continue;
    switch (axis.kind) {
      case Kind::category:
        if (!random.chance(bandwidth_ / 2)) unit[p] = centre.unit[p];
        break;
      case Kind::permutation:
        break;
      case Kind::number:
        unit[p] = sample_number(centre.unit[p], random);
        break;
    }
  }
  space_.decode(unit, point);
  for (const Axis& axis : axes_) {
    const std::size_t p = axis.parameter;
    if (axis.kind != Kind::permutation) continue;
    if (point[p].kind == AG_KIND_NONE || std::isnan(centre.unit[p])) continue;
    point[p] = sample_permutation(p, centre.indices[p], random);
  }
  return space_.canonicalise(point);
}

double ParzenEstimator::sample_number(double centre, Random& random) const {
  const double deviation = k_deviation * bandwidth_;
  const double low = normal_probability(-centre / deviation);
  const double high = normal_probability((1 - centre) / deviation);
  const double p = std::clamp(random.uniform(low, high), 1e-300, 1 - 0x1p-53);
  return std::clamp(centre + deviation * normal_quantile(p), 0.0, 1.0);
}

ag_value ParzenEstimator::sample_permutation(std::size_t parameter, std::uint64_t centre,
                                             Random& random) const {
  const auto items = static_cast<std::size_t>(space_[parameter].items());
  const Permutation drawn = sample_mallows(permutation_of(centre, items), bandwidth_ / 2, random);
  ag_value value{};
  value.kind = AG_KIND_INDEX;
  value.as.i64 = static_cast<std::int64_t>(rank_of(drawn));
  return value;
}

}  // namespace archgym::agents
