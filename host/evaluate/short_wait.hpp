// Waiting for the other side of a connection that usually answers at once.
#pragma once

#include "base/clock.hpp"

namespace archgym::host {

// A core that went to sleep takes longer to wake up than a fast evaluation lasts. So when the last
// wait was short, the next one begins with looking again and again; when nothing comes in that
// time, it ends in a system call that sleeps.
class ShortWait {
 public:
  // `look` returns true when there is something; `sleep` waits for it.
  template <class Look, class Sleep>
  auto wait(Look&& look, Sleep&& sleep) {
    const double begin = monotonic_seconds();
    while (expected_ && monotonic_seconds() - begin < k_seconds) {
      if (look()) break;
    }
    auto result = sleep();
    expected_ = monotonic_seconds() - begin < k_seconds;
    return result;
  }

 private:
  static constexpr double k_seconds = 100e-6;

  bool expected_ = false;
};

}  // namespace archgym::host
