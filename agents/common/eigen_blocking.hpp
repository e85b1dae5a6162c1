// Products of matrices that are the same on every machine.
#pragma once

#include <Eigen/Core>

namespace archgym::agents {

// Eigen splits products into blocks by the cache sizes of the processor it runs on, and so decides
// the order of their sums. Call this before the first product, so that all machines split alike.
inline void fix_eigen_blocking() {
  static const bool fixed = [] {
    constexpr std::ptrdiff_t kibibyte = 1024;
    Eigen::setCpuCacheSizes(32 * kibibyte, 256 * kibibyte, 4096 * kibibyte);
    return true;
  }();
  static_cast<void>(fixed);
}

}  // namespace archgym::agents
