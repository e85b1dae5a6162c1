#include "evaluate/guarded_process.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "evaluate/guardian.hpp"

namespace archgym::host {
namespace {

// Connections move up here, out of the way of plugins that write to or close low descriptors; or to
// the middle of what there is.
constexpr rlim_t k_lowest_descriptor = 500;

int lowest_descriptor() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min(k_lowest_descriptor, limit.rlim_cur / 2));
}

// Moves the connections up and closes everything else that the host had from its own parent, but
// for the standard streams.
void settle_descriptors(WorkerDescriptors& descriptors) {
  const int lowest = lowest_descriptor();
  for (int* each : {&descriptors.data, &descriptors.lifeline, &descriptors.cancelled}) {
    *each = ::fcntl(*each, F_DUPFD_CLOEXEC, lowest);
    if (*each < 0) {
      std::perror("no descriptor for a worker");
      ::_exit(EXIT_FAILURE);
    }
  }
  if (::close_range(STDERR_FILENO + 1, static_cast<unsigned>(lowest) - 1, 0) != 0) {
    // Linux before 5.9 has no such call.
    for (int each = STDERR_FILENO + 1; each < lowest; ++each) ::close(each);
  }
  ::closefrom(descriptors.cancelled + 1);  // which knows what else to do where there is none
}

}  // namespace

int run_guarded(WorkerDescriptors descriptors,
                const std::function<void(int data, int cancelled)>& work) {
  settle_descriptors(descriptors);
  become_guardian();
  const pid_t guardian = ::getpid();
  const pid_t worker = ::fork();
  if (worker < 0) {
    std::perror("no process for a worker");
    return EXIT_FAILURE;
  }
  if (worker == 0) {
    become_guarded(guardian);
    ::close(descriptors.lifeline);
    work(descriptors.data, descriptors.cancelled);
    ::_exit(EXIT_SUCCESS);
  }
  ::close(descriptors.data);
  ::close(descriptors.cancelled);
  guard(worker, descriptors.lifeline);
  return EXIT_SUCCESS;
}

}  // namespace archgym::host
