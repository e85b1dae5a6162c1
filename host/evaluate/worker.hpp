// A worker with a loaded plugin: the host's side of the connection.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "evaluate/batch.hpp"
#include "evaluate/setup.hpp"
#include "evaluate/short_wait.hpp"
#include "evaluate/wire.hpp"
#include "evaluate/worker_process.hpp"

namespace archgym::host {

// What became of a call.
struct CallEnd {
  // False: the worker must be replaced.
  bool worker_lives = true;
  // When there are no results: how every row of the call ends, and why.
  std::optional<EvaluationStatus> status;
  std::string reason;
  // What the worker did before may have been the cause: another one may give results.
  bool past_may_matter = false;
};

class Worker {
 public:
  // Start a process with a directory of its own, where its scratch directories go. Returns when it
  // has loaded the plugin and made an instance. `setup` must outlive the worker.
  // Fault::input: the plugin refuses its configuration; starting another one is of no use.
  static Result<std::unique_ptr<Worker>> start(const EvaluationSetup& setup,
                                               const std::filesystem::path& executable);
  // Kills what is left and removes the directory; scratch directories of failures stay when the
  // setup says so.
  ~Worker();

  // Evaluate the rows in one call of the plugin, within the limits of the setup, which are those of
  // a single evaluation. A step of an episode may have to make an instance and to take the steps
  // before again, and has the time for it; the worker itself sees that no step takes longer than
  // the time-out. Returns early when the setup's `cancel` is set.
  CallEnd call(Batch& batch, std::span<const std::size_t> rows);

  // What the environment answered with as its space, when the setup's manifest lacks it: then the
  // worker is of no other use.
  boost::json::object take_space() { return std::move(space_); }

  // How many rows it was given.
  std::uint64_t evaluations() const { return evaluations_; }
  std::uint64_t memory_mebibytes() const { return process_.usage().memory_mebibytes; }
  // Another call may find it out of descriptors.
  bool worn() const { return worn_; }

  // Let an idle worker end by itself, or kill it when it does not.
  void end();

 private:
  // A call that must come to an end, and why.
  struct GivingUp {
    EvaluationStatus status;
    std::string reason;
    double kill_at;
  };

  Worker(const EvaluationSetup& setup, std::filesystem::path directory);
  Result<void> greet();
  Result<void> read_space(std::string_view body);
  Result<std::optional<wire::Message>> next_message(double until);
  Result<void> wait_for_more(double until);
  bool receive();
  bool send(double until);
  CallEnd await_results(Batch& batch, std::span<const std::size_t> rows);
  CallEnd conclude(const wire::Message& message, Batch& batch, std::span<const std::size_t> rows,
                   const std::optional<GivingUp>& giving_up);
  std::optional<GivingUp> reason_to_give_up(double started, std::optional<double>& cpu_before,
                                            Batch& batch, std::size_t row);
  std::string how_it_ended();
  std::string last_output();

  const EvaluationSetup& setup_;
  std::filesystem::path directory_;
  WorkerProcess process_;
  wire::Reader reader_;
  ShortWait wait_;
  std::string message_;
  boost::json::object space_;
  double start_seconds_ = 0;  // what it took to make the first instance
  std::uint64_t calls_ = 0;
  std::uint64_t evaluations_ = 0;
  bool worn_ = false;
};

}  // namespace archgym::host
