#include "outward.hpp"

#include <algorithm>

#include "common/design_key.hpp"

namespace archgym::agents {

Outward::Outward(Space space, std::uint64_t resolution)
    : space_(space), resolution_(resolution), genes_(space), genome_(space.size()) {}

bool Outward::next(Point& point) {
  if (reached_.size() == 0) {
    for (std::size_t p = 0; p < point.size(); ++p) point[p] = space_[p].initial();
    const bool feasible = space_.canonicalise(point);
    if (reach(point, feasible)) return true;
  }
  for (; front_ < queue_.size(); leave_front()) {
    const auto first = queue_.begin() + static_cast<std::ptrdiff_t>(front_);
    genome_.assign(first, first + static_cast<std::ptrdiff_t>(space_.size()));
    for (; parameter_ < genes_.free().size(); ++parameter_, value_ = 0) {
      const std::size_t gene = genes_.free()[parameter_];
      const std::uint64_t own = genome_[gene];
      if (own == k_inactive) continue;
      while (value_ < values_of(gene)) {
        genome_[gene] = value_of(gene, value_++);
        if (genome_[gene] == own) continue;
        const bool feasible = space_.from_indices(genome_, point);
        if (reach(point, feasible)) return true;
      }
      genome_[gene] = own;
    }
  }
  return false;
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
  value_ = 0;
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
  out.u64(value_);
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
  value_ = in.u64();
}

}  // namespace archgym::agents
