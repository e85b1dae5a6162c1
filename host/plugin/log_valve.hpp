// A bound on what plugins log, so that one that is stuck fills neither a terminal nor a disk.
#pragma once

#include <archgym/host.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <mutex>

#include "base/clock.hpp"

namespace archgym::host {

// Lets the first lines of each level through in every second, and counts the others. [any-thread]
class LogValve {
 public:
  static constexpr std::uint64_t k_lines_per_second = 200;

  struct Verdict {
    bool pass = false;
    std::uint64_t dropped = 0;  // lines of this level before this one; told once
  };

  Verdict admit(int level, double now = monotonic_seconds()) {
    const std::scoped_lock lock(mutex_);
    Level& it = levels_[static_cast<std::size_t>(std::clamp(level, AG_LOG_TRACE, AG_LOG_ERROR) -
                                                 AG_LOG_TRACE)];
    if (now - it.began >= 1) {
      const std::uint64_t dropped =
          it.lines > k_lines_per_second ? it.lines - k_lines_per_second : 0;
      it = {now, 1};
      return {true, dropped};
    }
    return {++it.lines <= k_lines_per_second, 0};
  }

 private:
  struct Level {
    double began = 0;  // of the second that is counted
    std::uint64_t lines = 0;
  };

  std::mutex mutex_;
  std::array<Level, AG_LOG_ERROR - AG_LOG_TRACE + 1> levels_;
};

}  // namespace archgym::host
