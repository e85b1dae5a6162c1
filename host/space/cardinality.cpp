// Counting designs: exactly, as long as the groups of parameters that depend on each other are
// small enough to enumerate.
#include <limits>
#include <numeric>

#include "space/data.hpp"

namespace archgym::host {
namespace {

using boost::multiprecision::cpp_int;

constexpr std::uint64_t enumerated_at_most = std::uint64_t{1} << 22;

// Groups of parameters, joined by the expressions that mention them.
class Groups {
 public:
  explicit Groups(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parent_;
};

}  // namespace

// The canonical feasible designs of one group of parameters, by depth-first search in dependency
// order: every leaf is another canonical design, because inactive and inert parameters have one
// value each. A parameter that no expression mentions multiplies the count instead of branching.
class Space::Data::Counter {
 public:
  Counter(const Data& data, std::vector<std::size_t> members, const std::vector<bool>& mentioned)
      : data_(data),
        members_(std::move(members)),
        mentioned_(mentioned),
        point_(data.knobs.size()) {
    checks_.resize(members_.size() + 1);
    std::vector<std::size_t> place(data.knobs.size(), members_.size());
    for (std::size_t k = 0; k < members_.size(); ++k) place[members_[k]] = k;
    for (const Constraint& constraint : data.constraints) {
      // As soon as its last parameter has a value. Constraints without names belong to no group.
      std::size_t last = 0;
      for (const std::size_t i : constraint.require.uses()) last = std::max(last, place[i]);
      if (!constraint.require.uses().empty() && last < members_.size()) {
        checks_[last + 1].push_back(&constraint);
      }
    }
  }

  // Upper bounds: of what has to be enumerated, and of the result.
  cpp_int branches() const { return product(true); }
  cpp_int bound() const { return product(false); }

  cpp_int count() {
    constexpr std::uint64_t word = std::numeric_limits<std::uint64_t>::max();
    return bound() <= word ? cpp_int(count_from<std::uint64_t>(0)) : count_from<cpp_int>(0);
  }

 private:
  // The completions of the first `depth` values.
  template <class Number>
  Number count_from(std::size_t depth) {
    for (const Constraint* constraint : checks_[depth]) {
      if (!met(*constraint, point_.data())) return 0;
    }
    if (depth == members_.size()) return 1;
    const std::size_t i = members_[depth];
    const Knob& knob = data_.knobs[i];
    ag_value& value = point_[i];
    if (!data_.active(i, point_.data())) {
      value = ag_value{};
      return count_from<Number>(depth + 1);
    }
    if (!data_.live(i, point_.data())) {
      value = knob.is_fixed ? knob.fixed : knob.initial;
      return count_from<Number>(depth + 1);
    }
    if (!mentioned_[i]) {
      value = knob.initial;
      return knob.choices * count_from<Number>(depth + 1);
    }
    Number sum = 0;
    for (std::uint64_t index = 0; index < knob.choices; ++index) {
      value = knob.at(index);
      sum += count_from<Number>(depth + 1);
    }
    return sum;
  }

  cpp_int product(bool mentioned_only) const {
    cpp_int result = 1;
    for (const std::size_t i : members_) {
      const Knob& knob = data_.knobs[i];
      if (!knob.is_fixed && (mentioned_[i] || !mentioned_only)) result *= knob.choices;
    }
    return result;
  }

  const Data& data_;
  std::vector<std::size_t> members_;  // in dependency order
  const std::vector<bool>& mentioned_;
  std::vector<std::vector<const Constraint*>> checks_;  // by number of members that have values
  Point point_;
};

Cardinality Space::cardinality() const {
  if (data_->fidelity) return at_full_fidelity().cardinality();
  const Data& data = *data_;
  Cardinality result;
  result.designs = 1;
  result.canonical = 1;
  for (const Knob& knob : data.knobs) {
    if (knob.is_fixed) continue;
    if (knob.choices == 0) return {false, 0, 0, false};
    result.designs *= knob.choices;
  }

  Groups groups(data.knobs.size());
  std::vector<bool> mentioned(data.knobs.size(), false);
  const auto link = [&](const Expression& expression, std::size_t with) {
    for (const std::size_t i : expression.uses()) {
      groups.join(i, with);
      mentioned[i] = true;
    }
  };
  for (std::size_t i = 0; i < data.knobs.size(); ++i) {
    if (data.when[i]) link(*data.when[i], i);
    if (data.inert_when[i]) link(*data.inert_when[i], i);
  }
  for (const Constraint& constraint : data.constraints) {
    const auto& uses = constraint.require.uses();
    if (uses.empty() && !Data::met(constraint, data.initial.data())) result.canonical = 0;
    if (!uses.empty()) link(constraint.require, uses.front());
  }

  std::vector<std::vector<std::size_t>> members(data.knobs.size());
  for (const std::size_t i : data.order) members[groups.root(i)].push_back(i);
  for (std::vector<std::size_t>& group : members) {
    if (group.empty()) continue;
    Data::Counter counter(data, std::move(group), mentioned);
    const bool countable = counter.branches() <= enumerated_at_most;
    result.canonical *= countable ? counter.count() : counter.bound();
    result.canonical_exact = result.canonical_exact && countable;
  }
  return result;
}

}  // namespace archgym::host
