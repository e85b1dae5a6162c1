#include "outward.hpp"

#include <algorithm>

#include "common/design_key.hpp"

namespace archgym::agents {

Outward::Outward(Space space, std::uint64_t resolution)
    : space_(space),
      resolution_(resolution),
      genes_(space),
      default_(space.size()),
      genome_(space.size()) {
  Point point;
  for (std::size_t p = 0; p < space.size(); ++p) point.push_back(space[p].initial());
  space.to_indices(point, default_);
}

bool Outward::next(Point& point) {
  if (reached_.size() == 0) {
    const bool feasible = space_.from_indices(default_, point);
    if (reach(point, feasible)) return true;
  }
  for (; front_ < queue_.size(); leave_front()) {
    const auto first = queue_.begin() + static_cast<std::ptrdiff_t>(front_);
    genome_.assign(first, first + static_cast<std::ptrdiff_t>(space_.size()));
    while (parameter_ < genes_.free().size()) {
      const std::size_t gene = genes_.free()[parameter_];
      const std::uint64_t own = genome_[gene];
      const bool found = own != k_inactive && advance(gene, point);
      genome_[gene] = own;
      if (found) return true;
      ++parameter_;
      step_ = 0;
    }
  }
  return false;
}

// Goes on with the steps of a parameter of genome_ until one leads to a new feasible design; false
// when all are done.
bool Outward::advance(std::size_t gene, Point& point) {
  const std::uint64_t own = genome_[gene];
  const std::uint64_t last = values_of(gene);
  while (step_ <= last) {
    const std::uint64_t step = step_++;
    genome_[gene] = step == 0 ? default_[gene] : value_of(gene, step - 1);
    if (genome_[gene] == own) continue;
    const bool feasible = space_.from_indices(genome_, point);
    if (step == 0 && changes_nothing_else(point)) step_ = last + 1;
    if (reach(point, feasible)) return true;
  }
  return false;
}

// The canonical design is that of genome_ in every parameter.
bool Outward::changes_nothing_else(const Point& canonical) {
  scratch_.resize(genome_.size());
  space_.to_indices(canonical, scratch_);
  return scratch_ == genome_;
}

bool Outward::reach(const Point& canonical, bool feasible) {
  const std::uint64_t key = design_key(canonical);
  if (!reached_.insert(key)) return false;
  keys_.push_back(key);
  const std::size_t end = queue_.size();
  queue_.resize(end + space_.size());
  space_.to_indices(canonical, Span<std::uint64_t>(queue_.data() + end, space_.size()));
  return feasible;
}

std::uint64_t Outward::values_of(std::size_t gene) const {
  return space_[gene].type() == ParameterType::real ? resolution_ : genes_.choices(gene);
}

std::uint64_t Outward::value_of(std::size_t gene, std::uint64_t k) const {
  if (space_[gene].type() != ParameterType::real) return k;
  const std::uint64_t last = genes_.choices(gene) - 1;
  return k == resolution_ - 1 ? last : last / (resolution_ - 1) * k;
}

void Outward::leave_front() {
  parameter_ = 0;
  step_ = 0;
  front_ += space_.size();
  if (2 * front_ < queue_.size()) return;
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(front_));
  front_ = 0;
}

void Outward::save(Writer& out) const {
  out.u64(keys_.size());
  for (const std::uint64_t key : keys_) out.u64(key);
  out.u64(queue_.size() - front_);
  for (std::size_t k = front_; k < queue_.size(); ++k) out.u64(queue_[k]);
  out.u64(parameter_);
  out.u64(step_);
}

void Outward::load(Reader& in) {
  keys_.resize(static_cast<std::size_t>(in.count(8)));
  for (std::uint64_t& key : keys_) {
    key = in.u64();
    reached_.insert(key);
  }
  queue_.resize(static_cast<std::size_t>(in.count(8)));
  for (std::uint64_t& gene : queue_) gene = in.u64();
  const std::size_t size = std::max<std::size_t>(space_.size(), 1);
  for (std::size_t k = 0; k < queue_.size(); ++k) {
    if (queue_[k] != k_inactive && queue_[k] >= genes_.choices(k % size)) {
      throw Rejected("the state has a design that is not in this space");
    }
  }
  if (queue_.size() % size != 0) throw Rejected("the state belongs to another space");
  parameter_ = in.u64();
  step_ = in.u64();
}

}  // namespace archgym::agents
