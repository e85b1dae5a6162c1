#include "evaluate/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "base/clock.hpp"
#include "evaluate/guardian.hpp"

extern char** environ;

namespace archgym::host {
namespace {

// How long a guardian may take to clean up before it is killed, too.
constexpr double k_guardian_seconds = 5;

constexpr const char* k_not_started = "the worker process cannot be started";

// Descriptors that workers leave to the rest of the host: its files, and the next worker's start.
constexpr rlim_t k_reserved_descriptors = 48;

struct Ends {
  Descriptor ours, theirs;
};

Result<Ends> socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_failure("socketpair", errno);
  }
  return Ends{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<Ends> pipe_to_us() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("pipe", errno);
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Ends{Descriptor(ends[0]), Descriptor(ends[1])};
}

// Descriptors are given out from below, so a high one tells how few are left.
Result<void> check_left(const Descriptor& newest) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t reserved = std::min(k_reserved_descriptors, limit.rlim_cur / 4);
  if (static_cast<rlim_t>(newest.get()) < limit.rlim_cur - reserved) return {};
  return machine_failure("only " + std::to_string(limit.rlim_cur - newest.get()) + " of " +
                         std::to_string(limit.rlim_cur) + " descriptors are left (ulimit -n)");
}

// Everything that the host and a worker share.
struct Connections {
  Ends data, lifeline, output;
  SharedFlag cancelled;
};

Result<Connections> connect() {
  auto data = socket_pair();
  if (!data) return tl::unexpected(data.error());
  auto lifeline = socket_pair();
  if (!lifeline) return tl::unexpected(lifeline.error());
  auto output = pipe_to_us();
  if (!output) return tl::unexpected(output.error());
  auto cancelled = SharedFlag::create();
  if (!cancelled) return tl::unexpected(cancelled.error());
  if (auto left = check_left(cancelled->descriptor()); !left) {
    return tl::unexpected(left.error());
  }
  return Connections{std::move(*data), std::move(*lifeline), std::move(*output),
                     std::move(*cancelled)};
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

  void redirect(const Descriptor& output) {
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, output.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output.get(), STDERR_FILENO);
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

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::filesystem::path& executable,
                                           const std::string& command) {
  auto made = connect();
  if (!made) return within(k_not_started, made.error());

  SpawnActions actions;
  actions.detach();
  actions.redirect(made->output.theirs);
  std::array<std::string, 5> words{executable.string(), command};
  std::size_t word = 2;
  const std::array<const Descriptor*, 3> inherited{&made->data.theirs, &made->lifeline.theirs,
                                                   &made->cancelled.descriptor()};
  for (const Descriptor* theirs : inherited) {
    actions.inherit(*theirs);
    words[word++] = std::to_string(theirs->get());
  }
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t k = 0; k < words.size(); ++k) arguments[k] = words[k].data();

  WorkerProcess worker;
  const int error = actions.spawn(worker.guardian_, executable, arguments.data());
  if (error != 0) {
    worker.guardian_ = -1;
    return within(k_not_started, system_failure(executable.string(), error).value());
  }
  worker.data_ = std::move(made->data.ours);
  worker.lifeline_ = std::move(made->lifeline.ours);
  worker.output_ = OutputTail(std::move(made->output.ours));
  worker.cancelled_ = std::move(made->cancelled);
  worker.cancelled_.close_descriptor();
  ::fcntl(worker.data(), F_SETFL, O_NONBLOCK);
  return worker;
}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(guardian_, other.guardian_);
  std::swap(data_, other.data_);
  std::swap(lifeline_, other.lifeline_);
  std::swap(output_, other.output_);
  std::swap(cancelled_, other.cancelled_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  end(0);
}

// The worker is gone, or everything that it started is after the lifeline was shut down. Reads what
// is printed meanwhile.
bool WorkerProcess::ended_within(double seconds) {
  const double until = monotonic_seconds() + seconds;
  for (;;) {
    const double left = until - monotonic_seconds();
    std::array<pollfd, 2> watched{{{lifeline(), POLLIN, 0}, {output_.descriptor(), POLLIN, 0}}};
    const int ready =
        ::poll(watched.data(), watched.size(), left > 0 ? static_cast<int>(1000 * left) + 1 : 0);
    if (watched[1].revents != 0) output_.read();
    if (ready > 0 && watched[0].revents != 0) return true;
    if (left <= 0 || (ready < 0 && errno != EINTR)) return false;
  }
}

WorkerEnd WorkerProcess::end(double grace_seconds) {
  WorkerEnd end;
  if (lifeline() < 0) return end;
  ::shutdown(data(), SHUT_WR);  // an idle worker ends when it has read everything
  end.killed = !ended_within(grace_seconds);
  ::shutdown(lifeline(), SHUT_WR);  // now the guardian kills what is left

  GuardianReport report{};
  if (!ended_within(k_guardian_seconds)) {
    ::kill(guardian_, SIGKILL);  // and the worker with it, see become_guarded()
  } else if (::recv(lifeline(), &report, sizeof(report), MSG_DONTWAIT) == sizeof(report)) {
    end.wait_status = report.wait_status;
  }
  int ignored = 0;
  while (::waitpid(guardian_, &ignored, 0) < 0 && errno == EINTR) {
  }
  output_.read();  // its last words
  lifeline_.close();
  return end;
}

}  // namespace archgym::host
