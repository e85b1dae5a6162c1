// Every design once, in a fixed order.
#include <archgym/agent.hpp>

#include "common/design_key.hpp"
#include "outward.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { resolution };

class Grid {
 public:
  explicit Grid(const AgentSetup& setup)
      : setup_(setup),
        designs_(setup.space(),
                 static_cast<std::uint64_t>(setup.hyperparameters().integer(resolution))),
        point_(setup.space().size()) {}

  void ask(Proposals& proposals, Call&) {
    while (proposals.room() > 0) {
      if (!draw()) {
        proposals.finish();
        return;
      }
      proposals.add(point_);
    }
  }

  void tell(const Trials& trials, Call&) {
    for (const Trial trial : trials) note(design_key(trial.parameters()));
  }

  void save(Writer& out) const {
    out.begin("grid", 1);
    out.u64(setup_.space().size());
    out.boolean(started_);
    out.u64(known_.size());
    for (const std::uint64_t key : known_) out.u64(key);
    designs_.save(out);
  }

  void load(Reader& in) {
    in.begin("grid", 1);
    if (in.u64() != setup_.space().size()) throw Rejected("the state belongs to another space");
    started_ = in.boolean();
    for (std::uint64_t count = in.count(8); count > 0; --count) note(in.u64());
    designs_.load(in);
  }

 private:
  // Puts the next design into point_ that nobody has evaluated yet; false when there is none.
  bool draw() {
    // The enumeration would go through all of a space in which nothing is feasible.
    if (!started_ && !setup_.space().sample(setup_.seed(), 0, point_)) {
      setup_.log(Level::warn, "no design satisfies the constraints of the space");
      return false;
    }
    started_ = true;
    do {
      if (!designs_.next(point_)) return false;
    } while (keys_.contains(design_key(point_)));
    note(design_key(point_));
    return true;
  }

  void note(std::uint64_t key) {
    if (keys_.insert(key)) known_.push_back(key);
  }

  const AgentSetup& setup_;
  Outward designs_;
  bool started_ = false;
  KeySet keys_;                       // of designs proposed or told
  std::vector<std::uint64_t> known_;  // the same in order, for the state
  Point point_;
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::Grid)
