#include "timing.hpp"

namespace dramsys {

TimingState::TimingState(const Geometry& geometry, const TimingRules& rules)
    : length_(rules.length),
      column_bus_(rules.column_bus),
      four_activates_(rules.four_activates),
      between_bank_refreshes_(rules.between_bank_refreshes),
      between_refresh_rounds_(rules.between_refresh_rounds),
      rank_shift_(std::countr_zero(geometry.banks)),
      group_shift_(std::countr_zero(geometry.banks_per_group())),
      ranks_(geometry.ranks),
      groups_(std::size_t{geometry.ranks} * geometry.bank_groups),
      banks_(geometry.all_banks()) {
  for (const Rule& rule : rules.rules)
    effects(rule.first, rule.scope).push_back({rule.second, rule.wait});
}

std::vector<TimingState::Effect>& TimingState::effects(Command command, Scope scope) {
  Effects& of_command = effects_[static_cast<std::size_t>(command)];
  switch (scope) {
    case Scope::bank:
      return of_command.bank;
    case Scope::group:
      return of_command.group;
    case Scope::rank:
      return of_command.rank;
    case Scope::channel:
      return of_command.channel;
    case Scope::other_ranks:
      break;
  }
  return of_command.other_ranks;
}

void TimingState::reset() {
  std::fill(ranks_.begin(), ranks_.end(), Rank());
  std::fill(groups_.begin(), groups_.end(), Times());
  std::fill(banks_.begin(), banks_.end(), Times());
  bus_free_ = {};
}

void TimingState::issue(Command command, std::uint32_t rank, std::uint32_t bank, Cycle now) {
  const Cycle end = now + length_[static_cast<std::size_t>(command)];
  bus_free_[bus_of(class_of(command))] = end;
  const Effects& held = effects_[static_cast<std::size_t>(command)];
  Rank& own = ranks_[rank];
  for (const Effect& e : held.bank) banks_[bank].push(e.second, now + e.wait);
  for (const Effect& e : held.group) groups_[bank >> group_shift_].push(e.second, now + e.wait);
  for (const Effect& e : held.rank) own.times.push(e.second, now + e.wait);
  if (ranks_.size() > 1 || !held.channel.empty()) {
    for (Rank& any : ranks_) {
      for (const Effect& e : held.channel) any.times.push(e.second, now + e.wait);
      if (&any == &own) continue;
      for (const Effect& e : held.other_ranks) any.times.push(e.second, now + e.wait);
    }
  }
  if (command == Command::activate || command == Command::refresh_bank)
    count_activate(own, end - 1);
  if (command == Command::refresh_bank) count_bank_refresh(own, now);
}

// The oldest of the last four holds up the next one.
void TimingState::count_activate(Rank& rank, Cycle end) {
  rank.acts[rank.next_act] = end;
  rank.next_act = (rank.next_act + 1) % 4;
  const Cycle window_end = rank.acts[rank.next_act] + four_activates_;
  for (const Command next : {Command::activate, Command::refresh_bank})
    rank.times.push(class_of(next), window_end - length_[static_cast<std::size_t>(next)] + 1);
}

void TimingState::count_bank_refresh(Rank& rank, Cycle now) {
  rank.refreshed_banks = (rank.refreshed_banks + 1) % (std::uint32_t{1} << rank_shift_);
  rank.times.push(
      CommandClass::refresh_bank,
      now + (rank.refreshed_banks == 0 ? between_refresh_rounds_ : between_bank_refreshes_));
}

}  // namespace dramsys
