// The history with the features of its designs.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "common/history.hpp"
#include "features.hpp"

namespace archgym::agents {

class Observations {
 public:
  Observations(Space space, const Features& features, std::size_t objectives,
               std::size_t constraints)
      : features_(features), history_(space, objectives, constraints), rows_(features.none()) {}

  // False when the design has a result already, which then stays.
  bool add(Values canonical, Outcome outcome) {
    if (!history_.add(canonical, std::move(outcome))) return false;
    features_.append(canonical, rows_);
    return true;
  }

  std::size_t size() const { return history_.size(); }
  Values point(std::size_t i) const { return history_.point(i); }
  const Outcome& outcome(std::size_t i) const { return history_.outcome(i); }

  // All of them, and some of them in the order given.
  const Rows& rows() const { return rows_; }
  Rows rows(const std::vector<std::size_t>& some) const {
    Rows rows = features_.none();
    rows.values.reserve(some.size() * rows.columns);
    for (const std::size_t i : some) {
      rows.values.insert(rows.values.end(), rows_.row(i), rows_.row(i) + rows.columns);
    }
    return rows;
  }

  void save(Writer& out) const { history_.save(out); }
  void load(Reader& in) {
    history_.load(in);
    for (std::size_t i = 0; i < size(); ++i) features_.append(point(i), rows_);
  }

 private:
  const Features& features_;
  History history_;
  Rows rows_;
};

}  // namespace archgym::agents
