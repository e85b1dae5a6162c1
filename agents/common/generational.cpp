#include "common/generational.hpp"

#include <algorithm>

#include "common/population.hpp"
#include "common/under_way.hpp"

namespace archgym::agents {
namespace {

// How often a child is made again because its design is infeasible or was seen before.
constexpr int k_attempts = 16;

// Results of other agents are thinned out when there are so many more than the capacity.
constexpr std::size_t k_arrivals_per_place = 8;

}  // namespace

Generational::Generational(const AgentSetup& setup, std::string_view name, std::size_t founders,
                           std::size_t capacity, Overlap overlap)
    : space_(setup.space()),
      seed_(setup.seed()),
      name_(name),
      purpose_(name_ + ".child"),
      objectives_(setup.objectives()),
      founders_(founders),
      capacity_(capacity),
      overlap_(overlap),
      parallelism_(overlap == Overlap::none ? 1 : setup.parallelism()),
      individuals_(space_, objectives_),
      designs_(space_, seed_),
      point_(space_.size()),
      genes_(space_.size()) {}

void Generational::ask(Proposals& proposals, Call&) {
  while (proposals.room() > 0) {
    if (stage_ != Stage::ended && generation_is_told()) next_generation();
    if (stage_ != Stage::ended && !may_propose()) return;
    if (stage_ == Stage::ended || !make_design()) {
      proposals.finish();
      return;
    }
    own_.push_back({proposals.add(point_), next_slot_, false});
    next_slot_ = (next_slot_ + 1) % size_;
  }
}

bool Generational::generation_is_told() const {
  return overlaps() && overlap_ == Overlap::results ? told_ > 0 : told_ >= size_;
}

bool Generational::may_propose() const {
  const std::size_t under_way = own_.size() - told_;
  if (overlaps() && under_way < most_under_way(parallelism_, results_)) return true;
  return own_.size() < size_ && !(overlaps() && overlap_ == Overlap::results);
}

void Generational::tell(const Trials& trials, Call&) {
  for (const Trial trial : trials) {
    designs_.note(trial.parameters());
    if (trial.pending()) continue;
    ++results_;
    const auto own = std::find_if(own_.begin(), own_.end(), [&](const Own& one) {
      return one.trial_id == trial.id() && !one.told;
    });
    if (own != own_.end()) {
      own->told = true;
      ++told_;
    }
    // Cheaper, less exact results cannot be compared with full ones.
    if (trial.fidelity() < 1) continue;
    arrivals_.push_back(individuals_.of(trial));
    if (arrivals_.size() >= k_arrivals_per_place * capacity_) {
      arrivals_ = select_best(std::move(arrivals_), capacity_);
    }
  }
}

// Called when as many designs have results as the generation has.
void Generational::next_generation() {
  // The order in which results came must not matter.
  std::stable_sort(
      arrivals_.begin(), arrivals_.end(),
      [](const Individual& a, const Individual& b) { return a.trial_id < b.trial_id; });
  if (stage_ == Stage::start && arrivals_.size() < founders_) {
    stage_ = Stage::founding;
    size_ = founders_ - arrivals_.size();
    return;
  }
  Generation generation{std::move(arrivals_), {}};
  arrivals_.clear();
  const auto waiting =
      std::stable_partition(own_.begin(), own_.end(), [](const Own& one) { return one.told; });
  generation.own.assign(own_.begin(), waiting);
  own_.erase(own_.begin(), waiting);
  told_ = 0;
  size_ = breed(std::move(generation));
  if (stage_ != Stage::evolving) next_slot_ = 0;
  stage_ = size_ == 0 ? Stage::ended : Stage::evolving;
}

// Puts a new design into point_; false when there is none left.
bool Generational::make_design() {
  if (stage_ == Stage::evolving) {
    Random random(seed_, purpose_, children_++);
    for (int attempt = 0; attempt < k_attempts; ++attempt) {
      if (!make_child(genes_, next_slot_, attempt, random)) break;
      if (space_.from_indices(genes_, point_) && designs_.note(point_)) return true;
    }
  }
  return designs_.draw(point_) != UnseenDesigns::Draw::none;
}

void Generational::save(Writer& out) const {
  out.begin(name_, 2);
  out.u64(space_.size());
  out.u64(objectives_);
  out.u64(static_cast<std::uint64_t>(stage_));
  out.u64(size_);
  out.u64(next_slot_);
  out.u64(children_);
  out.u64(results_);
  out.u64(own_.size());
  for (const Own& one : own_) {
    out.u64(one.trial_id);
    out.u64(one.slot);
    out.boolean(one.told);
  }
  individuals_.save(out, arrivals_);
  save_more(out);
  designs_.save(out);
}

void Generational::load(Reader& in) {
  if (in.begin(name_, 2) < 2) throw Rejected("the state is of an older version");
  if (in.u64() != space_.size() || in.u64() != objectives_) {
    throw Rejected("the state belongs to another problem");
  }
  const std::uint64_t stage = in.u64();
  if (stage > static_cast<std::uint64_t>(Stage::ended)) {
    throw Rejected("the state has an unknown stage");
  }
  stage_ = static_cast<Stage>(stage);
  size_ = static_cast<std::size_t>(in.u64());
  next_slot_ = static_cast<std::size_t>(in.u64());
  children_ = in.u64();
  results_ = in.u64();
  own_.resize(static_cast<std::size_t>(in.count(17)));
  for (Own& one : own_) {
    one.trial_id = in.u64();
    one.slot = static_cast<std::size_t>(in.u64());
    one.told = in.boolean();
    told_ += one.told ? 1 : 0;
  }
  arrivals_ = individuals_.load(in);
  load_more(in);
  designs_.load(in);
}

}  // namespace archgym::agents
