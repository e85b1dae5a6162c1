// The workers of a run, for evaluators that work at once.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include "evaluate/setup.hpp"
#include "evaluate/worker.hpp"

namespace archgym::host {

// Each lane has a worker of its own. When the machine has no room for more of them, lanes take
// turns with those that there are. [any-thread]
class Workers {
 public:
  // `executable` is archgym-host; "": this program. Starts nothing.
  Workers(EvaluationSetup setup, std::filesystem::path executable);
  ~Workers();

  // Start the first one, for the lane 0. The error says why the plugin cannot be loaded or created.
  Result<void> start();

  // The lane's worker, or a fresh one, or else another lane's, for which it waits. An error when
  // there is none at all, which is the machine's, as the plugin has been loaded before; or when the
  // run is stopped.
  Result<std::unique_ptr<Worker>> take(std::size_t lane);
  void give_back(std::size_t lane, std::unique_ptr<Worker> worker);
  // The worker is of no use any more.
  void drop(std::unique_ptr<Worker> worker);

  const EvaluationSetup& setup() const { return setup_; }
  bool stopping() const { return setup_.cancel && setup_.cancel->load(std::memory_order_relaxed); }

 private:
  struct Idle {
    std::size_t lane;
    std::unique_ptr<Worker> worker;
  };

  std::unique_ptr<Worker> idle_one(std::size_t lane, bool of_any_lane);
  void say_crowded(const std::string& reason);

  EvaluationSetup setup_;
  std::filesystem::path executable_;

  std::mutex mutex_;  // guards everything below
  std::condition_variable returned_;
  std::vector<Idle> idle_;
  std::size_t alive_ = 0;    // idle, or with a lane, or being started
  double try_again_at_ = 0;  // when another one may be started
  bool said_crowded_ = false;
};

}  // namespace archgym::host
