#include "common/unseen_designs.hpp"

#include <archgym/random.hpp>

#include "common/design_key.hpp"

namespace archgym::agents {
namespace {

// A space with at most so many combinations is small: listing them takes well below a second.
constexpr std::uint64_t k_small = std::uint64_t{1} << 20;

// Seen designs in a row after which sampling is hard. By then fewer than 5% of the space is likely
// to be left: 0.95^64 < 0.04.
constexpr int k_patience = 64;

}  // namespace

UnseenDesigns::UnseenDesigns(Space space, std::uint64_t seed) : space_(space), seed_(seed) {
  std::uint64_t ranks = 1;
  for (std::size_t p = 0; p < space_.size(); ++p) {
    const Parameter parameter = space_[p];
    const std::uint64_t radix = parameter.fixed() ? 1 : parameter.choices();
    if (radix == 0 || radix > k_small / ranks) {
      radices_.clear();
      return;
    }
    ranks *= radix;
    radices_.push_back(radix);
  }
  ranks_ = ranks;
}

bool UnseenDesigns::note(Values canonical) {
  const std::uint64_t key = design_key(canonical);
  if (!seen_.insert(key)) return false;
  known_.push_back(key);
  return true;
}

bool UnseenDesigns::seen(Values canonical) const {
  return seen_.contains(design_key(canonical));
}

UnseenDesigns::Draw UnseenDesigns::draw(Span<ag_value> point) {
  if (!rest_) {
    bool feasible = true;
    for (int attempt = 0; attempt < k_patience && feasible; ++attempt) {
      feasible = space_.sample(seed_, samples_++, point);
      if (feasible && note(Values(point.data(), point.size()))) return Draw::unseen;
    }
    if (ranks_ == 0) return feasible ? Draw::repeated : Draw::none;
    rest_ = list_rest();
  }
  while (rest_->next < rest_->ranks.size()) {
    // Several ranks may have the same canonical design, and designs are noted meanwhile.
    from_rank(rest_->ranks[rest_->next++], point);
    if (note(Values(point.data(), point.size()))) return Draw::unseen;
  }
  return Draw::none;
}

UnseenDesigns::Rest UnseenDesigns::list_rest() const {
  Rest rest;
  rest.known_before = known_.size();
  Point point(space_.size());
  for (std::uint64_t rank = 0; rank < ranks_; ++rank) {
    if (from_rank(rank, point) && !seen(point)) rest.ranks.push_back(rank);
  }
  Random order(seed_, "unseen_designs.rest");
  order.shuffle(rest.ranks.begin(), rest.ranks.end());
  return rest;
}

bool UnseenDesigns::from_rank(std::uint64_t rank, Span<ag_value> point) const {
  std::vector<std::uint64_t> indices(radices_.size());
  for (std::size_t p = 0; p < radices_.size(); ++p) {
    indices[p] = rank % radices_[p];
    rank /= radices_[p];
  }
  return space_.from_indices(indices, point);
}

void UnseenDesigns::save(Writer& out) const {
  out.u64(samples_);
  out.u64(known_.size());
  for (const std::uint64_t key : known_) out.u64(key);
  out.boolean(rest_.has_value());
  if (rest_) {
    out.u64(rest_->known_before);
    out.u64(rest_->next);
  }
}

void UnseenDesigns::load(Reader& in) {
  samples_ = in.u64();
  const std::size_t known = static_cast<std::size_t>(in.count(8));
  std::vector<std::uint64_t> keys(known);
  for (std::uint64_t& key : keys) key = in.u64();

  const auto learn = [&](std::size_t end) {
    for (std::size_t k = known_.size(); k < end; ++k) {
      if (!seen_.insert(keys[k])) throw Rejected("the state has the same design twice");
      known_.push_back(keys[k]);
    }
  };
  if (in.boolean()) {
    const std::uint64_t known_before = in.u64();
    const std::uint64_t next = in.u64();
    if (ranks_ == 0 || known_before > known) {
      throw Rejected("the state belongs to another space");
    }
    // What was known at that moment gives the same list again.
    learn(static_cast<std::size_t>(known_before));
    rest_ = list_rest();
    if (next > rest_->ranks.size()) throw Rejected("the state belongs to another space");
    rest_->next = static_cast<std::size_t>(next);
  }
  learn(known);
}

}  // namespace archgym::agents
