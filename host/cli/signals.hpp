// Ctrl-C and termination requests.
#pragma once

#include <atomic>

namespace archgym::host {

// From now on SIGINT, SIGTERM and SIGHUP set the flag once; a second one ends the process with
// 128 + its number. Those that were ignored when the process began stay ignored: nohup and the
// background jobs of a script rely on it. The flag lives as long as the process.
const std::atomic<bool>& stop_on_signals();

}  // namespace archgym::host
