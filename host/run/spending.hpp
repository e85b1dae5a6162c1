// What a run has used of its budget, over all its sessions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "run/accounting.hpp"
#include "run/config.hpp"

namespace archgym::host {

// Counts the trials that the agent was told, in their order, so that what may be asked next is the
// same whatever else has ended meanwhile. Trials of earlier sessions are counted when they are
// restored.
class Spending {
 public:
  explicit Spending(const Budget& budget);

  void told(const Outcome& outcome);
  void add_earlier_seconds(double seconds) { earlier_seconds_ += seconds; }

  // How many designs may be asked for besides those under way, each of which may have to be
  // simulated.
  std::uint64_t room(std::uint64_t under_way) const;

  // Without a limit on the designs asked: so many proposals in a row needed no simulation that the
  // agent is not going to find another design.
  bool idle() const { return !budget_.asked && idle_in_a_row_ >= k_idle_in_a_row; }

  bool out_of_time() const { return budget_.seconds && elapsed_seconds() >= *budget_.seconds; }
  // Wall time of this session and of earlier ones. [any-thread]
  double elapsed_seconds() const;

 private:
  static constexpr std::uint64_t k_idle_in_a_row = 10'000;

  Budget budget_;
  Accounting counts_;
  std::uint64_t idle_in_a_row_ = 0;
  double earlier_seconds_ = 0;
  double started_;
};

}  // namespace archgym::host
