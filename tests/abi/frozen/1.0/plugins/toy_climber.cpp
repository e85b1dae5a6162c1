// An agent: it proposes design points and learns from their results. This one walks from the best
// point of the climb to its neighbours, and starts again at a random point when that leads nowhere.
#include <archgym/archgym.hpp>

#include <limits>

namespace {

enum Hyperparameter : std::size_t { patience };

class ToyClimber {
 public:
  // `setup` outlives the agent.
  explicit ToyClimber(const archgym::AgentSetup& setup)
      : setup_(setup),
        space_(setup.space()),
        patience_(setup.hyperparameters().integer(patience)),
        summit_(space_.initial()) {}

  // Propose as many points as the host has room for. All randomness comes from (seed, counter), so
  // that the same run gives the same proposals.
  void ask(archgym::Proposals& proposals, archgym::Call&) {
    archgym::Point point = summit_;
    while (proposals.room() > 0) {
      const std::uint64_t draw = draws_++;
      const bool found = lost_ ? space_.sample(setup_.seed(), draw, point)
                               : space_.neighbour(setup_.seed(), draw, summit_, point);
      if (!found) point = summit_;
      proposals.add(point);
    }
  }

  // Results come in any order, some failed, some proposed by another agent: judge what they say.
  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      if (trial.pending()) continue;
      if (trial.feasible() && (lost_ || trial.objective() < height_)) {
        const archgym::Values point = trial.parameters();
        summit_.assign(point.begin(), point.end());
        height_ = trial.objective();
        failures_ = 0;
        lost_ = false;
      } else if (++failures_ >= patience_) {
        failures_ = 0;
        lost_ = true;
      }
    }
  }

  // Everything that ask() and tell() change, in one order.
  void save(archgym::Writer& out) const {
    out.begin("toy_climber", 1);
    out.u64(draws_);
    out.point(summit_);
    out.real(height_);
    out.i64(failures_);
    out.boolean(lost_);
  }

  void load(archgym::Reader& in) {
    in.begin("toy_climber", 1);
    draws_ = in.u64();
    in.point(summit_);
    height_ = in.real();
    failures_ = in.i64();
    lost_ = in.boolean();
  }

 private:
  const archgym::AgentSetup& setup_;
  archgym::Space space_;
  std::int64_t patience_;

  std::uint64_t draws_ = 0;
  archgym::Point summit_;  // best point of this climb
  double height_ = std::numeric_limits<double>::infinity();
  std::int64_t failures_ = 0;  // results since summit_ was found
  bool lost_ = true;           // looking for a place to start
};

}  // namespace

ARCHGYM_AGENT(ToyClimber)
