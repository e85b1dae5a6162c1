#include "cost_scale.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace archgym::agents {

void CostScale::measure(const std::vector<Individual>& samples) {
  for (std::size_t k = 0; k < deviations_.size(); ++k) {
    std::vector<double> values;
    for (const Individual& one : samples) {
      if (one.feasible()) values.push_back(one.objectives[k]);
    }
    deviations_[k] = 1;
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    const double median = values[values.size() / 2];
    double sum = 0;
    for (const double value : values) sum += std::abs(value - median);
    const double deviation = sum / static_cast<double>(values.size());
    if (deviation > 0 && std::isfinite(deviation)) deviations_[k] = deviation;
  }
}

void CostScale::draw_weights(Random& random) {
  if (weights_.size() == 1) return;
  double sum = 0;
  for (double& weight : weights_) sum += weight = random.uniform();
  for (double& weight : weights_) weight = sum > 0 ? weight / sum : 1;
}

double CostScale::cost(const Individual& one) const {
  double sum = 0;
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    sum += weights_[k] * (one.objectives[k] / deviations_[k]);
  }
  return sum;
}

double CostScale::increase(const Individual& from, const Individual& to) const {
  if (from.feasible() && to.feasible()) return cost(to) - cost(from);
  return better(from, to) ? std::numeric_limits<double>::infinity() : 0;
}

void CostScale::save(Writer& out) const {
  for (const auto* values : {&deviations_, &weights_}) {
    for (const double value : *values) out.real(value);
  }
}

void CostScale::load(Reader& in) {
  for (auto* values : {&deviations_, &weights_}) {
    for (double& value : *values) value = in.real();
  }
}

}  // namespace archgym::agents
