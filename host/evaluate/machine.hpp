// Whether the machine can evaluate at all: what the lanes of a run know about it together.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "evaluate/batch.hpp"
#include "evaluate/setup.hpp"

namespace archgym::host {

// How long lanes wait before they try again. Other values are for tests.
struct Patience {
  double first_wait_seconds = 0.1;
  double longest_wait_seconds = 5;
  double seconds = 60;  // with nothing but failures of the machine, after which a run ends
};

// [any-thread]
class Machine {
 public:
  // What is borrowed in the setup must outlive it.
  Machine(const EvaluationSetup& setup, const Patience& patience);

  const Patience& patience() const { return patience_; }

  // A design came through.
  void worked(Batch& batch, std::size_t row);
  // One that did, to be tried again where it is not clear whose fault a failure is: it becomes the
  // only row of the batch. False: none did yet.
  bool known_good(Batch& batch);

  // Why simulators may not have had the disk that they were promised; "" when it can be written.
  std::string disk_trouble();

  // Something failed because of the machine, and is tried again. Said once until something works.
  void say(const std::string& reason);
  // Nothing has worked since that time, and for as long as the patience lasts.
  bool given_up(double since) const;

  bool stopping() const;

 private:
  struct Design {
    std::vector<ag_value> point;
    std::optional<EpisodeStep> step;
  };

  EvaluationSetup setup_;
  Patience patience_;
  std::atomic<double> worked_at_ = 0;
  std::atomic<bool> said_ = false;
  std::atomic<bool> has_good_ = false;
  std::mutex choosing_;  // guards good_
  std::optional<Design> good_;
};

}  // namespace archgym::host
