// Linear algebra with the same bits on every machine.
#pragma once

#ifndef EIGEN_DONT_VECTORIZE
// Packets of the target's width decide the order of sums, and on some targets they fuse.
#error "agents that use Eigen are compiled with EIGEN_DONT_VECTORIZE"
#endif

#include <archgym/portable.hpp>

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

// exp of each element; Eigen has variants of its own.
inline Eigen::ArrayXd portable_exp(const Eigen::ArrayXd& x) {
  Eigen::ArrayXd result(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) result[i] = portable::exp(x[i]);
  return result;
}

}  // namespace archgym::agents
