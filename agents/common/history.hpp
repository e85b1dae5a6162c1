// Every design that has a result, in the order of arrival.
#pragma once

#include <archgym/space.hpp>
#include <archgym/state.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "common/outcome.hpp"

namespace archgym::agents {

class History {
 public:
  History(Space space, std::size_t objectives, std::size_t constraints);

  // False when the design has a result already, which then stays.
  bool add(Values canonical, Outcome outcome);

  std::size_t size() const { return outcomes_.size(); }
  Values point(std::size_t i) const { return {points_.data() + i * space_.size(), space_.size()}; }
  const Outcome& outcome(std::size_t i) const { return outcomes_[i]; }
  std::optional<std::size_t> find(Values canonical) const;

  void save(Writer& out) const;
  void load(Reader& in);  // into an empty history

 private:
  Space space_;
  std::size_t objectives_;
  std::size_t constraints_;
  std::vector<ag_value> points_;  // one after the other
  std::vector<Outcome> outcomes_;
  std::unordered_map<std::uint64_t, std::size_t> positions_;  // by design key
};

// A point of a saved state; Rejected when it is not a canonical design of the space.
Point load_design(Reader& in, Space space);

}  // namespace archgym::agents
