#include "evaluate/worker.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/clock.hpp"
#include "base/ending.hpp"
#include "evaluate/hello.hpp"
#include "evaluate/reasons.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

constexpr std::size_t k_room = 64 << 10;

// How often limits are looked at while a call runs.
constexpr int k_look_milliseconds = 20;
// What a plugin that was asked to cancel has before its process is killed.
constexpr double k_cancel_grace_seconds = 1;
// What a worker whose connection is closed has to end by itself.
constexpr double k_end_grace_seconds = 1;
// What loading the plugin and making an instance may take.
constexpr double k_start_seconds = 600;

bool stopping(const EvaluationSetup& setup) {
  return setup.cancel && setup.cancel->load(std::memory_order_relaxed);
}

CallEnd nonsense(const std::string& what) {
  return {false, EvaluationStatus::crashed, "the worker process sent a " + what, true};
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::start(const EvaluationSetup& setup,
                                              const std::filesystem::path& executable,
                                              const std::filesystem::path& directory) {
  const std::filesystem::path output = directory / "output";
  auto process = WorkerProcess::start(executable, output);
  if (!process) return tl::unexpected(process.error());
  std::unique_ptr<Worker> worker(new Worker(setup, std::move(*process), output));
  if (auto greeted = worker->greet(); !greeted) return tl::unexpected(greeted.error());
  return worker;
}

Worker::Worker(const EvaluationSetup& setup, WorkerProcess process, std::filesystem::path output)
    : setup_(setup), process_(std::move(process)), output_(std::move(output)) {}

void Worker::end() {
  process_.end(k_end_grace_seconds);
}

// Tell the worker what to load and wait until it has.
Result<void> Worker::greet() {
  Hello hello = hello_of(setup_);
  hello.scratch_root = output_.parent_path();
  wire::put(message_, wire::Type::hello, to_text(hello));
  if (!send()) return failure("the worker process " + how_it_ended() + " before it was asked");
  const double started = monotonic_seconds();
  while (monotonic_seconds() < started + k_start_seconds && !stopping(setup_)) {
    auto message = next_message(k_look_milliseconds);
    if (!message) {
      return failure("the worker process cannot load the plugin: it " + message.error().message);
    }
    if (!*message) continue;
    if ((*message)->type == wire::Type::ready) {
      start_seconds_ = monotonic_seconds() - started;
      return read_space((*message)->body);
    }
    if ((*message)->type != wire::Type::refused) break;
    return tl::unexpected(refusal_from_text((*message)->body));
  }
  if (stopping(setup_)) return failure("the run was stopped while a worker loaded the plugin");
  return failure("the worker process does not load the plugin");
}

Result<void> Worker::read_space(std::string_view body) {
  if (body.empty()) return {};
  auto space = parse(body, "the space");
  if (!space) return tl::unexpected(space.error());
  space_ = space->as_object();
  return {};
}

// The next message that is no log line; nothing when none came in time. The error says how the
// worker ended, in words that follow "the worker process".
Result<std::optional<wire::Message>> Worker::next_message(int milliseconds) {
  for (;;) {
    auto message = reader_.next();
    if (!message) return failure("sent a " + message.error().message);
    if (*message && (*message)->type == wire::Type::log) {
      auto log = wire::read_log((*message)->body);
      if (!log) return failure("sent a " + log.error().message);
      setup_.services->log(log->level, log->component, log->text);
      continue;
    }
    if (*message) return message;
    std::array<pollfd, 2> watched{{{process_.data(), POLLIN, 0}, {process_.lifeline(), POLLIN, 0}}};
    const int ready =
        wait_.wait([&] { return ::poll(watched.data(), watched.size(), 0) > 0; },
                   [&] { return ::poll(watched.data(), watched.size(), milliseconds); });
    if (ready <= 0) return std::nullopt;
    // What it sent before it ended comes first.
    const bool data = watched[0].revents != 0;
    if (!data || !receive()) return failure(how_it_ended());
  }
}

// False at the end of the connection.
bool Worker::receive() {
  const auto space = reader_.space(k_room);
  const ssize_t bytes = ::recv(process_.data(), space.data(), space.size(), 0);
  if (bytes > 0) reader_.received(static_cast<std::size_t>(bytes));
  return bytes > 0 || (bytes < 0 && (errno == EINTR || errno == EAGAIN));
}

// Send message_. False when the worker does not take it.
bool Worker::send() {
  std::string_view rest = message_;
  const double give_up = monotonic_seconds() + k_start_seconds;
  while (!rest.empty()) {
    const ssize_t bytes = ::send(process_.data(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (bytes > 0) {
      rest.remove_prefix(static_cast<std::size_t>(bytes));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return false;
    if (monotonic_seconds() > give_up || stopping(setup_)) return false;
    pollfd watched{process_.data(), POLLOUT, 0};
    ::poll(&watched, 1, k_look_milliseconds);
  }
  return true;
}

// The worker has ended or closed its connection.
std::string Worker::how_it_ended() {
  const bool in_a_message = reader_.partial();
  const WorkerEnd end = process_.end(k_end_grace_seconds);
  std::string how = end.killed || !end.wait_status ? "closed its connection to the host"
                                                   : "ended with " + ending_of(*end.wait_status);
  if (in_a_message) how += " in the middle of a message";
  return how + last_output();
}

std::string Worker::last_output() const {
  std::ifstream file(output_, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return last_words(text.str());
}

CallEnd Worker::call(Batch& batch, std::span<const std::size_t> rows) {
  evaluations_ += rows.size();
  wire::put_evaluate(message_, ++calls_, batch, rows);
  if (!send()) {
    return {false, EvaluationStatus::crashed, "the worker process " + how_it_ended(), true};
  }
  return await_results(batch, rows);
}

CallEnd Worker::await_results(Batch& batch, std::span<const std::size_t> rows) {
  const double started = monotonic_seconds();
  std::optional<double> cpu_before;
  std::optional<GivingUp> giving_up;
  for (;;) {
    auto message = next_message(k_look_milliseconds);
    if (!message) {
      if (giving_up) return {false, giving_up->status, giving_up->reason};
      return {false, EvaluationStatus::crashed, "the worker process " + message.error().message,
              true};
    }
    if (*message) return conclude(**message, batch, rows, giving_up);
    if (!giving_up) {
      giving_up = reason_to_give_up(started, cpu_before, batch, rows.front());
      if (giving_up) process_.cancel(calls_);
    }
    if (giving_up && monotonic_seconds() >= giving_up->kill_at) {
      return {false, giving_up->status, giving_up->reason,
              giving_up->status == EvaluationStatus::crashed};
    }
  }
}

CallEnd Worker::conclude(const wire::Message& message, Batch& batch,
                         std::span<const std::size_t> rows,
                         const std::optional<GivingUp>& giving_up) {
  if (message.type != wire::Type::results) return nonsense("message that nobody asked for");
  auto results = wire::read_results(message.body, batch, rows);
  if (!results) return nonsense(results.error().message);
  if (results->call != calls_) return nonsense("broken message: the results of another call");
  for (const std::size_t row : rows) {
    Outcome& outcome = batch.outcome(row);
    if (outcome.status == EvaluationStatus::crashed) outcome.reason += last_output();
    if (outcome.status != EvaluationStatus::cancelled || !giving_up) continue;
    outcome.status = giving_up->status;
    outcome.reason = giving_up->reason;
  }
  return {!results->process_suspect, std::nullopt, "", false};
}

// Limits that the running call has exceeded, or the user's wish to stop. Plugins that can be
// cancelled get the time for it.
std::optional<Worker::GivingUp> Worker::reason_to_give_up(double started,
                                                          std::optional<double>& cpu_before,
                                                          Batch& batch, std::size_t row) {
  const Limits& limits = setup_.limits;
  const double now = monotonic_seconds();
  const bool can_cancel = setup_.manifest->cancellation != Cancellation::kill;
  const double kill_at = can_cancel ? now + k_cancel_grace_seconds : now;
  if (stopping(setup_))
    return GivingUp{EvaluationStatus::cancelled, "the run was stopped", kill_at};
  const auto steps = static_cast<double>(batch.step_count(row));
  const double preparing = batch.step(row) ? start_seconds_ : 0;
  if (limits.timeout_seconds && now - started > steps * *limits.timeout_seconds + preparing) {
    return GivingUp{EvaluationStatus::timeout, timeout_reason(*limits.timeout_seconds), kill_at};
  }
  if (!limits.cpu_seconds && !limits.memory_mebibytes) return std::nullopt;
  const TreeUsage usage = process_.usage();
  if (!cpu_before) cpu_before = usage.cpu_seconds;
  if (limits.cpu_seconds &&
      usage.cpu_seconds - *cpu_before > steps * *limits.cpu_seconds + preparing) {
    return GivingUp{EvaluationStatus::timeout, cpu_time_reason(*limits.cpu_seconds), kill_at};
  }
  if (limits.memory_mebibytes && usage.memory_mebibytes > *limits.memory_mebibytes) {
    return GivingUp{EvaluationStatus::crashed,
                    memory_reason(usage.memory_mebibytes, *limits.memory_mebibytes), now};
  }
  return std::nullopt;
}

}  // namespace archgym::host
