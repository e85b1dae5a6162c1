#include "adapter/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace archgym::host {
namespace {

// How often a child without a descriptor is looked at.
constexpr double k_look_seconds = 1e-3;

// The actions and attributes of posix_spawn(), freed with this.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  void stream(int from, int to) {
    if (from >= 0) {
      posix_spawn_file_actions_adddup2(&actions_, from, to);
    } else {
      posix_spawn_file_actions_addopen(&actions_, to, "/dev/null", O_RDWR, 0);
    }
  }
  void directory(const std::filesystem::path& path) {
    if (!path.empty()) posix_spawn_file_actions_addchdir_np(&actions_, path.c_str());
  }
  // Nothing else of this process is open in the child.
  void close_the_rest() { posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1); }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

// This process's environment, if it is wanted, with some variables replaced.
std::vector<char*> environment_of(const ChildSetup& setup) {
  std::vector<char*> all;
  for (char** each = environ; setup.inherit && *each; ++each) {
    const bool replaced = std::ranges::any_of(
        setup.variables, [&](const auto& given) { return name_of(given) == name_of(*each); });
    if (!replaced) all.push_back(*each);
  }
  for (const std::string& given : setup.variables) all.push_back(const_cast<char*>(given.c_str()));
  all.push_back(nullptr);
  return all;
}

// The program of the first line of a script; "" when it has none.
std::string interpreter_of(const std::filesystem::path& program) {
  std::ifstream file(program);
  std::string line;
  if (!std::getline(file, line) || !line.starts_with("#!")) return "";
  const std::string_view rest = trim(std::string_view(line).substr(2));
  return std::string(rest.substr(0, rest.find_first_of(" \t")));
}

tl::unexpected<Error> cannot_start(const std::filesystem::path& program, int error) {
  const std::string message = program.string() + ": cannot be started: ";
  if (error == ENOEXEC) {
    return bad_input(message + "it is no program of this machine, and no script with #! in its " +
                     "first line");
  }
  if (error == ENOENT || error == EACCES) {
    const std::string interpreter = interpreter_of(program);
    return bad_input(message + std::generic_category().message(error) +
                     (interpreter.empty() ? "" : "; its interpreter is " + interpreter));
  }
  return system_failure(program.string() + ": cannot be started", error);
}

}  // namespace

Result<Child> Child::start(const ChildSetup& setup) {
  SpawnPlan plan;
  plan.stream(setup.input, STDIN_FILENO);
  plan.stream(setup.output, STDOUT_FILENO);
  plan.stream(setup.error, STDERR_FILENO);
  plan.directory(setup.directory);
  plan.close_the_rest();
  std::vector<char*> arguments{const_cast<char*>(setup.program.c_str())};
  for (const std::string& each : setup.arguments) {
    arguments.push_back(const_cast<char*>(each.c_str()));
  }
  arguments.push_back(nullptr);
  const std::vector<char*> environment = environment_of(setup);
  pid_t process = -1;
  const int error = ::posix_spawn(&process, setup.program.c_str(), plan.actions(),
                                  plan.attributes(), arguments.data(), environment.data());
  if (error != 0) return cannot_start(setup.program, error);
  // -1 before Linux 5.3, under strict seccomp profiles, and when no descriptor is left.
  return Child(process, static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      ended_(other.ended_),
      status_(other.status_) {}

Child::~Child() {
  if (process_ < 0) return;
  ::kill(-process_, SIGKILL);
  while (!ended_ && ::waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
  }
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool Child::wait(int milliseconds) {
  const double until = monotonic_seconds() + 1e-3 * milliseconds;
  while (!reap()) {
    const double left = until - monotonic_seconds();
    if (left <= 0) return false;
    if (descriptor_ >= 0) {
      pollfd watched{descriptor_, POLLIN, 0};
      ::poll(&watched, 1, static_cast<int>(std::ceil(1000 * left)));
    } else {
      ::usleep(static_cast<useconds_t>(1e6 * std::min(left, k_look_seconds)));
    }
  }
  return true;
}

bool Child::reap() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
  return ended_;
}

}  // namespace archgym::host
