#include "timing.hpp"

namespace dramsys {
namespace {

// Whether commands of this class are ever issued: what none waits for need not be kept.
bool may_occur(CommandClass kind, const Policies& policies) {
  switch (kind) {
    case CommandClass::read_auto:
      return policies.page != PagePolicy::open;
    case CommandClass::refresh_bank:
      return policies.refresh == RefreshPolicy::per_bank;
    case CommandClass::active_down:
    case CommandClass::precharged_down:
    case CommandClass::self_refresh:
    case CommandClass::wake_up:
      return policies.power_down != PowerDownPolicy::no_power_down;
    default:
      return true;
  }
}

}  // namespace

TimingState::TimingState(const Geometry& geometry, const TimingRules& rules)
    : rules_(rules.rules),
      length_(rules.length),
      column_bus_(rules.column_bus),
      four_activates_(rules.four_activates),
      between_bank_refreshes_(rules.between_bank_refreshes),
      between_refresh_rounds_(rules.between_refresh_rounds),
      rank_shift_(std::countr_zero(geometry.banks)),
      group_shift_(std::countr_zero(geometry.banks_per_group())),
      ranks_(geometry.ranks),
      groups_(std::size_t{geometry.ranks} * geometry.bank_groups),
      banks_(geometry.all_banks()) {
  // Where all banks of a rank are one group, its rank can keep the time.
  for (Rule& rule : rules_)
    if (rule.scope == Scope::group && geometry.bank_groups == 1) rule.scope = Scope::rank;
  grouped_ = std::any_of(rules_.begin(), rules_.end(),
                         [](const Rule& rule) { return rule.scope == Scope::group; });
}

void TimingState::sort_rules(const Policies& policies) {
  for (Effects& of_command : effects_)
    for (auto* list : {&of_command.bank, &of_command.group, &of_command.rank, &of_command.channel,
                       &of_command.other_ranks})
      list->clear();
  for (const Rule& rule : rules_)
    if (may_occur(rule.second, policies))
      add(effects(rule.first, rule.scope), {rule.second, rule.wait});
}

// Of several times to wait for the same, the longest counts.
void TimingState::add(std::vector<Effect>& effects, const Effect& effect) {
  const auto same = std::ranges::find(effects, effect.second, &Effect::second);
  if (same == effects.end())
    effects.push_back(effect);
  else
    same->wait = std::max(same->wait, effect.wait);
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

void TimingState::reset(const Policies& policies) {
  sort_rules(policies);
  std::fill(ranks_.begin(), ranks_.end(), Rank());
  std::fill(groups_.begin(), groups_.end(), Times());
  std::fill(banks_.begin(), banks_.end(), Times());
  bus_free_ = {};
}

}  // namespace dramsys
