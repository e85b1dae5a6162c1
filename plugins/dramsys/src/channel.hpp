// One memory channel: controller and devices, simulated from event to event. Its requests come
// through a port: a FrontEnd of its own, or its side of a SharedFrontEnd (shared_front_end.hpp).
//
// An event is a cycle at which a request reaches the controller, a wanted command becomes possible
// or a refresh comes due; the cycles between cost nothing. The order of steps within a cycle is
// DRAMSys's (its Controller::controllerMethod), because it decides ties.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "activity.hpp"
#include "bank_machine.hpp"
#include "bank_queue.hpp"
#include "buffer.hpp"
#include "command_mux.hpp"
#include "device.hpp"
#include "device_check.hpp"
#include "latency.hpp"
#include "observer.hpp"
#include "policies.hpp"
#include "power_down.hpp"
#include "refresh.hpp"
#include "response_queue.hpp"
#include "scheduler.hpp"
#include "timing.hpp"

namespace dramsys {

// Reusable: reset by each run, keeping its memory. Not thread safe; instances are independent.
class Channel {
 public:
  explicit Channel(const Device& device);

  // A run: begin(), step() at each next_time() until the port has nothing to come, finish().
  void begin(const Policies& policies);
  // When something happens here next; `arrival`: when the port's next request arrives.
  Cycle next_time(Cycle arrival) const { return std::min(at_door_ ? never : arrival, wake_up_); }
  // All that happens at `now`, which is next_time().
  template <class Port, class Observer>
  void step(Cycle now, Port& port, Observer& observer);
  void finish();

  // Results of the last completed run.
  std::int64_t row_hits() const { return row_hits_; }
  const LatencyStatistics& latencies() const { return latencies_; }
  std::span<const Activity> activities() const { return activities_; }

 private:
  struct RankState {
    RefreshManager refresh;
    PowerDownManager power;
    ActivityMeter meter;
    std::uint32_t waiting = 0;     // accepted requests without their column command
    std::uint32_t open_banks = 0;  // without an auto-precharge under way
  };

  // The command that a bank wants, kept from evaluate() for choose().
  struct Wanted {
    Cycle bank_ready = 0;
    std::uint32_t id = 0;
    Command command = Command::none;
    CommandClass kind = CommandClass::activate;

    bool operator==(const Wanted&) const = default;
  };

  // Steps of a cycle.
  template <class Port, class Observer>
  void controller_step(Cycle now, Port& port, Observer& observer);
  template <class Port>
  void accept(Cycle now, Port& port);
  void manage_ranks(Cycle now);
  void manage_rank(std::uint32_t rank, Cycle now);
  void choose(Cycle now);
  void set_wake_up(Cycle now);

  template <class Port, class Observer>
  void issue(const Candidate& chosen, Cycle now, Port& port, Observer& observer);
  template <class Port, class Observer>
  void issue_bank(const Candidate& chosen, Cycle now, Port& port, Observer& observer);
  template <class Port, class Observer>
  void serve(const Candidate& chosen, Cycle now, Port& port, Observer& observer);
  void issue_rank(const Candidate& chosen, Cycle now);

  void evaluate(std::uint32_t bank);
  void evaluate_rank(std::uint32_t rank);
  BankSet idle_banks(std::uint32_t rank) const;
  BankSet open_banks(std::uint32_t rank) const;
  void block(std::uint32_t bank);
  void offer_managers(std::uint32_t rank, Cycle now);
  void offer_banks(std::uint32_t rank, Cycle now);
  // When each class of command is possible for the rank, not before `now`: commands that are
  // possible already are equally early, and age decides between them.
  using RankReady = std::array<Cycle, bank_command_classes>;
  // The wanted command of these banks that is possible first, and of equally early ones the oldest.
  void offer_first(std::uint64_t banks, const RankReady& rank_ready, Cycle now);
  // When a bank's wanted command is possible.
  Cycle ready_time(const Wanted& wanted, std::uint32_t bank, Cycle rank_ready) const {
    const Cycle ready = std::max(rank_ready, wanted.bank_ready);
    return timing_.grouped() ? std::max(ready, timing_.group_ready(wanted.kind, bank)) : ready;
  }
  bool runs_banks(const RankState& rank) const {
    return rank.power.next() == Command::none && rank.refresh.next() == Command::none;
  }

  std::uint32_t bank_in_channel(std::uint32_t rank, std::uint32_t bank) const {
    return rank * device_.geometry.banks + bank;
  }

  Device device_;
  TimingRules rules_;
  Policies policies_;

  TimingState timing_;
  Scheduler scheduler_;
  Buffer buffer_;
  CommandMux mux_;
  ResponseQueue responses_;
  std::vector<BankMachine> machines_;
  std::vector<BankQueue> queues_;
  std::vector<Wanted> wanted_;
  std::vector<RankState> ranks_;
  std::vector<Cycle> opened_;  // last activate of each bank
  std::uint64_t wanting_ = 0;  // bit per bank whose entry in wanted_ counts
  bool at_door_ = false;       // a request has arrived and found no room
  Cycle door_time_ = 0;
  std::uint32_t next_id_ = 1;
  bool reconsider_ = false;  // all banks may choose differently
  bool stale_ = false;       // mux_ has not seen the latest state

  Cycle wake_up_ = 0;  // next controller step without an arrival

  std::int64_t row_hits_ = 0;
  LatencyStatistics latencies_;
  std::vector<Activity> activities_;
};

}  // namespace dramsys
