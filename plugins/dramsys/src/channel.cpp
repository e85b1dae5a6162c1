#include "channel.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "command_trace.hpp"
#include "front_end.hpp"
#include "shared_front_end.hpp"

namespace dramsys {
namespace {

// Ranks refresh in turn, in bit-reversed order, so that neighbouring ranks are far apart in time.
Cycle first_refresh(Cycle interval, std::uint32_t rank, std::uint32_t ranks) {
  std::uint32_t turn = 0;
  for (std::uint32_t bit = 1, mirrored = ranks / 2; bit < ranks; bit *= 2, mirrored /= 2)
    if (rank & bit) turn |= mirrored;
  return interval - turn * (interval / ranks);
}

}  // namespace

Channel::Channel(const Device& device)
    : device_(device),
      rules_(timing_rules(device)),
      timing_(device.geometry, rules_),
      mux_(rules_),
      machines_(device.geometry.all_banks()),
      queues_(device.geometry.all_banks()),
      wanted_(device.geometry.all_banks()),
      ranks_(device.geometry.ranks),
      opened_(device.geometry.all_banks()),
      activities_(device.geometry.ranks) {}

void Channel::begin(const Policies& policies) {
  policies_ = policies;
  timing_.reset(policies);
  scheduler_.reset(policies);
  buffer_.reset(policies.buffer, policies.buffer_size, device_.geometry.all_banks());
  mux_.reset(policies.mux);
  responses_.reset(policies.response);
  std::fill(machines_.begin(), machines_.end(), BankMachine());
  for (BankQueue& queue : queues_) queue.clear();
  const auto ranks = static_cast<std::uint32_t>(ranks_.size());
  for (std::uint32_t k = 0; k < ranks; ++k) {
    RankState& rank = ranks_[k];
    const Cycle interval =
        policies.refresh == RefreshPolicy::per_bank ? device_.timing.nREFIpb : device_.timing.nREFI;
    rank.refresh.reset(policies, first_refresh(interval, k, ranks), interval,
                       device_.geometry.banks);
    rank.power.reset(policies.power_down == PowerDownPolicy::staggered);
    rank.meter.reset(device_);
    rank.waiting = rank.open_banks = 0;
  }
  wanting_ = 0;
  at_door_ = false;
  next_id_ = 1;
  reconsider_ = false;
  stale_ = true;
  wake_up_ = 0;
  row_hits_ = 0;
  latencies_.reset();
}

template <class Port, class Observer>
void Channel::step(Cycle now, Port& port, Observer& observer) {
  if (at_door_ || port.arrival() != now) {
    controller_step(now, port, observer);
    return;
  }
  // A command that becomes possible now is chosen without the request that arrives now, unless that
  // one comes from the arbiter's queue and was announced a clock before. DRAMSys leaves this to the
  // order of SystemC's event queue, which nearly always is this one.
  if (wake_up_ == now && !port.queued_in_arbiter()) controller_step(now, port, observer);
  at_door_ = true;
  door_time_ = now;
  accept(now, port);
  controller_step(now, port, observer);
}

void Channel::finish() {
  const auto last =
      std::max_element(ranks_.begin(), ranks_.end(), [](const RankState& a, const RankState& b) {
        return a.meter.last_command() < b.meter.last_command();
      });
  const Cycle books_close = last->meter.done();
  for (std::size_t k = 0; k < ranks_.size(); ++k)
    activities_[k] = ranks_[k].meter.finish(books_close);
}

template void Channel::step(Cycle, FrontEnd&, NoObserver&);
template void Channel::step(Cycle, FrontEnd&, Recorder&);
template void Channel::step(Cycle, FrontEnd&, CommandWriter&);
template void Channel::step(Cycle, SharedFrontEnd::Port&, NoObserver&);
template void Channel::step(Cycle, SharedFrontEnd::Port&, Recorder&);
template void Channel::step(Cycle, SharedFrontEnd::Port&, CommandWriter&);

template <class Port, class Observer>
void Channel::controller_step(Cycle now, Port& port, Observer& observer) {
  if (!mux_.simple()) stale_ = true;  // what may start now depends on what may start later
  manage_ranks(now);
  choose(now);
  const Candidate chosen = mux_.best();
  if (chosen.time <= now) {
    issue(chosen, now, port, observer);
    if (reconsider_) {
      for (std::uint32_t bank = 0; bank < machines_.size(); ++bank) evaluate(bank);
      reconsider_ = false;
    }
    manage_ranks(now);
    stale_ = true;
    choose(now);
  } else if (reconsider_) {
    for (std::uint32_t bank = 0; bank < machines_.size(); ++bank) evaluate(bank);
    reconsider_ = false;
    stale_ = true;
    choose(now);
  }
  set_wake_up(now);
}

// The inline members, here and below, are used in this file only: the compiler need not keep calls.
inline void Channel::manage_ranks(Cycle now) {
  const bool powers_down = policies_.power_down != PowerDownPolicy::no_power_down;
  for (std::uint32_t k = 0; k < ranks_.size(); ++k) {
    const RefreshManager& refresh = ranks_[k].refresh;
    if (powers_down || now >= refresh.due() || refresh.next() != Command::none) manage_rank(k, now);
  }
}

void Channel::manage_rank(std::uint32_t k, Cycle now) {
  RankState& rank = ranks_[k];
  stale_ = true;
  const bool due = now >= rank.refresh.due();
  BankSet blocked =
      rank.refresh.evaluate(now, due ? idle_banks(k) : 0, due ? open_banks(k) : 0, rank.power);
  for (; blocked != 0; blocked &= blocked - 1)
    block(bank_in_channel(k, static_cast<std::uint32_t>(std::countr_zero(blocked))));
  rank.power.evaluate(rank.open_banks > 0);
}

// It starts nothing until it is refreshed.
void Channel::block(std::uint32_t bank) {
  machines_[bank].blocked = true;
  machines_[bank].next = Command::none;
  wanting_ &= ~(std::uint64_t{1} << bank);
}

inline void Channel::set_wake_up(Cycle now) {
  wake_up_ = mux_.next_time();
  for (const RankState& rank : ranks_)
    if (rank.refresh.next() == Command::none)
      wake_up_ = std::min(wake_up_, std::max(now + 1, rank.refresh.due()));
}

// Let the request at the door in if there is room.
template <class Port>
void Channel::accept(Cycle now, Port& port) {
  if (!buffer_.has_room()) return;
  at_door_ = false;
  const Request& request = port.request();
  const std::uint32_t bank = request.bank;
  RankState& rank = ranks_[timing_.rank_of(bank)];
  if (rank.waiting++ == 0) rank.power.want_exit();
  queues_[bank].push({next_id_++, request.row, request.column, request.write, door_time_});
  buffer_.add(bank, request.write);
  if (scheduler_.accepted(buffer_)) reconsider_ = true;

  const bool wanted_something = machines_[bank].next != Command::none;
  const Wanted before = wanted_[bank];
  evaluate(bank);
  // One more wanted command needs only a comparison, the same one as before nothing; any other
  // change a new look at all.
  if (!wanted_something) {
    const Wanted& wanted = wanted_[bank];
    if (!stale_ && machines_[bank].next != Command::none && runs_banks(rank)) {
      const Cycle rank_ready = timing_.rank_ready(wanted.kind, timing_.rank_of(bank));
      mux_.offer({ready_time(wanted, bank, std::max(now, rank_ready)), wanted.id, bank,
                  wanted.command, false},
                 now);
    }
  } else if (machines_[bank].next == Command::none || wanted_[bank] != before) {
    stale_ = true;
  }
  port.accepted(now);
}

BankSet Channel::idle_banks(std::uint32_t rank) const {
  BankSet banks = 0;
  for (std::uint32_t b = 0; b < device_.geometry.banks; ++b)
    banks |= BankSet{machines_[bank_in_channel(rank, b)].idle()} << b;
  return banks;
}

BankSet Channel::open_banks(std::uint32_t rank) const {
  BankSet banks = 0;
  for (std::uint32_t b = 0; b < device_.geometry.banks; ++b)
    banks |= BankSet{machines_[bank_in_channel(rank, b)].open} << b;
  return banks;
}

void Channel::evaluate(std::uint32_t bank) {
  BankMachine& machine = machines_[bank];
  machine.evaluate(policies_.page, scheduler_, queues_[bank]);
  const std::uint64_t bit = std::uint64_t{1} << bank;
  if (machine.next == Command::none) {
    wanting_ &= ~bit;
    return;
  }
  wanting_ |= bit;
  // Only commands of the bank itself change when it is ready, and each is followed by evaluate().
  wanted_[bank] = {timing_.bank_ready(machine.next, bank), queues_[bank][machine.current].id,
                   machine.next, class_of(machine.next)};
}

void Channel::evaluate_rank(std::uint32_t rank) {
  for (std::uint32_t b = 0; b < device_.geometry.banks; ++b)
    evaluate(rank * device_.geometry.banks + b);
}

// Find the best command of the present state. A rank whose power-down manager wants something does
// that only; next come its refreshes, which the banks have made way for.
inline void Channel::choose(Cycle now) {
  if (!stale_) return;
  stale_ = false;
  mux_.clear();
  for (std::uint32_t k = 0; k < ranks_.size(); ++k) {
    offer_managers(k, now);
    if (ranks_[k].power.next() == Command::none) offer_banks(k, now);
  }
}

inline void Channel::offer_managers(std::uint32_t k, Cycle now) {
  const Command power = ranks_[k].power.next();
  const Command refresh = ranks_[k].refresh.next();
  if (power != Command::none) {
    mux_.offer({std::max(now, timing_.earliest_rank(power, k)), power_down_id, k, power, true},
               now);
  } else if (is_of_bank(refresh)) {
    const std::uint32_t bank = bank_in_channel(k, ranks_[k].refresh.bank());
    mux_.offer(
        {std::max(now, timing_.earliest_bank(refresh, bank)), refresh_id, bank, refresh, false},
        now);
  } else if (refresh != Command::none) {
    mux_.offer({std::max(now, timing_.earliest_rank(refresh, k)), refresh_id, k, refresh, true},
               now);
  }
}

inline void Channel::offer_banks(std::uint32_t k, Cycle now) {
  RankReady ready;
  for (std::size_t kind = 0; kind < bank_command_classes; ++kind)
    ready[kind] = std::max(now, timing_.rank_ready(static_cast<CommandClass>(kind), k));
  const std::uint32_t banks = device_.geometry.banks;
  const std::uint64_t mask =
      banks == most_banks ? ~std::uint64_t{0} : ((std::uint64_t{1} << banks) - 1) << (k * banks);
  if (mux_.takes_first()) {
    offer_first(wanting_ & mask, ready, now);
    return;
  }
  for (std::uint64_t left = wanting_ & mask; left != 0; left &= left - 1) {
    const auto bank = static_cast<std::uint32_t>(std::countr_zero(left));
    const Wanted& wanted = wanted_[bank];
    const Cycle time = ready_time(wanted, bank, ready[static_cast<std::size_t>(wanted.kind)]);
    mux_.offer({time, wanted.id, bank, wanted.command, false}, now);
  }
}

// The innermost loop of a simulation.
inline void Channel::offer_first(std::uint64_t banks, const RankReady& rank_ready, Cycle now) {
  // Time before age, in one number with the bank, so that the minimum needs no branches. Waiting
  // times are sums of a few parameters of the device, below 2^26 (device_file.cpp).
  static_assert(most_banks == 1 << 6);
  std::uint64_t first = ~std::uint64_t{0};
  for (; banks != 0; banks &= banks - 1) {
    const auto bank = static_cast<std::uint32_t>(std::countr_zero(banks));
    const Wanted& wanted = wanted_[bank];
    const Cycle time = ready_time(wanted, bank, rank_ready[static_cast<std::size_t>(wanted.kind)]);
    first = std::min(
        first, static_cast<std::uint64_t>(time - now) << 38 | std::uint64_t{wanted.id} << 6 | bank);
  }
  if (first == ~std::uint64_t{0}) return;
  const auto bank = static_cast<std::uint32_t>(first % most_banks);
  const Wanted& wanted = wanted_[bank];
  mux_.offer({now + static_cast<Cycle>(first >> 38), wanted.id, bank, wanted.command, false}, now);
}

template <class Port, class Observer>
void Channel::issue(const Candidate& chosen, Cycle now, Port& port, Observer& observer) {
  mux_.issued(chosen);
  const std::uint32_t k = chosen.whole_rank ? chosen.place : timing_.rank_of(chosen.place);
  if (chosen.whole_rank) {
    observer.command({now, chosen.command, k, 0, 0, 0});
    issue_rank(chosen, now);
  } else {
    issue_bank(chosen, now, port, observer);
  }
  if (ranks_[k].waiting == 0) ranks_[k].power.want_entry();
}

template <class Port, class Observer>
void Channel::issue_bank(const Candidate& chosen, Cycle now, Port& port, Observer& observer) {
  const std::uint32_t bank = chosen.place;
  BankMachine& machine = machines_[bank];
  const std::uint32_t k = timing_.rank_of(bank);
  RankState& rank = ranks_[k];
  timing_.issue_bank(chosen.command, bank, now);
  if (is_column(chosen.command)) {
    observer.command({now, chosen.command, k, bank, machine.row, chosen.id});
    serve(chosen, now, port, observer);
  } else if (chosen.command == Command::activate) {
    machine.open = machine.committed = machine.untouched = true;
    machine.row = queues_[bank][machine.current].row;
    observer.command({now, chosen.command, k, bank, machine.row, 0});
    opened_[bank] = now;
    ++rank.open_banks;
    rank.meter.activate(now);
  } else if (chosen.command == Command::refresh_bank) {
    machine.blocked = false;
    observer.command({now, chosen.command, k, bank, 0, 0});
    rank.meter.refresh_bank();
    rank.refresh.issued(chosen.command, now);
    rank.power.issued(chosen.command);
  } else {
    machine.open = machine.committed = false;
    observer.command({now, chosen.command, k, bank, 0, 0});
    --rank.open_banks;
    rank.meter.precharge(now);
  }
  evaluate(bank);
}

// A column command: the request leaves its queue and its response is scheduled.
template <class Port, class Observer>
void Channel::serve(const Candidate& chosen, Cycle now, Port& port, Observer& observer) {
  const std::uint32_t bank = chosen.place;
  const bool write = is_write(chosen.command);
  BankMachine& machine = machines_[bank];
  RankState& rank = ranks_[timing_.rank_of(bank)];
  const Cycle arrival = queues_[bank][machine.current].arrival;

  queues_[bank].erase(machine.current);
  machine.current = -1;
  machine.committed = false;
  row_hits_ += !machine.untouched;
  machine.untouched = false;
  if (write)
    rank.meter.write(now);
  else
    rank.meter.read(now);
  if (closes_bank(chosen.command)) {
    machine.open = false;
    --rank.open_banks;
    // The bank closes by itself, but no earlier than tRAS after it was opened.
    const Cycle recovery = write ? rules_.write_to_pre : rules_.read_to_pre;
    rank.meter.precharge(std::max(now + recovery, opened_[bank] + device_.timing.nRAS));
  }

  buffer_.remove(bank, write);
  if (scheduler_.served(buffer_, write)) reconsider_ = true;
  if (at_door_) accept(now, port);
  --rank.waiting;

  const Cycle data_end = now + (write ? rules_.write_data_end : rules_.read_data_end);
  responses_.served(chosen.id, arrival, data_end, [&](std::uint32_t id, Cycle arrived, Cycle time) {
    latencies_.add(time - arrived);
    observer.response({id, arrived, time});
    port.responded(id, time);
  });
}

void Channel::issue_rank(const Candidate& chosen, Cycle now) {
  const std::uint32_t k = chosen.place;
  RankState& rank = ranks_[k];
  timing_.issue_rank(chosen.command, k, now);
  const auto first = machines_.begin() + std::ptrdiff_t{k} * device_.geometry.banks;
  for (auto machine = first; machine != first + device_.geometry.banks; ++machine) {
    switch (chosen.command) {
      case Command::precharge_all:
        machine->open = machine->committed = false;
        break;
      case Command::refresh:
        machine->asleep = machine->blocked = false;
        break;
      case Command::enter_active_down:
      case Command::enter_precharged_down:
      case Command::enter_self_refresh:
        machine->asleep = true;
        break;
      case Command::exit_active_down:
      case Command::exit_precharged_down:
        machine->asleep = false;
        break;
      default:
        break;
    }
  }
  switch (chosen.command) {
    case Command::precharge_all:
      rank.open_banks = 0;
      rank.meter.precharge_all(now);
      break;
    case Command::refresh:
      rank.meter.refresh(now);
      break;
    case Command::enter_active_down:
      rank.meter.enter_active_down(now);
      break;
    case Command::enter_precharged_down:
      rank.meter.enter_precharged_down(now);
      break;
    case Command::enter_self_refresh:
      rank.meter.enter_self_refresh(now);
      break;
    case Command::exit_active_down:
      rank.meter.exit_active_down(now);
      break;
    case Command::exit_precharged_down:
      rank.meter.exit_precharged_down(now);
      break;
    case Command::exit_self_refresh:
      rank.meter.exit_self_refresh(now);
      break;
    default:
      break;
  }
  rank.refresh.issued(chosen.command, now);
  rank.power.issued(chosen.command);
  evaluate_rank(k);
}

}  // namespace dramsys
