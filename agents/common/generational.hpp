// The frame of agents that work in generations: a number of designs is proposed, and when so many
// have results, the next ones are bred from them.
//
// An agent may go on while results are awaited, as far as the host evaluates several designs at
// once (under_way.hpp). Generations then overlap: a result counts for the generation in which it
// arrives, or every result makes a generation. With one evaluation at a time, and for agents that
// move step by step, all results of a generation are there before the next begins. The first
// generation, of random designs, is always awaited.
//
// Designs are not proposed twice: a child that was seen before, or that is infeasible, is made
// again, at most 16 times; then a random unseen design takes its place. When none is left the
// search is done. The order in which the results of a generation arrive does not matter.
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
  enum class Overlap { none, generations, results };
  Generational(const AgentSetup& setup, std::string_view name, std::size_t founders,
               std::size_t capacity, Overlap overlap);

  // A design that was proposed here.
  struct Own {
    std::uint64_t trial_id = 0;
    std::size_t slot = 0;
    bool told = false;
  };
  struct Generation {
    std::vector<Individual> results;  // by trial id; of others, too; none of reduced fidelity
    std::vector<Own> own;             // those of them, in the order of proposal
  };
  // Takes the results of a generation; returns how many designs the next one has, 0 to end the
  // search.
  virtual std::size_t breed(Generation generation) = 0;

  // Makes a design; slots are taken in turn, as many as a generation has designs, and `attempt`
  // counts from 0. False when that cannot be done: a random design takes its place.
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

  bool overlaps() const { return stage_ == Stage::evolving && parallelism_ > 1; }
  bool generation_is_told() const;
  bool may_propose() const;
  void next_generation();
  bool make_design();

  Space space_;
  std::uint64_t seed_;
  std::string name_;
  std::string purpose_;  // of the random streams
  std::uint64_t objectives_;
  std::size_t founders_;
  std::size_t capacity_;
  Overlap overlap_;
  std::uint32_t parallelism_;  // 1: generations do not overlap
  Individuals individuals_;

  Stage stage_ = Stage::start;
  std::size_t size_ = 0;              // designs of the generation
  std::size_t next_slot_ = 0;         // of the next design
  std::uint64_t children_ = 0;        // random streams used
  std::uint64_t results_ = 0;         // told so far
  std::vector<Own> own_;              // of the generation or without a result, in order
  std::size_t told_ = 0;              // of them
  std::vector<Individual> arrivals_;  // results since the last generation
  UnseenDesigns designs_;

  Point point_;  // the proposal being made
  Genome genes_;
};

}  // namespace archgym::agents
