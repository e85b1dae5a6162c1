// The frame of agents that work in generations: a number of designs is proposed, all their results
// are awaited, and the next designs are bred from them.
//
// Designs are not proposed twice: a child that was seen before, or that is infeasible, is made
// again, at most 16 times; then a random unseen design takes its place. When none is left the
// search is done. The proposals depend neither on the size of the batches nor on the order in which
// the results of a generation arrive.
#pragma once

#include <archgym/agent.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/individual.hpp"
#include "common/unseen_designs.hpp"

namespace archgym::agents {

class Generational {
 public:
  virtual ~Generational() = default;

  void ask(Proposals& proposals, Call& call);
  void tell(const Trials& trials, Call& call);
  void save(Writer& out) const;
  void load(Reader& in);

 protected:
  // `name` names the state and the random streams. The first generation is `founders` random
  // designs beside the results that other agents left; no more results than a few times `capacity`
  // are kept for one generation.
  Generational(const AgentSetup& setup, std::string_view name, std::size_t founders,
               std::size_t capacity);
  struct Generation {
    std::vector<Individual> results;   // by trial id; of others, too; none of reduced fidelity
    std::vector<std::uint64_t> asked;  // the trials of this generation's own designs, in order
  };
  // Takes the results of a generation; returns how many designs the next one has, 0 to end the
  // search.
  virtual std::size_t breed(Generation generation) = 0;

  // Makes the `slot`-th design of the generation; `attempt` counts from 0. False when that cannot
  // be done: a random design takes its place.
  virtual bool make_child(Genome& child, std::size_t slot, int attempt, Random& random) = 0;

  // How many random changes to make to a child at its so-many-th attempt: 1, 1, 2, 2, 4, 4 ... so
  // that it leaves a neighbourhood in which everything is known.
  static std::size_t changes(int attempt) { return std::size_t{1} << (attempt / 2); }

  virtual void save_more(Writer& out) const = 0;
  virtual void load_more(Reader& in) = 0;

  Space space() const { return space_; }
  const Individuals& individuals() const { return individuals_; }

 private:
  enum class Stage { start, founding, evolving, ended };

  void next_generation();
  bool make_design();

  Space space_;
  std::uint64_t seed_;
  std::string name_;
  std::string purpose_;  // of the random streams
  std::uint64_t objectives_;
  std::size_t founders_;
  std::size_t capacity_;
  Individuals individuals_;

  Stage stage_ = Stage::start;
  std::uint64_t quota_ = 0;                 // designs that the generation still has to propose
  std::uint64_t children_ = 0;              // random streams used
  std::vector<std::uint64_t> asked_;        // trials of the generation
  std::vector<std::uint64_t> outstanding_;  // those of them without a result
  std::vector<Individual> arrivals_;        // results since the last generation
  UnseenDesigns designs_;

  Point point_;  // the proposal being made
  Genome genes_;
};

}  // namespace archgym::agents
