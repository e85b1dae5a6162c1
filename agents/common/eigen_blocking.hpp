// Products of matrices that are the same on every machine.
#pragma once

#include <Eigen/Core>

namespace archgym::agents {

// Eigen splits products into blocks by the cache sizes of the processor it runs on, and so decides
// the order of their sums. Call this before the first product, so that all machines split alike.
inline void fix_eigen_blocking() {
  static const bool fixed = [] {
    Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 4 * 1024 * 1024);
    return true;
  }();
  static_cast<void>(fixed);
}

}  // namespace archgym::agents
