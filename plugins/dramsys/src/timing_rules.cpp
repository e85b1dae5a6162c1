#include "timing_rules.hpp"

#include <algorithm>

#include "standards/standard.hpp"

namespace dramsys {

bool TimingRules::simple_bus() const {
  return !column_bus && std::all_of(length.begin(), length.end(), [](auto n) { return n == 1; });
}

TimingRules timing_rules(const Device& device) {
  return description(device.standard).rules(device);
}

}  // namespace dramsys
