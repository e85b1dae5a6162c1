#include "validate/check_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/clock.hpp"
#include "base/ending.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "evaluate/worker_process.hpp"
#include "json/json.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

using validation::CheckSetup;

// What the process has to end by itself once it gave its verdict.
constexpr double k_end_grace_seconds = 1;

// Both sides write lines, each a JSON object, and close their end. Host: the request. Process: a
// line for every case that begins, and the verdict.
void send_line(int socket, const json::object& line) {
  const std::string text = compact(line) + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t bytes = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (bytes <= 0 && errno != EINTR && errno != EAGAIN) return;
    if (bytes > 0) rest.remove_prefix(static_cast<std::size_t>(bytes));
  }
}

// Reads what is there. False at the end of the connection.
bool receive(int socket, std::string& text) {
  std::array<char, 4096> buffer;
  const ssize_t bytes = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (bytes > 0) text.append(buffer.data(), static_cast<std::size_t>(bytes));
  return bytes > 0 || (bytes < 0 && (errno == EINTR || errno == EAGAIN));
}

json::object to_json(const Verdict& verdict) {
  json::object line{{"status", to_text(verdict.status)}, {"reason", verdict.reason}};
  if (verdict.case_number) line["case"] = *verdict.case_number;
  line["text"] = verdict.case_text;
  return line;
}

// What the process said: the verdict, or else the case it was at.
struct Said {
  std::optional<Verdict> verdict;
  std::optional<std::uint64_t> case_number;
  std::string case_text;
};

Said read_lines(std::string_view text) {
  Said said;
  for (const std::string_view line : split(text, '\n')) {
    // A plugin may have written into the connection: what is no line of ours is nothing.
    const auto parsed = parse(line, "check");
    if (!parsed || !parsed->is_object()) continue;
    const json::object& object = parsed->as_object();
    if (const auto* number = object.if_contains("case")) {
      said.case_number = number->to_number<std::uint64_t>();
      said.case_text = text_at(object, "text");
    }
    const auto status = verdict_status_from_text(text_at(object, "status"));
    if (!status) continue;
    said.verdict = Verdict{*status, text_at(object, "reason"), std::nullopt, ""};
    if (object.contains("case")) {
      said.verdict->case_number = said.case_number;
      said.verdict->case_text = said.case_text;
    }
  }
  return said;
}

// A file in memory for what the process prints: unlike of a pipe, its size tells the process
// whether the plugin printed anything.
struct Printed {
  Descriptor file{::memfd_create("printed", MFD_CLOEXEC)};

  // Where the process opens it.
  std::string path() const {
    return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file.get());
  }
  std::string last() const {
    std::string text(4096, '\0');
    const off_t size = std::max<off_t>(::lseek(file.get(), 0, SEEK_END), 0);
    const off_t from = std::max<off_t>(size - static_cast<off_t>(text.size()), 0);
    const ssize_t bytes = ::pread(file.get(), text.data(), text.size(), from);
    text.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
    return last_words(text);
  }
};

// Standard output and error of this process go to the host's file.
void print_to(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (file.get() < 0) return;
  ::dup2(file.get(), STDOUT_FILENO);
  ::dup2(file.get(), STDERR_FILENO);
}

}  // namespace

Result<Verdict> check_in_process(const Rule& rule, const CheckSetup& setup,
                                 const std::filesystem::path& executable) {
  auto process = WorkerProcess::start(executable, "check");
  if (!process) return tl::unexpected(process.error());
  const Printed printed;
  json::object request{{"rule", rule.id},
                       {"output", printed.path()},
                       {"plugin", setup.manifest_file.string()},
                       {"directory", setup.directory.string()},
                       {"seconds", setup.seconds}};
  if (setup.only) request["case"] = *setup.only;
  send_line(process->data(), request);

  std::string text;
  const double until = monotonic_seconds() + setup.seconds;
  bool open = true;
  while (open && monotonic_seconds() < until) {
    pollfd watched[] = {{process->data(), POLLIN, 0},
                        {process->lifeline(), POLLIN, 0},
                        {process->output().descriptor(), POLLIN, 0}};
    if (::poll(watched, 3, 100) <= 0) continue;
    if (watched[2].revents != 0) process->output().read();
    if (watched[0].revents == 0 && watched[1].revents == 0) continue;
    open = watched[0].revents != 0 ? receive(process->data(), text) : false;
  }
  Said said = read_lines(text);
  const WorkerEnd end = process->end(open ? 0 : k_end_grace_seconds);
  if (said.verdict) return *said.verdict;
  Verdict verdict{VerdictStatus::crashed, "", said.case_number, said.case_text};
  if (open) {
    verdict.status = VerdictStatus::failed;
    verdict.reason = "did not end within " + format_real(setup.seconds) + " s (--time-limit)";
  } else if (end.wait_status && !end.killed) {
    verdict.reason = "the process ended with " + ending_of(*end.wait_status) + printed.last();
  } else {
    verdict.reason = "the process closed its connection to the host" + printed.last();
  }
  return verdict;
}

namespace {

void serve(int data) {
  std::string text;
  while (text.find('\n') == std::string::npos) {
    if (!receive(data, text)) return;
  }
  const json::object request = parse(text, "request").value().as_object();
  print_to(text_at(request, "output"));
  const auto rule = rule_named(text_at(request, "rule"));
  CheckSetup setup;
  setup.manifest_file = text_at(request, "plugin");
  setup.directory = text_at(request, "directory");
  setup.seconds = request.at("seconds").to_number<double>();
  if (const auto* only = request.if_contains("case")) setup.only = only->to_number<std::uint64_t>();
  setup.announce = [data](std::uint64_t number, const std::string& what) {
    send_line(data, {{"case", number}, {"text", what}});
  };
  send_line(data, to_json(validation::run_check((*rule)->test, std::move(setup))));
}

}  // namespace

int run_check_server(WorkerDescriptors descriptors) {
  return run_guarded(descriptors, [](int data, int) { serve(data); });
}

}  // namespace archgym::host
