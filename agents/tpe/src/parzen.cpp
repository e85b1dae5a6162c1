#include "parzen.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/mallows.hpp"
#include "common/normal.hpp"
#include "common/unit_cell.hpp"

namespace archgym::agents {
namespace {

enum class Kind { number, category, permutation };

Kind kind_of(const Parameter& parameter) {
  switch (parameter.type()) {
    case ParameterType::boolean:
    case ParameterType::categorical:
      return Kind::category;
    case ParameterType::permutation:
      return Kind::permutation;
    default:
      return Kind::number;
  }
}

// Of the numbers' kernels, in units of the bandwidth.
constexpr double k_deviation = 0.2;

// Of a standard normal variable, precise on either side.
double probability_between(double low, double high) {
  return low > 0 ? normal_probability(-low) - normal_probability(-high)
                 : normal_probability(high) - normal_probability(low);
}

double log_category(bool same, double choices, double bandwidth) {
  const double other = bandwidth / 2;
  return std::log(same ? choices * (1 - other) + other : other);
}

double log_permutation(std::uint64_t at, std::uint64_t centre, std::size_t items, double choices,
                       double q) {
  const std::uint64_t distance =
      kendall_distance(permutation_of(at, items), permutation_of(centre, items));
  return static_cast<double>(distance) * std::log(q) - log_mallows_normaliser(items, q) +
         std::log(choices);
}

}  // namespace

Coordinates coordinates_of(Space space, Values canonical) {
  Coordinates result{std::vector<double>(space.size()), std::vector<std::uint64_t>(space.size())};
  space.encode(canonical, result.unit);
  space.to_indices(canonical, result.indices);
  return result;
}

ParzenEstimator::ParzenEstimator(Space space, std::vector<Coordinates> designs,
                                 double prior_weight)
    : space_(space), designs_(std::move(designs)), prior_weight_(prior_weight) {
  for (std::size_t p = 0; p < space.size(); ++p) {
    if (!space[p].fixed() && space[p].choices() != 1) free_.push_back(p);
  }
  const auto count = static_cast<double>(designs_.size());
  const auto dimension = static_cast<double>(free_.size());
  bandwidth_ = std::pow(count, -1 / (dimension + 4));
}

double ParzenEstimator::log_density(const Coordinates& at) const {
  std::vector<double> terms = {std::log(prior_weight_)};
  double largest = terms[0];
  for (const Coordinates& design : designs_) {
    double sum = 0;
    for (const std::size_t p : free_) sum += log_kernel(p, at, design);
    terms.push_back(sum);
    largest = std::max(largest, sum);
  }
  double sum = 0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum / (prior_weight_ + static_cast<double>(designs_.size())));
}

double ParzenEstimator::log_kernel(std::size_t parameter, const Coordinates& at,
                                   const Coordinates& centre) const {
  const double x = at.unit[parameter];
  const double mean = centre.unit[parameter];
  if (std::isnan(x) || std::isnan(mean)) return 0;
  const Parameter about = space_[parameter];
  const auto choices = static_cast<double>(about.choices());
  const std::uint64_t index = at.indices[parameter];
  switch (kind_of(about)) {
    case Kind::category:
      return log_category(index == centre.indices[parameter], choices, bandwidth_);
    case Kind::permutation:
      return log_permutation(index, centre.indices[parameter],
                             static_cast<std::size_t>(about.items()), choices, bandwidth_ / 2);
    case Kind::number:
      break;
  }
  const double deviation = k_deviation * bandwidth_;
  const double total = probability_between(-mean / deviation, (1 - mean) / deviation);
  if (about.type() == ParameterType::real) {
    const double z = (x - mean) / deviation;
    return std::log(normal_density(z) / deviation / total);
  }
  const UnitCell cell = unit_cell(about, index);
  const double inside =
      probability_between((cell.lower - mean) / deviation, (cell.upper - mean) / deviation);
  return std::log(inside / (cell.upper - cell.lower) / total);
}

bool ParzenEstimator::sample(Random& random, Span<ag_value> point) const {
  const auto count = static_cast<double>(designs_.size());
  const double drawn = random.uniform() * (prior_weight_ + count);
  if (drawn >= count) return space_.sample(random.bits64(), 0, point);
  const Coordinates& centre = designs_[static_cast<std::size_t>(drawn)];
  // What the centre does not have is uniform, should it become active.
  std::vector<double> unit(space_.size());
  for (double& coordinate : unit) coordinate = random.uniform();
  for (const std::size_t p : free_) {
    if (std::isnan(centre.unit[p])) continue;
    switch (kind_of(space_[p])) {
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
  for (const std::size_t p : free_) {
    if (kind_of(space_[p]) != Kind::permutation) continue;
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
  const Permutation drawn =
      sample_mallows(permutation_of(centre, items), bandwidth_ / 2, random);
  ag_value value{};
  value.kind = AG_KIND_INDEX;
  value.as.i64 = static_cast<std::int64_t>(rank_of(drawn));
  return value;
}

}  // namespace archgym::agents
