#include "policy.hpp"

#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

namespace archgym::agents {
namespace {

constexpr std::uint64_t k_inactive = std::numeric_limits<std::uint64_t>::max();

double entropy_of(const std::vector<double>& log_probabilities) {
  double sum = 0;
  for (const double l : log_probabilities) {
    if (std::isfinite(l)) sum -= portable::exp(l) * l;
  }
  return sum;
}

}  // namespace

Policy::Policy(Space space, std::uint64_t levels, bool refines) : space_(space), refines_(refines) {
  for (std::size_t p = 0; p < space_.size(); ++p) {
    const Parameter parameter = space_[p];
    if (parameter.fixed() || parameter.choices() == 1) continue;
    places_.push_back({p, Head(parameter, levels), outputs_, features_});
    outputs_ += static_cast<Eigen::Index>(places_.back().head.outputs());
    features_ += static_cast<Eigen::Index>(places_.back().head.features());
  }
  if (refines_) outputs_ += static_cast<Eigen::Index>(places_.size());
}

std::vector<std::uint64_t> Policy::indices_of(Values point) const {
  std::vector<std::uint64_t> indices(space_.size());
  space_.to_indices(point, indices);
  return indices;
}

// The choices that a canonical design shows. Where `wished` is another one the parameter turned out
// to be without effect, and its choice does not count.
void Policy::mask(Values point, const std::vector<std::uint64_t>& wished, Action& action) const {
  const auto indices = indices_of(point);
  action.choices.assign(places_.size(), Action::k_none);
  for (std::size_t h = 0; h < places_.size(); ++h) {
    const std::uint64_t index = indices[places_[h].parameter];
    if (index == k_inactive) continue;
    const std::uint64_t choice = places_[h].head.choice_of(index);
    if (wished.empty() || wished[h] == choice) action.choices[h] = choice;
  }
}

bool Policy::sample(const double* outputs, Random& random, Span<ag_value> point,
                    Action& action) const {
  std::vector<std::uint64_t> indices(space_.size(), 0);
  std::vector<std::uint64_t> wished;
  for (const Place& place : places_) {
    wished.push_back(place.head.sample(outputs + place.first_output, random));
    indices[place.parameter] = place.head.index_of(wished.back(), random);
  }
  const bool feasible = space_.from_indices(indices, point);
  mask(Values(point.data(), point.size()), wished, action);
  action.changed.reset();
  return feasible;
}

std::vector<double> Policy::which(const double* outputs, const Action& action) const {
  const double* logits = outputs + outputs_ - static_cast<Eigen::Index>(places_.size());
  double top = -std::numeric_limits<double>::infinity();
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (action.choices[h] != Action::k_none) top = std::max(top, logits[h]);
  }
  double sum = 0;
  std::vector<double> result(places_.size(), -std::numeric_limits<double>::infinity());
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (action.choices[h] != Action::k_none) sum += portable::exp(logits[h] - top);
  }
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (action.choices[h] != Action::k_none) result[h] = logits[h] - top - portable::log(sum);
  }
  return result;
}

bool Policy::refine(const double* outputs, Random& random, Span<ag_value> point,
                    Action& action) const {
  mask(Values(point.data(), point.size()), {}, action);
  const auto all = which(outputs, action);
  std::optional<std::size_t> chosen;
  double left = random.uniform();
  for (std::size_t h = 0; h < all.size() && left >= 0; ++h) {
    if (!std::isfinite(all[h])) continue;
    chosen = h;  // the last one, should rounding leave something
    left -= portable::exp(all[h]);
  }
  if (!chosen) return false;
  const Place& place = places_[*chosen];
  action.changed = chosen;
  action.choices[*chosen] = place.head.sample(outputs + place.first_output, random);
  auto indices = indices_of(Values(point.data(), point.size()));
  indices[place.parameter] = place.head.index_of(action.choices[*chosen], random);
  return space_.from_indices(indices, point);
}

Action Policy::action_of(Values point) const {
  Action action;
  mask(point, {}, action);
  return action;
}

double Policy::log_probability(const double* outputs, const Action& action) const {
  const auto of_head = [&](std::size_t h) {
    return places_[h].head.log_probability(outputs + places_[h].first_output, action.choices[h]);
  };
  if (action.changed) return which(outputs, action)[*action.changed] + of_head(*action.changed);
  double sum = 0;
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (action.choices[h] != Action::k_none) sum += of_head(h);
  }
  return sum;
}

double Policy::entropy(const double* outputs, const Action& action) const {
  const auto of_head = [&](std::size_t h) {
    return places_[h].head.entropy(outputs + places_[h].first_output, action.choices[h]);
  };
  if (action.changed) return entropy_of(which(outputs, action)) + of_head(*action.changed);
  double sum = 0;
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (action.choices[h] != Action::k_none) sum += of_head(h);
  }
  return sum;
}

void Policy::add_gradient(const double* outputs, const Action& action, double by_log_probability,
                          double by_entropy, double* gradient) const {
  for (std::size_t h = 0; h < places_.size(); ++h) {
    const bool acted = action.changed ? h == *action.changed : action.choices[h] != Action::k_none;
    if (!acted) continue;
    const Place& place = places_[h];
    place.head.add_gradient(outputs + place.first_output, action.choices[h], by_log_probability,
                            by_entropy, gradient + place.first_output);
  }
  if (!action.changed) return;
  const auto all = which(outputs, action);
  const double entropy = entropy_of(all);
  double* logits = gradient + outputs_ - static_cast<Eigen::Index>(places_.size());
  for (std::size_t h = 0; h < places_.size(); ++h) {
    if (!std::isfinite(all[h])) continue;
    const double p = portable::exp(all[h]);
    logits[h] += by_log_probability * ((h == *action.changed ? 1 : 0) - p) -
                 by_entropy * p * (all[h] + entropy);
  }
}

void Policy::describe(Values point, double* features) const {
  std::fill(features, features + features_, 0.0);
  const auto indices = indices_of(point);
  for (const Place& place : places_) {
    const std::uint64_t index = indices[place.parameter];
    if (index == k_inactive) continue;
    place.head.describe(place.head.choice_of(index), features + place.first_feature);
  }
}

void Policy::save(Writer& out, const Action& action) const {
  for (const std::uint64_t choice : action.choices) out.u64(choice);
  out.u64(action.changed ? *action.changed : Action::k_none);
}

Action Policy::load(Reader& in) const {
  Action action;
  for (const Place& place : places_) {
    const std::uint64_t choice = in.u64();
    if (choice != Action::k_none && !place.head.has(choice)) {
      throw Rejected("the state has a choice that does not exist");
    }
    action.choices.push_back(choice);
  }
  const std::uint64_t changed = in.u64();
  if (changed == Action::k_none) return action;
  if (!refines_ || changed >= places_.size() || action.choices[changed] == Action::k_none) {
    throw Rejected("the state has a change that is not possible");
  }
  action.changed = static_cast<std::size_t>(changed);
  return action;
}

}  // namespace archgym::agents
