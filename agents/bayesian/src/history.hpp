// Every design that has a result.
#pragma once

#include <archgym/space.hpp>
#include <archgym/state.hpp>
#include <cstddef>
#include <vector>

#include "common/key_set.hpp"
#include "common/outcome.hpp"
#include "features.hpp"

namespace archgym::agents {

class History {
 public:
  History(Space space, const Features& features, std::size_t objectives, std::size_t constraints);

  // False when the design has a result already, which then stays.
  bool add(Values canonical, Outcome outcome);

  std::size_t size() const { return outcomes_.size(); }
  Values point(std::size_t i) const { return {points_.data() + i * space_.size(), space_.size()}; }
  const Outcome& outcome(std::size_t i) const { return outcomes_[i]; }

  // All of them, and some of them in the order given.
  const Rows& rows() const { return rows_; }
  Rows rows(const std::vector<std::size_t>& some) const;

  void save(Writer& out) const;
  void load(Reader& in);  // into an empty history

 private:
  Space space_;
  const Features& features_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::vector<ag_value> points_;  // one after the other
  std::vector<Outcome> outcomes_;
  Rows rows_;
  KeySet known_;
};

}  // namespace archgym::agents
