#include "common/history.hpp"

#include <utility>

#include "common/design_key.hpp"

namespace archgym::agents {

History::History(Space space, std::size_t objectives, std::size_t constraints)
    : space_(space), objectives_(objectives), constraints_(constraints) {}

bool History::add(Values canonical, Outcome outcome) {
  if (!positions_.emplace(design_key(canonical), size()).second) return false;
  points_.insert(points_.end(), canonical.begin(), canonical.end());
  outcomes_.push_back(std::move(outcome));
  return true;
}

std::optional<std::size_t> History::find(Values canonical) const {
  const auto found = positions_.find(design_key(canonical));
  if (found == positions_.end()) return std::nullopt;
  return found->second;
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
  for (std::uint64_t i = 0; i < count; ++i) {
    const Point point = load_design(in, space_);
    if (!add(point, load_outcome(in, objectives_, constraints_))) {
      throw Rejected("the state has a design twice");
    }
  }
}

Point load_design(Reader& in, Space space) {
  Point point(space.size());
  in.point(point);
  Point canonical = point;
  try {
    space.canonicalise(canonical);
  } catch (const InvalidArgument&) {
    throw Rejected("the state has a design that is not in this space");
  }
  if (Values(canonical) != Values(point)) throw Rejected("the state belongs to another space");
  return point;
}

}  // namespace archgym::agents
