#include "evaluate/guarded_process.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "evaluate/guardian.hpp"

namespace archgym::host {
namespace {

// Connections move up here, out of the way of plugins that write to or close low descriptors.
constexpr int k_lowest_descriptor = 500;

// Moves the connections up and closes everything else that the host had from its own parent, but
// for the standard streams.
void settle_descriptors(WorkerDescriptors& descriptors) {
  for (int* each : {&descriptors.data, &descriptors.lifeline, &descriptors.cancel}) {
    *each = ::fcntl(*each, F_DUPFD_CLOEXEC, k_lowest_descriptor);
    if (*each < 0) ::_exit(EXIT_FAILURE);
  }
  ::close_range(STDERR_FILENO + 1, k_lowest_descriptor - 1, 0);
  ::close_range(static_cast<unsigned>(descriptors.cancel) + 1, ~0U, 0);
}

}  // namespace

int run_guarded(WorkerDescriptors descriptors,
                const std::function<void(int data, int cancel)>& work) {
  settle_descriptors(descriptors);
  become_guardian();
  const pid_t guardian = ::getpid();
  const pid_t worker = ::fork();
  if (worker < 0) return EXIT_FAILURE;
  if (worker == 0) {
    become_guarded(guardian);
    ::close(descriptors.lifeline);
    work(descriptors.data, descriptors.cancel);
    ::_exit(EXIT_SUCCESS);
  }
  ::close(descriptors.data);
  ::close(descriptors.cancel);
  guard(worker, descriptors.lifeline);
  return EXIT_SUCCESS;
}

}  // namespace archgym::host
