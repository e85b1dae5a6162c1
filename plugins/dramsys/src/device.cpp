#include "device.hpp"

#include <cmath>

namespace dramsys {

std::int64_t Device::period_ps() const {
  return std::llround(1e6 / clock_mhz);
}

}  // namespace dramsys
