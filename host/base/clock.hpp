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

// Wall time and CPU time of this process since construction. CPU time counts all threads, as a
// simulator may use several.
class Stopwatch {
 public:
  double wall_seconds() const { return monotonic_seconds() - wall_; }
  double cpu_seconds() const { return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_; }

 private:
  double cpu_ = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  double wall_ = monotonic_seconds();
};

// Now in UTC, "2026-11-23T16:15:00Z".
std::string utc_now();

}  // namespace archgym::host
