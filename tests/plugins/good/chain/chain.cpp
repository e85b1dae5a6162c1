// An agent with a single episode, which it goes on with whatever the results are.
#include <archgym/archgym.hpp>

#include <cstdint>

namespace {

class Chain {
 public:
  explicit Chain(const archgym::AgentSetup& setup) : space_(setup.space()), seed_(setup.seed()) {}

  void ask(archgym::Proposals& proposals, archgym::Call&) {
    if (waiting_) return;
    archgym::Point point(space_.size());
    space_.sample(seed_, asked_, point);
    const std::uint64_t trial = proposals.add(point);
    previous_ = asked_++ == 0 ? trial : last_;
    last_ = trial;
    waiting_ = true;
  }

  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      if (trial.id() == last_ && !trial.pending()) waiting_ = false;
    }
  }

  std::uint64_t previous(std::uint64_t) const { return previous_; }

  void save(archgym::Writer& out) const {
    out.begin("chain", 1);
    out.u64(asked_);
    out.u64(last_);
    out.u64(previous_);
    out.boolean(waiting_);
  }

  void load(archgym::Reader& in) {
    in.begin("chain", 1);
    asked_ = in.u64();
    last_ = in.u64();
    previous_ = in.u64();
    waiting_ = in.boolean();
  }

 private:
  archgym::Space space_;
  std::uint64_t seed_;
  std::uint64_t asked_ = 0;
  std::uint64_t last_ = 0, previous_ = 0;
  bool waiting_ = false;
};

}  // namespace

ARCHGYM_AGENT(Chain)
