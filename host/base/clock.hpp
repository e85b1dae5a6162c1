// Time: wall and CPU time of a piece of work, and the calendar.
#pragma once

#include <ctime>
#include <string>

namespace archgym::host {

inline double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Seconds since an arbitrary start; never goes back.
inline double monotonic_seconds() {
  return seconds_of(CLOCK_MONOTONIC);
}

// CPU time of the children of this process that have ended and were waited for.
double seconds_of_children();

// Wall time and CPU time since construction. CPU time is that of the whole process, as a simulator
// may use several threads, unless another clock is chosen.
class Stopwatch {
 public:
  explicit Stopwatch(clockid_t cpu_clock = CLOCK_PROCESS_CPUTIME_ID) : cpu_clock_(cpu_clock) {}

  double wall_seconds() const { return monotonic_seconds() - wall_; }
  double cpu_seconds() const { return seconds_of(cpu_clock_) - cpu_; }

 private:
  clockid_t cpu_clock_;
  double cpu_ = seconds_of(cpu_clock_);
  double wall_ = monotonic_seconds();
};

// Now in UTC, "2026-11-23T16:15:00Z".
std::string utc_now();

}  // namespace archgym::host
