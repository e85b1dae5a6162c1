#include "run/episodes.hpp"

#include <algorithm>

namespace archgym::host {

void Episodes::add(const EpisodeTrial& trial, std::span<const ag_value> point) {
  trials_.push_back(trial);
  points_.insert(points_.end(), point.begin(), point.end());
}

std::vector<std::uint64_t> Episodes::trials_to(std::uint64_t trial) const {
  std::vector<std::uint64_t> trials;
  for (std::optional<std::uint64_t> at = trial; at; at = trials_[*at].previous) {
    if (trials_[*at].taken) trials.push_back(*at);
  }
  std::ranges::reverse(trials);
  return trials;
}

std::vector<ag_value> Episodes::steps_to(std::uint64_t trial) const {
  const std::size_t parameters = points_.size() / trials_.size();
  std::vector<ag_value> designs;
  for (const std::uint64_t each : trials_to(trial)) {
    const auto point = std::span(points_).subspan(each * parameters, parameters);
    designs.insert(designs.end(), point.begin(), point.end());
  }
  return designs;
}

std::uint64_t Episodes::first_of(std::uint64_t trial) const {
  while (trials_[trial].previous) trial = *trials_[trial].previous;
  return trial;
}

bool Episodes::ended(std::uint64_t trial) const {
  const auto trials = trials_to(trial);
  return !trials.empty() && trials_[trials.back()].ended;
}

}  // namespace archgym::host
