#include "evaluate/worker.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/clock.hpp"
#include "base/ending.hpp"
#include "evaluate/hello.hpp"
#include "evaluate/reasons.hpp"
#include "evaluate/scratch.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

constexpr std::size_t k_room = 64 << 10;

// How often limits are looked at while a call runs.
constexpr double k_look_seconds = 0.02;
// What a plugin that was asked to cancel has before its process is killed.
constexpr double k_cancel_grace_seconds = 1;
// What a worker whose connection is closed has to end by itself.
constexpr double k_end_grace_seconds = 1;

bool stopping(const EvaluationSetup& setup) {
  return setup.cancel && setup.cancel->load(std::memory_order_relaxed);
}

CallEnd nonsense(const std::string& what) {
  return {false, EvaluationStatus::crashed, "the worker process sent a " + what, true};
}

int milliseconds_until(double time) {
  return std::max(0, static_cast<int>(1000 * (time - monotonic_seconds())) + 1);
}

}  // namespace

Result<std::unique_ptr<Worker>> Worker::start(const EvaluationSetup& setup,
                                              const std::filesystem::path& executable) {
  auto directory = setup.scratch->make("worker-");
  if (!directory) return within("the worker process cannot be started", directory.error());
  std::unique_ptr<Worker> worker(new Worker(setup, std::move(*directory)));
  auto process = WorkerProcess::start(executable);
  if (!process) return tl::unexpected(process.error());
  worker->process_ = std::move(*process);
  if (auto greeted = worker->greet(); !greeted) return tl::unexpected(greeted.error());
  return worker;
}

Worker::Worker(const EvaluationSetup& setup, std::filesystem::path directory)
    : setup_(setup), directory_(std::move(directory)) {}

Worker::~Worker() {
  process_.end(0);
  std::error_code ignored;
  if (setup_.keep_scratch) {
    std::filesystem::remove(directory_, ignored);  // fails, as it should, when something was kept
  } else {
    std::filesystem::remove_all(directory_, ignored);
  }
}

void Worker::end() {
  process_.end(k_end_grace_seconds);
}

// Tell the worker what to load and wait until it has.
Result<void> Worker::greet() {
  Hello hello = hello_of(setup_);
  hello.scratch_root = directory_;
  wire::put(message_, wire::Type::hello, to_text(hello));
  const double limit = start_seconds(setup_.limits);
  const double started = monotonic_seconds();
  if (!send(started + limit)) {
    return failure("the worker process " + how_it_ended() + " before it was asked");
  }
  while (monotonic_seconds() < started + limit && !stopping(setup_)) {
    auto message = next_message(monotonic_seconds() + k_look_seconds);
    if (!message) {
      return failure("the worker process cannot load the plugin: it " + message.error().message);
    }
    if (!*message) continue;
    if ((*message)->type == wire::Type::ready) {
      start_seconds_ = monotonic_seconds() - started;
      return read_space((*message)->body);
    }
    if ((*message)->type != wire::Type::refused) {
      return failure("the worker process does not load the plugin");
    }
    return tl::unexpected(refusal_from_text((*message)->body));
  }
  if (stopping(setup_)) return failure("the run was stopped while a worker loaded the plugin");
  return failure(start_reason(limit));
}

Result<void> Worker::read_space(std::string_view body) {
  if (body.empty()) return {};
  auto space = parse(body, "the space");
  if (!space) return tl::unexpected(space.error());
  space_ = space->as_object();
  return {};
}

// The next message that is no log line; nothing when none came in time, however much was logged or
// printed. The error says how the worker ended, in words that follow "the worker process".
Result<std::optional<wire::Message>> Worker::next_message(double until) {
  for (;;) {
    auto message = reader_.next();
    if (!message) return failure("sent a " + message.error().message);
    if (*message && (*message)->type != wire::Type::log) return message;
    if (*message) {
      auto log = wire::read_log((*message)->body);
      if (!log) return failure("sent a " + log.error().message);
      setup_.services->log(log->level, log->component, log->text);
    } else if (auto waited = wait_for_more(until); !waited) {
      return tl::unexpected(waited.error());
    }
    if (monotonic_seconds() >= until) return std::nullopt;
  }
}

// Until the worker sends or prints something, or the time has come.
Result<void> Worker::wait_for_more(double until) {
  std::array<pollfd, 3> watched{{{process_.data(), POLLIN, 0},
                                 {process_.lifeline(), POLLIN, 0},
                                 {process_.output().descriptor(), POLLIN, 0}}};
  const auto look = [&watched](int milliseconds) {
    return ::poll(watched.data(), watched.size(), milliseconds);
  };
  const int ready =
      wait_.wait([&look] { return look(0) > 0; }, [&] { return look(milliseconds_until(until)); });
  if (ready <= 0) return {};
  if (watched[2].revents != 0) process_.output().read();
  // What it sent before it ended comes first.
  if (watched[0].revents != 0) return receive() ? Result<void>() : failure(how_it_ended());
  if (watched[1].revents != 0) return failure(how_it_ended());
  return {};
}

// False at the end of the connection.
bool Worker::receive() {
  const auto space = reader_.space(k_room);
  const ssize_t bytes = ::recv(process_.data(), space.data(), space.size(), 0);
  if (bytes > 0) reader_.received(static_cast<std::size_t>(bytes));
  return bytes > 0 || (bytes < 0 && (errno == EINTR || errno == EAGAIN));
}

// Send message_. False when the worker does not take it.
bool Worker::send(double until) {
  std::string_view rest = message_;
  while (!rest.empty()) {
    const ssize_t bytes = ::send(process_.data(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (bytes > 0) {
      rest.remove_prefix(static_cast<std::size_t>(bytes));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return false;
    if (monotonic_seconds() > until || stopping(setup_)) return false;
    pollfd watched{process_.data(), POLLOUT, 0};
    ::poll(&watched, 1, milliseconds_until(monotonic_seconds() + k_look_seconds));
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

std::string Worker::last_output() {
  process_.output().read();
  return last_words(process_.output().text());
}

CallEnd Worker::call(Batch& batch, std::span<const std::size_t> rows) {
  evaluations_ += rows.size();
  process_.forget_cancel();
  process_.output().clear();  // what was printed before does not explain what happens now
  wire::put_evaluate(message_, ++calls_, batch, rows);
  if (!send(monotonic_seconds() + start_seconds(setup_.limits))) {
    return {false, EvaluationStatus::crashed, "the worker process " + how_it_ended(), true};
  }
  return await_results(batch, rows);
}

CallEnd Worker::await_results(Batch& batch, std::span<const std::size_t> rows) {
  const double started = monotonic_seconds();
  std::optional<double> cpu_before;
  std::optional<GivingUp> giving_up;
  for (;;) {
    auto message = next_message(monotonic_seconds() + k_look_seconds);
    if (!message) {
      if (giving_up) return {false, giving_up->status, giving_up->reason};
      return {false, EvaluationStatus::crashed, "the worker process " + message.error().message,
              true};
    }
    if (*message) return conclude(**message, batch, rows, giving_up);
    if (!giving_up) {
      giving_up = reason_to_give_up(started, cpu_before, batch, rows.front());
      if (giving_up) process_.cancel();
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
  worn_ = results->worn;
  // One point may have spoiled the others: its process, or their common time.
  const bool shared = rows.size() > 1;
  const EvaluationStatus first = batch.outcome(rows.front()).status;
  if (shared && results->process_suspect) return {false, first, "", true};
  if (shared && giving_up) return {true, giving_up->status, giving_up->reason};
  for (const std::size_t row : rows) {
    Outcome& outcome = batch.outcome(row);
    if (outcome.status == EvaluationStatus::crashed) outcome.reason += last_output();
    if (outcome.status != EvaluationStatus::cancelled || !giving_up) continue;
    outcome.status = giving_up->status;
    outcome.reason = giving_up->reason;
  }
  // The reason is with the row; what the process did before may have been the cause.
  if (results->process_suspect) return {false, std::nullopt, "", true};
  return {};
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
