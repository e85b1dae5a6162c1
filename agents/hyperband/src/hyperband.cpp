// Successive halving and Hyperband.
#include <algorithm>
#include <archgym/agent.hpp>
#include <archgym/portable.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "common/design_key.hpp"
#include "common/key_set.hpp"
#include "common/outcome.hpp"
#include "common/unseen_designs.hpp"
#include "fidelity_ladder.hpp"

namespace {

using archgym::agents::FidelityLadder;
using archgym::agents::Outcome;
using archgym::agents::UnseenDesigns;

enum Hyperparameter : std::size_t { reduction_factor, minimum_fidelity, schedule };

// A design on the rung where the bracket is.
struct Contestant {
  archgym::Point point;  // at full fidelity
  std::uint64_t trial_id = 0;
  std::optional<Outcome> outcome;
};

class Hyperband {
 public:
  explicit Hyperband(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        factor_(static_cast<std::uint64_t>(setup.hyperparameters().integer(reduction_factor))),
        only_lowest_(setup.hyperparameters().index(schedule) == 1),
        objectives_(static_cast<std::size_t>(setup.objectives())),
        constraints_(static_cast<std::size_t>(setup.constraints())),
        ladder_(space_, factor_, setup.hyperparameters().real(minimum_fidelity)),
        designs_(space_, setup.seed()),
        point_(space_.size()) {
    if (ladder_.flat()) {
      setup.log(archgym::Level::info,
                "one fidelity only: hyperband is random search without repetitions");
    }
  }

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    while (proposals.room() > 0) {
      if (next_ == contestants_.size()) {
        const bool last_rung = rung_ + 1 >= ladder_.rungs();
        if (!last_rung && !contestants_.empty()) {
          if (!rung_is_finished()) return;
          climb();
        } else if (!start_bracket()) {
          proposals.finish();
          return;
        }
      }
      Contestant& one = contestants_[next_++];
      point_ = one.point;
      // What a constraint forbids at this fidelity cannot be compared: it loses.
      if (ladder_.place(point_, rung_)) {
        one.trial_id = proposals.add(point_);
      } else {
        one.outcome = failure();
      }
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      point_.assign(trial.parameters().begin(), trial.parameters().end());
      if (note(point_) && ladder_.flat()) designs_.note(point_);
      if (trial.pending()) continue;
      for (Contestant& one : contestants_) {
        const bool asked = &one < contestants_.data() + next_ && !one.outcome;
        if (asked && one.trial_id == trial.id()) one.outcome = archgym::agents::outcome_of(trial);
      }
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("hyperband", 1);
    out.u64(space_.size());
    out.u64(ladder_.rungs());
    out.u64(first_rung_);
    out.u64(rung_);
    out.u64(next_);
    out.u64(contestants_.size());
    for (const Contestant& one : contestants_) {
      out.point(one.point);
      out.u64(one.trial_id);
      out.boolean(one.outcome.has_value());
      if (one.outcome) archgym::agents::save(out, *one.outcome);
    }
    out.u64(keys_.size());
    for (const std::uint64_t key : keys_) out.u64(key);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("hyperband", 1);
    if (in.u64() != space_.size() || in.u64() != ladder_.rungs()) {
      throw archgym::Rejected("the state belongs to another problem or other hyperparameters");
    }
    first_rung_ = static_cast<std::size_t>(in.u64());
    rung_ = static_cast<std::size_t>(in.u64());
    next_ = static_cast<std::size_t>(in.u64());
    contestants_.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
    if (first_rung_ > ladder_.rungs() || rung_ >= ladder_.rungs() || next_ > contestants_.size()) {
      throw archgym::Rejected("the state has a rung or a design that does not exist");
    }
    for (Contestant& one : contestants_) {
      one.point.resize(space_.size());
      in.point(one.point);
      check(one.point);
      one.trial_id = in.u64();
      if (in.boolean()) one.outcome = archgym::agents::load_outcome(in, objectives_, constraints_);
    }
    keys_.resize(static_cast<std::size_t>(in.count(8)));
    for (std::uint64_t& key : keys_) {
      key = in.u64();
      known_.insert(key);
    }
    designs_.load(in);
  }

 private:
  static Outcome failure() {
    Outcome outcome;
    outcome.failed = true;
    return outcome;
  }

  void check(archgym::Point point) const {
    try {
      space_.canonicalise(point);
    } catch (const archgym::InvalidArgument&) {
      throw archgym::Rejected("the state has a design that is not in this space");
    }
  }

  // Remembers a design, whatever its fidelity. True when it was not known.
  bool note(archgym::Span<ag_value> point) {
    archgym::Point full(point.begin(), point.end());
    ladder_.place(full, ladder_.rungs() - 1);
    const std::uint64_t key = archgym::agents::design_key(full);
    if (!known_.insert(key)) return false;
    keys_.push_back(key);
    return true;
  }

  // Puts a new design at full fidelity into point_; false when there is none left.
  bool draw() {
    for (;;) {
      const UnseenDesigns::Draw drawn = designs_.draw(point_);
      if (drawn == UnseenDesigns::Draw::none) return false;
      if (!ladder_.place(point_, ladder_.rungs() - 1)) continue;
      // The same design may have been drawn at another fidelity.
      if (note(point_) || drawn == UnseenDesigns::Draw::repeated) return true;
    }
  }

  // Brackets start from each rung in turn. False when there are no designs left.
  bool start_bracket() {
    const std::size_t rungs = ladder_.rungs();
    rung_ = only_lowest_ ? 0 : first_rung_ % rungs;
    first_rung_ = (rung_ + 1) % rungs;
    // So many designs that every bracket costs about the same (Li et al., algorithm 1).
    const auto steps = static_cast<double>(rungs - 1 - rung_);
    const double count = std::ceil(static_cast<double>(rungs) / (steps + 1) *
                                   archgym::portable::pow(static_cast<double>(factor_), steps));
    contestants_.clear();
    next_ = 0;
    while (static_cast<double>(contestants_.size()) < count && draw()) {
      contestants_.push_back({point_, 0, {}});
    }
    return !contestants_.empty();
  }

  bool rung_is_finished() const {
    return std::all_of(contestants_.begin(), contestants_.end(),
                       [](const Contestant& one) { return one.outcome.has_value(); });
  }

  // The best ones go on: those that the fewest others dominate.
  void climb() {
    std::vector<std::size_t> dominators(contestants_.size(), 0);
    for (std::size_t a = 0; a < contestants_.size(); ++a) {
      for (const Contestant& b : contestants_) {
        if (dominates(*b.outcome, *contestants_[a].outcome)) ++dominators[a];
      }
    }
    std::vector<std::size_t> order(contestants_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return dominators[a] < dominators[b]; });
    order.resize(std::max<std::size_t>(1, contestants_.size() / factor_));
    std::vector<Contestant> winners;
    winners.reserve(order.size());
    for (const std::size_t k : order) {
      winners.push_back({std::move(contestants_[k].point), 0, {}});
    }
    contestants_ = std::move(winners);
    next_ = 0;
    ++rung_;
  }

  archgym::Space space_;
  std::uint64_t factor_;
  bool only_lowest_;
  std::size_t objectives_;
  std::size_t constraints_;
  FidelityLadder ladder_;

  std::size_t first_rung_ = 0;  // of the next bracket
  std::size_t rung_ = 0;        // of the current one
  std::vector<Contestant> contestants_;
  std::size_t next_ = 0;  // contestants that have been proposed

  archgym::agents::KeySet known_;    // designs at full fidelity
  std::vector<std::uint64_t> keys_;  // the same, in order
  UnseenDesigns designs_;
  archgym::Point point_;
};

}  // namespace

ARCHGYM_AGENT(Hyperband)
