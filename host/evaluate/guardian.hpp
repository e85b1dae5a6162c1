// The process that watches over a worker, so that nothing a plugin started outlives it.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace archgym::host {

// What the guardian reports when the worker and everything it started are gone.
struct GuardianReport {
  std::int32_t wait_status;  // of the worker, as waitpid() gives it
};

// A worker consists of two processes. The program that the host starts becomes the guardian: it
// forks the worker proper and waits for the worker's end or for the end of the lifeline, a socket
// whose other end only the host has. Either way it then kills the worker's process group and every
// process below itself: it is their subreaper, so grandchildren that daemonised come back to it.
// The host may close the lifeline, exit or be killed, the effect is the same.

// In the guardian, before anything else: make it the subreaper of what it is going to start.
void become_guardian();

// In the worker, right after the fork: a process group of its own, and death with the guardian.
void become_guarded(pid_t guardian);

// Wait as described, clean up, report. Returns when nothing is left.
void guard(pid_t worker, int lifeline);

}  // namespace archgym::host
