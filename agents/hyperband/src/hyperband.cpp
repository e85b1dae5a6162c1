// Successive halving and Hyperband.
//
// While a bracket waits for the results of a rung the next brackets begin, as far as the host
// evaluates several designs at once. Every bracket is the one that it would be alone.
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

struct Bracket {
  std::size_t rung = 0;
  std::vector<Contestant> contestants;
  std::size_t next = 0;  // contestants that have been proposed

  bool proposed() const { return next == contestants.size(); }
  bool finished() const {
    return std::all_of(contestants.begin(), contestants.end(),
                       [](const Contestant& one) { return one.outcome.has_value(); });
  }
  // Proposals without a result.
  std::size_t under_way() const {
    return static_cast<std::size_t>(
        std::count_if(contestants.begin(), contestants.begin() + static_cast<std::ptrdiff_t>(next),
                      [](const Contestant& one) { return !one.outcome; }));
  }
};

class Hyperband {
 public:
  explicit Hyperband(const archgym::AgentSetup& setup)
      : space_(setup.space()),
        factor_(static_cast<std::uint64_t>(setup.hyperparameters().integer(reduction_factor))),
        only_lowest_(setup.hyperparameters().index(schedule) == 1),
        parallelism_(setup.parallelism()),
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
      Bracket* bracket = ready_bracket();
      if (bracket == nullptr) {
        if (under_way() >= parallelism_ || exhausted_) break;
        bracket = start_bracket();
      }
      if (bracket == nullptr) {
        exhausted_ = true;
        continue;
      }
      Contestant& one = bracket->contestants[bracket->next++];
      point_ = one.point;
      // What a constraint forbids at this fidelity cannot be compared: it loses.
      if (ladder_.place(point_, bracket->rung)) {
        one.trial_id = proposals.add(point_);
      } else {
        one.outcome = failure();
      }
    }
    if (exhausted_ && brackets_.empty()) proposals.finish();
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      point_.assign(trial.parameters().begin(), trial.parameters().end());
      if (note(point_) && ladder_.flat()) designs_.note(point_);
      if (trial.pending()) continue;
      for (Bracket& bracket : brackets_) {
        for (std::size_t k = 0; k < bracket.next; ++k) {
          Contestant& one = bracket.contestants[k];
          if (one.outcome || one.trial_id != trial.id()) continue;
          one.outcome = archgym::agents::outcome_of(trial);
        }
      }
    }
  }

  void save(archgym::Writer& out) const {
    out.begin("hyperband", 2);
    out.u64(space_.size());
    out.u64(ladder_.rungs());
    out.u64(first_rung_);
    out.boolean(exhausted_);
    out.u64(brackets_.size());
    for (const Bracket& bracket : brackets_) save(out, bracket);
    out.u64(keys_.size());
    for (const std::uint64_t key : keys_) out.u64(key);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    if (in.begin("hyperband", 2) < 2) throw archgym::Rejected("the state is of an older version");
    if (in.u64() != space_.size() || in.u64() != ladder_.rungs()) {
      throw archgym::Rejected("the state belongs to another problem or other hyperparameters");
    }
    first_rung_ = static_cast<std::size_t>(in.u64());
    exhausted_ = in.boolean();
    brackets_.resize(static_cast<std::size_t>(in.count(24)));
    for (Bracket& bracket : brackets_) load(in, bracket);
    keys_.resize(static_cast<std::size_t>(in.count(8)));
    for (std::uint64_t& key : keys_) {
      key = in.u64();
      known_.insert(key);
    }
    designs_.load(in);
  }

 private:
  static void save(archgym::Writer& out, const Bracket& bracket) {
    out.u64(bracket.rung);
    out.u64(bracket.next);
    out.u64(bracket.contestants.size());
    for (const Contestant& one : bracket.contestants) {
      out.point(one.point);
      out.u64(one.trial_id);
      out.boolean(one.outcome.has_value());
      if (one.outcome) archgym::agents::save(out, *one.outcome);
    }
  }

  void load(archgym::Reader& in, Bracket& bracket) const {
    bracket.rung = static_cast<std::size_t>(in.u64());
    bracket.next = static_cast<std::size_t>(in.u64());
    bracket.contestants.resize(static_cast<std::size_t>(in.count(9 * space_.size() + 9)));
    if (bracket.rung >= ladder_.rungs() || bracket.next > bracket.contestants.size()) {
      throw archgym::Rejected("the state has a rung or a design that does not exist");
    }
    for (Contestant& one : bracket.contestants) {
      one.point.resize(space_.size());
      in.point(one.point);
      check(one.point);
      one.trial_id = in.u64();
      if (in.boolean()) one.outcome = archgym::agents::load_outcome(in, objectives_, constraints_);
    }
  }

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

  std::size_t under_way() const {
    return std::accumulate(
        brackets_.begin(), brackets_.end(), std::size_t{0},
        [](std::size_t sum, const Bracket& bracket) { return sum + bracket.under_way(); });
  }

  // The oldest bracket that has a design to propose, after its climb where it can; nullptr: none.
  Bracket* ready_bracket() {
    for (auto bracket = brackets_.begin(); bracket != brackets_.end();) {
      if (!bracket->proposed()) return &*bracket;
      const bool last_rung = bracket->rung + 1 >= ladder_.rungs();
      if (!bracket->finished() && !last_rung) {
        ++bracket;
      } else if (last_rung) {
        bracket = brackets_.erase(bracket);  // whose results nobody waits for
      } else {
        climb(*bracket);
      }
    }
    return nullptr;
  }

  // Brackets start from each rung in turn. nullptr when there are no designs left.
  Bracket* start_bracket() {
    const std::size_t rungs = ladder_.rungs();
    Bracket bracket;
    bracket.rung = only_lowest_ ? 0 : first_rung_ % rungs;
    first_rung_ = (bracket.rung + 1) % rungs;
    // So many designs that every bracket costs about the same (Li et al., algorithm 1).
    const auto steps = static_cast<double>(rungs - 1 - bracket.rung);
    const double count = std::ceil(static_cast<double>(rungs) / (steps + 1) *
                                   archgym::portable::pow(static_cast<double>(factor_), steps));
    while (static_cast<double>(bracket.contestants.size()) < count && draw()) {
      bracket.contestants.push_back({point_, 0, {}});
    }
    if (bracket.contestants.empty()) return nullptr;
    return &brackets_.emplace_back(std::move(bracket));
  }

  // The best ones go on: those that the fewest others dominate.
  void climb(Bracket& bracket) const {
    std::vector<Contestant>& contestants = bracket.contestants;
    std::vector<std::size_t> dominators(contestants.size(), 0);
    for (std::size_t a = 0; a < contestants.size(); ++a) {
      for (const Contestant& b : contestants) {
        if (dominates(*b.outcome, *contestants[a].outcome)) ++dominators[a];
      }
    }
    std::vector<std::size_t> order(contestants.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return dominators[a] < dominators[b]; });
    order.resize(std::max<std::size_t>(1, contestants.size() / factor_));
    std::vector<Contestant> winners;
    winners.reserve(order.size());
    for (const std::size_t k : order) {
      winners.push_back({std::move(contestants[k].point), 0, {}});
    }
    contestants = std::move(winners);
    bracket.next = 0;
    ++bracket.rung;
  }

  archgym::Space space_;
  std::uint64_t factor_;
  bool only_lowest_;
  std::uint32_t parallelism_;
  std::size_t objectives_;
  std::size_t constraints_;
  FidelityLadder ladder_;

  std::size_t first_rung_ = 0;     // of the next bracket
  bool exhausted_ = false;         // there are no designs for another bracket
  std::vector<Bracket> brackets_;  // the oldest first

  archgym::agents::KeySet known_;    // designs at full fidelity
  std::vector<std::uint64_t> keys_;  // the same, in order
  UnseenDesigns designs_;
  archgym::Point point_;
};

}  // namespace

ARCHGYM_AGENT(Hyperband)
