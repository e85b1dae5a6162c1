#include "child_process.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fcntl.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <utility>

#include "error.hpp"

extern char** environ;

namespace dramsys {
namespace {

constexpr std::size_t k_kept_bytes = std::size_t{1} << 20;
constexpr int k_watch_milliseconds = 50;

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

[[noreturn]] void cannot(const Program& program, const char* what, int error) {
  throw InputError(program.executable.string() + ": cannot " + what + ": " + std::strerror(error));
}

struct Pipe {
  FileDescriptor read, write;
};

// Both ends are closed in children of other threads, which fork at any moment.
Pipe make_pipe(const Program& program) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) cannot(program, "make a pipe", errno);
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// The environment of this process with some variables replaced.
std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> result = variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const std::string& variable : variables) {
      replaced = replaced || std::string_view(variable).starts_with(name);
    }
    if (!replaced) result.emplace_back(text);
  }
  return result;
}

// Everything that the child needs between fork and exec, where nothing may be allocated.
struct Launch {
  const char* executable;
  const char* directory;
  char* const* arguments;
  char* const* environment;
  int nowhere, out, err, failure;
  pid_t parent;
};

// Runs in the child. Only async-signal-safe functions.
[[noreturn]] void become(const Launch& launch) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(127);  // it died before the line above
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  // dup2() clears the flag that closes the originals at exec; nothing else is left open.
  const bool ready = ::dup2(launch.nowhere, STDIN_FILENO) >= 0 &&
                     ::dup2(launch.out, STDOUT_FILENO) >= 0 &&
                     ::dup2(launch.err, STDERR_FILENO) >= 0 && ::chdir(launch.directory) == 0;
  if (ready) ::execve(launch.executable, launch.arguments, launch.environment);
  const int error = errno;
  static_cast<void>(!::write(launch.failure, &error, sizeof error));
  ::_exit(127);
}

// A running child; killed with its group when it is still there at the end.
class Child {
 public:
  explicit Child(pid_t id) : id_(id) { ::setpgid(id, id); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!reaped_) reap();
  }

  // True once it has ended, with its status in status().
  bool ended() {
    if (reaped_) return true;
    siginfo_t information{};
    if (::waitid(P_PID, static_cast<id_t>(id_), &information, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        information.si_pid == 0) {
      return false;
    }
    reap();
    return true;
  }
  int status() const { return status_; }

 private:
  // Its number is not given to anybody else before waitpid(): nobody else is killed.
  void reap() {
    ::kill(-id_, SIGKILL);
    while (::waitpid(id_, &status_, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
  }

  pid_t id_;
  int status_ = 0;
  bool reaped_ = false;
};

// The end of a stream of bytes.
class Tail {
 public:
  explicit Tail(FileDescriptor source) : source_(std::move(source)) {
    ::fcntl(source_.get(), F_SETFL, O_NONBLOCK);
  }

  int descriptor() const { return source_.get(); }  // -1 once it has ended
  bool ended() const { return source_.get() < 0; }

  // Take what is there now.
  void drain() {
    std::array<char, 16384> piece;
    while (!ended()) {
      const ssize_t size = ::read(source_.get(), piece.data(), piece.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return;
      if (size <= 0) {
        source_.close();
        return;
      }
      text_.append(piece.data(), static_cast<std::size_t>(size));
      if (text_.size() > 2 * k_kept_bytes) text_.erase(0, text_.size() - k_kept_bytes);
    }
  }

  std::string take() {
    if (text_.size() > k_kept_bytes) text_.erase(0, text_.size() - k_kept_bytes);
    return std::move(text_);
  }

 private:
  FileDescriptor source_;
  std::string text_;
};

pid_t start(const Program& program, const Pipe& out, const Pipe& err) {
  const FileDescriptor nowhere(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (nowhere.get() < 0) cannot(program, "open /dev/null", errno);
  Pipe failure = make_pipe(program);
  std::vector<std::string> words = program.arguments;
  words.insert(words.begin(), program.executable.string());
  std::vector<std::string> variables = environment_with(program.variables);
  const std::vector<char*> arguments = pointers(words), environment = pointers(variables);
  const Launch launch{program.executable.c_str(),
                      program.directory.c_str(),
                      arguments.data(),
                      environment.data(),
                      nowhere.get(),
                      out.write.get(),
                      err.write.get(),
                      failure.write.get(),
                      ::getpid()};
  const pid_t id = ::fork();
  if (id < 0) cannot(program, "be started", errno);
  if (id == 0) become(launch);
  failure.write.close();
  // The pipe closes at exec; it delivers an error otherwise.
  int error = 0;
  ssize_t size = 0;
  do {
    size = ::read(failure.read.get(), &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  if (size == 0) return id;
  ::waitpid(id, nullptr, 0);
  cannot(program, "be started", error);
}

}  // namespace

Ended run_child(const Program& program, const std::function<void()>& watch) {
  Pipe out = make_pipe(program), err = make_pipe(program);
  Child child(start(program, out, err));
  out.write.close();
  err.write.close();
  Tail out_tail(std::move(out.read)), err_tail(std::move(err.read));
  // A descendant may hold the pipes open, and a child may close them: its end is what counts.
  while (!child.ended()) {
    watch();
    std::array<pollfd, 2> sources{
        {{out_tail.descriptor(), POLLIN, 0}, {err_tail.descriptor(), POLLIN, 0}}};
    const bool silent = out_tail.ended() && err_tail.ended();
    ::poll(sources.data(), sources.size(), silent ? 1 : k_watch_milliseconds);
    out_tail.drain();
    err_tail.drain();
  }
  out_tail.drain();
  err_tail.drain();
  const int status = child.status();
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return {signal == 0 ? WEXITSTATUS(status) : 0, signal, out_tail.take(), err_tail.take()};
}

}  // namespace dramsys
