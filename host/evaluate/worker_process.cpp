#include "evaluate/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "base/clock.hpp"
#include "evaluate/guardian.hpp"

extern char** environ;

namespace archgym::host {
namespace {

// How long a guardian may take to clean up before it is killed, too.
constexpr double k_guardian_seconds = 5;

tl::unexpected<Error> system_failure(const char* what, int number) {
  return failure("the worker process cannot be started: " + std::string(what) + ": " +
                 std::generic_category().message(number));
}

struct SocketPair {
  Descriptor ours, theirs;
};

Result<SocketPair> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_failure("socketpair", errno);
  }
  return SocketPair{Descriptor(ends[0]), Descriptor(ends[1])};
}

// What the child does between fork and exec.
class SpawnActions {
 public:
  SpawnActions() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  ~SpawnActions() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  // A descriptor duplicated onto itself loses its close-on-exec flag.
  void inherit(const Descriptor& descriptor) {
    ::posix_spawn_file_actions_adddup2(&actions_, descriptor.get(), descriptor.get());
  }

  void redirect(const std::filesystem::path& output) {
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, output.c_str(),
                                       O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }

  // Out of the terminal's foreground group: Ctrl-C is the host's. Signals as a fresh process.
  void detach() {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }

  int spawn(pid_t& child, const std::filesystem::path& executable, char* const* arguments) {
    return ::posix_spawn(&child, executable.c_str(), &actions_, &attributes_, arguments, environ);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

bool readable_within(int descriptor, double seconds) {
  const double until = monotonic_seconds() + seconds;
  for (;;) {
    const double left = until - monotonic_seconds();
    pollfd watched{descriptor, POLLIN, 0};
    const int ready = ::poll(&watched, 1, left > 0 ? static_cast<int>(1000 * left) + 1 : 0);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::filesystem::path& executable,
                                           const std::filesystem::path& output,
                                           const std::string& command) {
  auto data = socket_pair();
  if (!data) return tl::unexpected(data.error());
  auto lifeline = socket_pair();
  if (!lifeline) return tl::unexpected(lifeline.error());
  auto cancel = socket_pair();
  if (!cancel) return tl::unexpected(cancel.error());

  SpawnActions actions;
  actions.detach();
  actions.redirect(output);
  std::array<std::string, 5> words{executable.string(), command};
  std::size_t word = 2;
  for (const Descriptor* theirs : {&data->theirs, &lifeline->theirs, &cancel->theirs}) {
    actions.inherit(*theirs);
    words[word++] = std::to_string(theirs->get());
  }
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t k = 0; k < words.size(); ++k) arguments[k] = words[k].data();

  WorkerProcess worker;
  const int error = actions.spawn(worker.guardian_, executable, arguments.data());
  if (error != 0) {
    worker.guardian_ = -1;
    return system_failure(executable.c_str(), error);
  }
  worker.data_ = std::move(data->ours);
  worker.lifeline_ = std::move(lifeline->ours);
  worker.cancel_ = std::move(cancel->ours);
  ::fcntl(worker.data(), F_SETFL, O_NONBLOCK);
  return worker;
}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(guardian_, other.guardian_);
  std::swap(data_, other.data_);
  std::swap(lifeline_, other.lifeline_);
  std::swap(cancel_, other.cancel_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  end(0);
}

void WorkerProcess::cancel(std::uint64_t call) {
  (void)::send(cancel_.get(), &call, sizeof(call), MSG_NOSIGNAL | MSG_DONTWAIT);
}

WorkerEnd WorkerProcess::end(double grace_seconds) {
  WorkerEnd end;
  if (lifeline() < 0) return end;
  ::shutdown(data(), SHUT_WR);  // an idle worker ends when it has read everything
  end.killed = !readable_within(lifeline(), grace_seconds);
  ::shutdown(lifeline(), SHUT_WR);  // now the guardian kills what is left

  GuardianReport report{};
  if (!readable_within(lifeline(), k_guardian_seconds)) {
    ::kill(guardian_, SIGKILL);  // and the worker with it, see become_guarded()
  } else if (::recv(lifeline(), &report, sizeof(report), MSG_DONTWAIT) == sizeof(report)) {
    end.wait_status = report.wait_status;
  }
  int ignored = 0;
  while (::waitpid(guardian_, &ignored, 0) < 0 && errno == EINTR) {
  }
  lifeline_.close();
  return end;
}

}  // namespace archgym::host
