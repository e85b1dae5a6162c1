#include "cli/crash.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <string>

#include "base/running.hpp"

namespace archgym::host {
namespace {

// A crash by stack overflow leaves no room for the handler.
constexpr std::size_t k_stack_bytes = 64 << 10;
std::array<char, k_stack_bytes> stack;

// Made beforehand: a handler can only write.
std::string after_environment, after_others, of_nobody;
pid_t host = 0;

void say(const char* text) {
  (void)!::write(STDERR_FILENO, text, std::strlen(text));
}

void explain(const Running::Plugin& plugin, int number) {
  const std::string* after = &of_nobody;
  say("archgym-host: ");
  if (plugin.kind) {
    after = std::strcmp(plugin.kind, "environment") == 0 ? &after_environment : &after_others;
    say(plugin.kind);
    say(" '");
    say(plugin.name);
    say("' crashed in the host's own process (");
  } else {
    say("crashed (");
  }
  say(::sigdescr_np(number));  // strsignal() may translate, which a handler must not
  say(after->c_str());
}

void on_crash(int number) {
  // A process that a plugin forked is not the host.
  if (::getpid() == host) explain(Running::now(), number);
  ::raise(number);  // the handler is gone: this ends the process when the handler returns
}

}  // namespace

void explain_crashes(const std::filesystem::path& run_file, const std::string& agent) {
  host = ::getpid();
  const std::string resume = run_file.empty() ? "" : "archgym-host resume " + run_file.string();
  after_environment =
      "); a process of its own keeps the host from it: " + (resume.empty() ? "give" : resume) +
      " --isolation worker\n";
  const std::string kept = (resume.empty() ? "" : "; what is finished is kept: " + resume) + "\n";
  after_others = ")" + kept;
  of_nobody = ")" + kept;
  if (!agent.empty()) {
    of_nobody =
        "); agent '" + agent + "' runs in its process and may have damaged its memory" + kept;
  }

  stack_t alternate{};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  ::sigaltstack(&alternate, nullptr);
  struct sigaction action {};
  action.sa_handler = on_crash;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    struct sigaction before {};
    ::sigaction(number, nullptr, &before);
    if (before.sa_handler == SIG_DFL || before.sa_handler == on_crash) {
      ::sigaction(number, &action, nullptr);
    }
  }
}

}  // namespace archgym::host
