// Exit codes of archgym-host. 128+n: ended by signal n.
#pragma once

#include "base/result.hpp"

namespace archgym::host {

inline constexpr int k_exit_ok = 0;
inline constexpr int k_exit_failure = 1;    // the run failed
inline constexpr int k_exit_usage = 2;      // wrong usage or input
inline constexpr int k_exit_no_result = 3;  // no design has a result, or none meets the constraints
inline constexpr int k_exit_stopped = 75;   // stopped early, can go on (EX_TEMPFAIL)

inline int exit_code(const Error& error) {
  switch (error.fault) {
    case Fault::input:
      return k_exit_usage;
    case Fault::machine:
      return k_exit_stopped;
    case Fault::failure:
      break;
  }
  return k_exit_failure;
}

}  // namespace archgym::host
