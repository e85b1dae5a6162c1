// Uniform random search.
#include <archgym/agent.hpp>
#include <cstdint>

#include "common/unseen_designs.hpp"

namespace {

enum Hyperparameter : std::size_t { distinct };

class RandomWalker {
 public:
  explicit RandomWalker(const archgym::AgentSetup& setup)
      : setup_(setup),
        distinct_(setup.hyperparameters().boolean(distinct)),
        designs_(setup.space(), setup.seed()),
        point_(setup.space().size()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    while (proposals.room() > 0) {
      if (!draw()) {
        if (asked_ == 0) {
          setup_.log(archgym::Level::warn, "no design satisfies the constraints of the space");
        }
        proposals.finish();
        return;
      }
      proposals.add(point_);
      ++asked_;
    }
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    if (!distinct_) return;
    for (const archgym::Trial trial : trials) designs_.note(trial.parameters());
  }

  void save(archgym::Writer& out) const {
    out.begin("random_walker", 1);
    out.u64(asked_);
    designs_.save(out);
  }

  void load(archgym::Reader& in) {
    in.begin("random_walker", 1);
    asked_ = in.u64();
    designs_.load(in);
  }

 private:
  bool draw() {
    if (!distinct_) return setup_.space().sample(setup_.seed(), asked_, point_);
    return designs_.draw(point_) != archgym::agents::UnseenDesigns::Draw::none;
  }

  const archgym::AgentSetup& setup_;
  bool distinct_;
  std::uint64_t asked_ = 0;
  archgym::agents::UnseenDesigns designs_;
  archgym::Point point_;
};

}  // namespace

ARCHGYM_AGENT(RandomWalker)
