#include "fidelity_ladder.hpp"

#include <algorithm>
#include <cmath>

namespace archgym::agents {
namespace {

double number_at(const Parameter& parameter, std::uint64_t index) {
  if (parameter.type() == ParameterType::ordinal) return parameter.numbers()[index];
  const double step =
      (parameter.upper() - parameter.lower()) / static_cast<double>(parameter.choices() - 1);
  return parameter.lower() + step * static_cast<double>(index);
}

// The index of the value that is nearest to `wanted`, by ratio.
std::uint64_t nearest(const Parameter& parameter, double wanted) {
  std::uint64_t low = 0;
  std::uint64_t high = parameter.choices() - 1;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (number_at(parameter, middle) <= wanted ? low : high) = middle;
  }
  return wanted / number_at(parameter, low) < number_at(parameter, high) / wanted ? low : high;
}

}  // namespace

FidelityLadder::FidelityLadder(Space space, std::uint64_t factor, double minimum) : space_(space) {
  for (std::size_t p = 0; p < space_.size(); ++p) {
    if (space_[p].free_fidelity()) parameter_ = p;
  }
  rungs_.push_back(parameter_ ? space_[*parameter_].choices() - 1 : 0);
  if (!parameter_) return;
  const Parameter parameter = space_[*parameter_];
  const double full = parameter.upper();
  const double lowest = std::max(parameter.lower(), minimum * full * (1 - 1e-9));
  const auto ratio = static_cast<double>(factor);
  double wanted = full / ratio;
  while (wanted >= lowest) {
    const std::uint64_t index = nearest(parameter, wanted);
    if (index != rungs_.back()) rungs_.push_back(index);
    wanted /= ratio;
  }
  std::reverse(rungs_.begin(), rungs_.end());
}

bool FidelityLadder::place(Span<ag_value> point, std::size_t rung) const {
  if (!parameter_) return true;
  std::vector<std::uint64_t> indices(space_.size());
  space_.to_indices(Values(point.data(), point.size()), indices);
  indices[*parameter_] = rungs_[rung];
  return space_.from_indices(indices, point);
}

}  // namespace archgym::agents
