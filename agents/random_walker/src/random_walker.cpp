// Random search, uniform or quasi-random.
#include <algorithm>
#include <archgym/agent.hpp>
#include <archgym/random.hpp>
#include <cstdint>
#include <optional>

#include "common/unseen_designs.hpp"
#include "sobol.hpp"

namespace archgym::agents {
namespace {

enum Hyperparameter : std::size_t { distinct, sampling, scramble };

enum class Sampling : std::uint64_t { uniform, sobol };  // the order of the manifest

// So many Sobol points in a row that are infeasible or known, and a random unseen design is
// proposed.
constexpr int k_patience = 64;

class RandomWalker {
 public:
  explicit RandomWalker(const AgentSetup& setup)
      : setup_(setup),
        space_(setup.space()),
        distinct_(setup.hyperparameters().boolean(distinct)),
        scramble_(setup.hyperparameters().boolean(scramble)),
        designs_(space_, setup.seed()),
        point_(space_.size()) {
    if (static_cast<Sampling>(setup.hyperparameters().index(sampling)) == Sampling::sobol) {
      start_sobol();
    }
  }

  void ask(Proposals& proposals, Call&) {
    while (proposals.room() > 0) {
      if (!draw()) {
        if (asked_ == 0) {
          setup_.log(Level::warn, "no design satisfies the constraints of the space");
        }
        proposals.finish();
        return;
      }
      proposals.add(point_);
      ++asked_;
    }
  }

  void tell(const Trials& trials, Call&) {
    if (!distinct_) return;
    for (const Trial trial : trials) designs_.note(trial.parameters());
  }

  void save(Writer& out) const {
    out.begin("random_walker", 2);
    out.u64(asked_);
    out.u64(points_);
    designs_.save(out);
  }

  void load(Reader& in) {
    if (in.begin("random_walker", 2) < 2) throw Rejected("the state is of an older version");
    asked_ = in.u64();
    points_ = in.u64();
    if (points_ >> 52 != 0) throw Rejected("the state is beyond the end of the Sobol sequence");
    designs_.load(in);
    if (sobol_) sobol_->seek(points_);
  }

 private:
  // Dimensions for the parameters that are not fixed. Those beyond the limit are uniform.
  void start_sobol() {
    for (std::size_t p = 0; p < space_.size(); ++p) {
      if (!space_[p].fixed() && dimensions_.size() < Sobol::k_most_dimensions) {
        dimensions_.push_back(p);
      }
    }
    if (dimensions_.empty()) return;
    sobol_.emplace(dimensions_.size());
    bits_.resize(dimensions_.size());
    unit_.resize(space_.size());
  }

  bool draw() {
    if (sobol_) {
      for (int attempt = 0; attempt < k_patience; ++attempt) {
        if (next_sobol() && (!distinct_ || designs_.note(point_))) return true;
      }
    }
    if (!distinct_) return space_.sample(setup_.seed(), asked_, point_);
    return designs_.draw(point_) != UnseenDesigns::Draw::none;
  }

  // The design of the next point of the sequence; false when it is infeasible.
  bool next_sobol() {
    if (dimensions_.size() < unit_.size()) {
      Random random(setup_.seed(), "random_walker.padding", points_);
      for (double& coordinate : unit_) coordinate = random.uniform();
    }
    ++points_;
    sobol_->next(bits_);
    for (std::size_t k = 0; k < dimensions_.size(); ++k) {
      const std::uint64_t bits = scramble_ ? Sobol::scramble(bits_[k], k, setup_.seed()) : bits_[k];
      unit_[dimensions_[k]] = static_cast<double>(bits) * 0x1p-52;
    }
    return space_.decode(unit_, point_);
  }

  const AgentSetup& setup_;
  Space space_;
  bool distinct_;
  bool scramble_;
  std::uint64_t asked_ = 0;
  UnseenDesigns designs_;
  Point point_;

  std::optional<Sobol> sobol_;
  std::vector<std::size_t> dimensions_;  // the parameter of each dimension
  std::uint64_t points_ = 0;             // of the sequence that are used up
  std::vector<std::uint64_t> bits_;
  std::vector<double> unit_;
};

}  // namespace
}  // namespace archgym::agents

ARCHGYM_AGENT(archgym::agents::RandomWalker)
