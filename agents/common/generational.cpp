#include "common/generational.hpp"

#include <algorithm>

#include "common/population.hpp"

namespace archgym::agents {
namespace {

// How often a child is made again because its design is infeasible or was seen before.
constexpr int k_attempts = 16;

// Results of other agents are thinned out when there are so many more than the capacity.
constexpr std::size_t k_arrivals_per_place = 8;

}  // namespace

Generational::Generational(const AgentSetup& setup, std::string_view name, std::size_t founders,
                           std::size_t capacity)
    : space_(setup.space()),
      seed_(setup.seed()),
      name_(name),
      purpose_(name_ + ".child"),
      objectives_(setup.objectives()),
      founders_(founders),
      capacity_(capacity),
      individuals_(space_, objectives_),
      designs_(space_, seed_),
      point_(space_.size()),
      genes_(space_.size()) {}

void Generational::ask(Proposals& proposals, Call&) {
  while (proposals.room() > 0) {
    if (quota_ == 0 && stage_ != Stage::ended) {
      if (!outstanding_.empty()) return;
      next_generation();
    }
    if (stage_ == Stage::ended || !make_design()) {
      proposals.finish();
      return;
    }
    asked_.push_back(proposals.add(point_));
    outstanding_.push_back(asked_.back());
    --quota_;
  }
}

void Generational::tell(const Trials& trials, Call&) {
  for (const Trial trial : trials) {
    designs_.note(trial.parameters());
    if (trial.pending()) continue;
    const auto own = std::find(outstanding_.begin(), outstanding_.end(), trial.id());
    if (own != outstanding_.end()) outstanding_.erase(own);
    // Cheaper, less exact results cannot be compared with full ones.
    if (trial.fidelity() < 1) continue;
    arrivals_.push_back(individuals_.of(trial));
    if (arrivals_.size() >= k_arrivals_per_place * capacity_) {
      arrivals_ = select_best(std::move(arrivals_), capacity_);
    }
  }
}

// Called when every design of the generation has its result.
void Generational::next_generation() {
  // The order in which results came must not matter.
  std::stable_sort(
      arrivals_.begin(), arrivals_.end(),
      [](const Individual& a, const Individual& b) { return a.trial_id < b.trial_id; });
  if (stage_ == Stage::start && arrivals_.size() < founders_) {
    stage_ = Stage::founding;
    quota_ = founders_ - arrivals_.size();
    return;
  }
  Generation generation{std::move(arrivals_), std::move(asked_)};
  arrivals_.clear();
  asked_.clear();
  quota_ = breed(std::move(generation));
  stage_ = quota_ == 0 ? Stage::ended : Stage::evolving;
}

// Puts a new design into point_; false when there is none left.
bool Generational::make_design() {
  if (stage_ == Stage::evolving) {
    Random random(seed_, purpose_, children_++);
    for (int attempt = 0; attempt < k_attempts; ++attempt) {
      if (!make_child(genes_, asked_.size(), attempt, random)) break;
      if (space_.from_indices(genes_, point_) && designs_.note(point_)) return true;
    }
  }
  return designs_.draw(point_) != UnseenDesigns::Draw::none;
}

void Generational::save(Writer& out) const {
  out.begin(name_, 1);
  out.u64(space_.size());
  out.u64(objectives_);
  out.u64(static_cast<std::uint64_t>(stage_));
  out.u64(quota_);
  out.u64(children_);
  for (const auto* trials : {&asked_, &outstanding_}) {
    out.u64(trials->size());
    for (const std::uint64_t id : *trials) out.u64(id);
  }
  individuals_.save(out, arrivals_);
  save_more(out);
  designs_.save(out);
}

void Generational::load(Reader& in) {
  in.begin(name_, 1);
  if (in.u64() != space_.size() || in.u64() != objectives_) {
    throw Rejected("the state belongs to another problem");
  }
  const std::uint64_t stage = in.u64();
  if (stage > static_cast<std::uint64_t>(Stage::ended)) {
    throw Rejected("the state has an unknown stage");
  }
  stage_ = static_cast<Stage>(stage);
  quota_ = in.u64();
  children_ = in.u64();
  for (auto* trials : {&asked_, &outstanding_}) {
    trials->resize(static_cast<std::size_t>(in.count(8)));
    for (std::uint64_t& id : *trials) id = in.u64();
  }
  arrivals_ = individuals_.load(in);
  load_more(in);
  designs_.load(in);
}

}  // namespace archgym::agents
