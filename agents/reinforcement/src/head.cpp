#include "head.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

#include "common/permutation.hpp"

namespace archgym::agents {
namespace {

constexpr std::uint64_t k_real_indices = std::uint64_t{1} << 53;

double sigmoid(double x) {
  return x >= 0 ? 1 / (1 + portable::exp(-x)) : portable::exp(x) / (1 + portable::exp(x));
}

double log_sigmoid(double x) {
  return x >= 0 ? -portable::log1p(portable::exp(-x)) : x - portable::log1p(portable::exp(x));
}

void log_softmax(std::vector<double>& logits) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const double logit : logits) sum += portable::exp(logit - top);
  const double shift = top + portable::log(sum);
  for (double& logit : logits) logit -= shift;
}

double entropy_of(const std::vector<double>& log_probabilities) {
  double entropy = 0;
  for (const double l : log_probabilities) entropy -= portable::exp(l) * l;
  return entropy;
}

std::size_t draw(const std::vector<double>& log_probabilities, Random& random) {
  double left = random.uniform();
  for (std::size_t k = 0; k + 1 < log_probabilities.size(); ++k) {
    left -= portable::exp(log_probabilities[k]);
    if (left < 0) return k;
  }
  return log_probabilities.size() - 1;
}

// The gradient by the logits of a softmax.
double by_logit(const std::vector<double>& log_probabilities, std::size_t k, std::size_t chosen,
                double by_log_probability, double by_entropy, double entropy) {
  const double p = portable::exp(log_probabilities[k]);
  return by_log_probability * ((k == chosen ? 1 : 0) - p) -
         by_entropy * p * (log_probabilities[k] + entropy);
}

// A draw of a permutation: which items are left, and how likely each of them comes next.
struct Draws {
  Draws(const double* weights, std::size_t count) : outputs(weights), left(count) {
    for (std::size_t k = 0; k < count; ++k) left[k] = k;
  }
  std::vector<double> next() const {
    std::vector<double> logits;
    for (const std::size_t item : left) logits.push_back(outputs[item]);
    log_softmax(logits);
    return logits;
  }
  void take(std::size_t position) {
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(position));
  }
  std::size_t position_of(std::size_t item) const {
    return static_cast<std::size_t>(std::find(left.begin(), left.end(), item) - left.begin());
  }

  const double* outputs;
  std::vector<std::size_t> left;
};

// Borders of `cells` cells among `choices` indices, equally wide on the parameter's scale. Reals
// are even on their scale already.
std::vector<std::uint64_t> edges_of(const Parameter& parameter, std::uint64_t choices,
                                    std::uint64_t cells) {
  std::vector<std::uint64_t> edges{0};
  const bool log_integer = parameter.type() == ParameterType::integer && parameter.log_scale();
  const auto count = static_cast<double>(choices);
  for (std::uint64_t cell = 1; cell < cells; ++cell) {
    const double share = static_cast<double>(cell) / static_cast<double>(cells);
    double edge = share * count;
    if (log_integer && choices > 1) {
      const double step = (parameter.upper() - parameter.lower()) / (count - 1);
      const double value =
          parameter.lower() * portable::pow((parameter.upper() + step) / parameter.lower(), share);
      edge = (value - parameter.lower()) / step;
    }
    const auto index = static_cast<std::uint64_t>(std::ceil(edge));
    if (index > edges.back() && index < choices) edges.push_back(index);
  }
  edges.push_back(choices);
  return edges;
}

}  // namespace

Head::Head(const Parameter& parameter, std::uint64_t levels) {
  if (parameter.type() == ParameterType::permutation) {
    kind_ = Kind::permutation;
    outputs_ = features_ = static_cast<std::size_t>(parameter.items());
    return;
  }
  const bool labels =
      parameter.type() == ParameterType::boolean || parameter.type() == ParameterType::categorical;
  kind_ = labels ? Kind::categorical : Kind::ordinal;
  const std::uint64_t choices = parameter.choices() == 0 ? k_real_indices : parameter.choices();
  const std::uint64_t cells = labels || choices <= levels ? choices : levels;
  if (cells < choices) {
    edges_ = edges_of(parameter, choices, cells);
  } else {
    for (std::uint64_t k = 0; k <= choices; ++k) edges_.push_back(k);
  }
  outputs_ = edges_.size() - 1;
  features_ = labels ? outputs_ : 1;
}

bool Head::has(std::uint64_t choice) const {
  if (kind_ != Kind::permutation) return choice < outputs_;
  std::uint64_t count = 1;
  for (std::uint64_t k = 2; k <= outputs_; ++k) count *= k;
  return choice < count;
}

std::vector<double> Head::log_probabilities(const double* outputs) const {
  std::vector<double> logits(outputs, outputs + outputs_);
  if (kind_ == Kind::ordinal) {
    double logit = 0;
    for (std::size_t k = 0; k < outputs_; ++k) logit += log_sigmoid(-outputs[k]);
    for (std::size_t k = 0; k < outputs_; ++k) {
      logit += outputs[k];  // log_sigmoid(x) - log_sigmoid(-x)
      logits[k] = logit;
    }
  }
  log_softmax(logits);
  return logits;
}

std::uint64_t Head::sample(const double* outputs, Random& random) const {
  if (kind_ != Kind::permutation) return draw(log_probabilities(outputs), random);
  Permutation order;
  order.size = outputs_;
  Draws draws(outputs, outputs_);
  for (std::size_t k = 0; k < outputs_; ++k) {
    const std::size_t position = draw(draws.next(), random);
    order.items[k] = static_cast<std::uint8_t>(draws.left[position]);
    draws.take(position);
  }
  return rank_of(order);
}

double Head::log_probability(const double* outputs, std::uint64_t choice) const {
  if (kind_ != Kind::permutation) return log_probabilities(outputs)[choice];
  const Permutation order = permutation_of(choice, outputs_);
  Draws draws(outputs, outputs_);
  double sum = 0;
  for (std::size_t k = 0; k < outputs_; ++k) {
    const std::size_t position = draws.position_of(order.items[k]);
    sum += draws.next()[position];
    draws.take(position);
  }
  return sum;
}

double Head::entropy(const double* outputs, std::uint64_t choice) const {
  if (kind_ != Kind::permutation) return entropy_of(log_probabilities(outputs));
  const Permutation order = permutation_of(choice, outputs_);
  Draws draws(outputs, outputs_);
  double sum = 0;
  for (std::size_t k = 0; k < outputs_; ++k) {
    sum += entropy_of(draws.next());
    draws.take(draws.position_of(order.items[k]));
  }
  return sum;
}

void Head::add_gradient(const double* outputs, std::uint64_t choice, double by_log_probability,
                        double by_entropy, double* gradient) const {
  if (kind_ == Kind::permutation) {
    const Permutation order = permutation_of(choice, outputs_);
    Draws draws(outputs, outputs_);
    for (std::size_t k = 0; k < outputs_; ++k) {
      const auto next = draws.next();
      const double entropy = entropy_of(next);
      const std::size_t chosen = draws.position_of(order.items[k]);
      for (std::size_t p = 0; p < next.size(); ++p) {
        gradient[draws.left[p]] +=
            by_logit(next, p, chosen, by_log_probability, by_entropy, entropy);
      }
      draws.take(chosen);
    }
    return;
  }
  const auto all = log_probabilities(outputs);
  const double entropy = entropy_of(all);
  std::vector<double> logits(outputs_);
  for (std::size_t k = 0; k < outputs_; ++k) {
    logits[k] = by_logit(all, k, choice, by_log_probability, by_entropy, entropy);
  }
  if (kind_ == Kind::categorical) {
    for (std::size_t k = 0; k < outputs_; ++k) gradient[k] += logits[k];
    return;
  }
  // Output j raises the logits from j on and lowers those before.
  double from_here = 0;
  for (const double value : logits) from_here += value;
  double before = 0;
  for (std::size_t j = 0; j < outputs_; ++j) {
    const double s = sigmoid(outputs[j]);
    gradient[j] += (1 - s) * from_here - s * before;
    from_here -= logits[j];
    before += logits[j];
  }
}

std::uint64_t Head::choice_of(std::uint64_t index) const {
  if (kind_ == Kind::permutation) return index;
  const auto edge = std::upper_bound(edges_.begin(), edges_.end(), index);
  return static_cast<std::uint64_t>(edge - edges_.begin()) - 1;
}

std::uint64_t Head::index_of(std::uint64_t choice, Random& random) const {
  if (kind_ == Kind::permutation) return choice;
  const std::uint64_t width = edges_[choice + 1] - edges_[choice];
  return edges_[choice] + (width == 1 ? 0 : random.below(width));
}

void Head::describe(std::uint64_t choice, double* features) const {
  switch (kind_) {
    case Kind::categorical:
      features[choice] = 1;
      break;
    case Kind::ordinal:
      features[0] = (static_cast<double>(choice) + 0.5) / static_cast<double>(outputs_) * 2 - 1;
      break;
    case Kind::permutation: {
      const Permutation order = permutation_of(choice, outputs_);
      for (std::size_t k = 0; k < outputs_; ++k) {
        features[order.items[k]] = (static_cast<double>(k) + 0.5) / static_cast<double>(outputs_);
      }
      break;
    }
  }
}

}  // namespace archgym::agents
