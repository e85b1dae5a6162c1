#include "history.hpp"

#include <utility>

#include "common/design_key.hpp"

namespace archgym::agents {

History::History(Space space, const Features& features, std::size_t objectives,
                 std::size_t constraints)
    : space_(space),
      features_(features),
      objectives_(objectives),
      constraints_(constraints),
      rows_(features.none()) {}

bool History::add(Values canonical, Outcome outcome) {
  if (!known_.insert(design_key(canonical))) return false;
  points_.insert(points_.end(), canonical.begin(), canonical.end());
  outcomes_.push_back(std::move(outcome));
  features_.append(canonical, rows_);
  return true;
}

Rows History::rows(const std::vector<std::size_t>& some) const {
  Rows rows = features_.none();
  rows.values.reserve(some.size() * rows.columns);
  for (const std::size_t i : some) {
    rows.values.insert(rows.values.end(), rows_.row(i), rows_.row(i) + rows.columns);
  }
  return rows;
}

void History::save(Writer& out) const {
  out.u64(size());
  for (std::size_t i = 0; i < size(); ++i) {
    out.point(point(i));
    agents::save(out, outcomes_[i]);
  }
}

void History::load(Reader& in) {
  const std::uint64_t count = in.count(9 * space_.size() + 1);
  Point point(space_.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    in.point(point);
    Point canonical = point;
    try {
      space_.canonicalise(canonical);
    } catch (const InvalidArgument&) {
      throw Rejected("the state has a design that is not in this space");
    }
    if (Values(canonical) != Values(point) ||
        !add(point, load_outcome(in, objectives_, constraints_))) {
      throw Rejected("the state belongs to another space");
    }
  }
}

}  // namespace archgym::agents
