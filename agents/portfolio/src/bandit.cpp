#include "bandit.hpp"

#include <archgym/portable.hpp>
#include <cmath>
#include <limits>
#include <numeric>

namespace archgym::agents {

Bandit::Bandit(std::size_t arms, std::size_t window, double exploration)
    : window_(window), exploration_(exploration), outstanding_(arms), results_(arms) {}

void Bandit::credit(std::size_t arm, bool success) {
  if (outstanding_[arm] > 0) --outstanding_[arm];
  if (history_.size() == window_) {
    --results_[history_.front().arm];
    history_.pop_front();
  }
  history_.push_back({arm, success});
  ++results_[arm];
}

double Bandit::area(std::size_t arm) const {
  double sum = 0;
  double position = 0;
  for (const Result& result : history_) {
    if (result.arm != arm) continue;
    position += 1;
    if (result.success) sum += position;
  }
  return position == 0 ? 0 : 2 * sum / (position * (position + 1));
}

double Bandit::score(std::size_t arm) const {
  const auto pulls = static_cast<double>(results_[arm] + outstanding_[arm]);
  if (pulls == 0) return std::numeric_limits<double>::infinity();
  const double all =
      static_cast<double>(history_.size() + std::accumulate(outstanding_.begin(),
                                                            outstanding_.end(), std::uint64_t{0}));
  return area(arm) + exploration_ * std::sqrt(2 * portable::log(all) / pulls);
}

void Bandit::save(Writer& out) const {
  for (const std::uint64_t pulls : outstanding_) out.u64(pulls);
  out.u64(history_.size());
  for (const Result& result : history_) {
    out.u64(result.arm);
    out.boolean(result.success);
  }
}

void Bandit::load(Reader& in) {
  for (std::uint64_t& pulls : outstanding_) pulls = in.u64();
  const std::uint64_t size = in.count(9);
  if (size > window_) throw Rejected("the state belongs to a larger window");
  for (std::uint64_t k = 0; k < size; ++k) {
    const auto arm = static_cast<std::size_t>(in.u64());
    if (arm >= results_.size()) throw Rejected("the state has a member that does not exist");
    history_.push_back({arm, in.boolean()});
    ++results_[arm];
  }
}

}  // namespace archgym::agents
