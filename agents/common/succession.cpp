#include "common/succession.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/population.hpp"

namespace archgym::agents {

void Succession::add(std::vector<Individual> results) {
  const std::size_t kept = std::max(generation_, results.size());
  newest_.insert(newest_.end(), std::make_move_iterator(results.begin()),
                 std::make_move_iterator(results.end()));
  if (newest_.size() > kept) {
    newest_.erase(newest_.begin(), newest_.end() - static_cast<std::ptrdiff_t>(kept));
  }
  parents_.resize(std::min(parents_.size(), elites_));
  parents_.insert(parents_.end(), newest_.begin(), newest_.end());
  parents_ = select_best(std::move(parents_), population_);
}

void Succession::save(Writer& out, const Individuals& individuals) const {
  individuals.save(out, parents_);
  individuals.save(out, newest_);
}

void Succession::load(Reader& in, const Individuals& individuals) {
  parents_ = individuals.load(in);
  newest_ = individuals.load(in);
}

}  // namespace archgym::agents
