#include "space/dependencies.hpp"

#include <algorithm>

namespace archgym::host {
namespace {

enum class Mark { untouched, open, done };

// Depth-first search; an open parameter that is met again closes a cycle.
class Sorter {
 public:
  explicit Sorter(const std::vector<Parameter>& parameters)
      : parameters_(parameters), marks_(parameters.size(), Mark::untouched) {}

  Result<void> visit(std::size_t i) {
    if (marks_[i] == Mark::done) return {};
    path_.push_back(i);
    if (marks_[i] == Mark::open) return cycle(i);
    marks_[i] = Mark::open;
    for (const auto* condition : {&parameters_[i].when, &parameters_[i].inert_when}) {
      if (!*condition) continue;
      for (const std::size_t needed : (*condition)->uses()) {
        if (auto visited = visit(needed); !visited) return visited;
      }
    }
    marks_[i] = Mark::done;
    path_.pop_back();
    order.push_back(i);
    return {};
  }

  std::vector<std::size_t> order;

 private:
  tl::unexpected<Error> cycle(std::size_t i) const {
    std::string text = "conditions depend on each other: ";
    for (auto step = std::find(path_.begin(), path_.end(), i); step != path_.end(); ++step) {
      if (!text.ends_with(": ")) text += " -> ";
      text += parameters_[*step].name;
    }
    return bad_input(std::move(text));
  }

  const std::vector<Parameter>& parameters_;
  std::vector<Mark> marks_;
  std::vector<std::size_t> path_;
};

}  // namespace

Result<std::vector<std::size_t>> dependency_order(const std::vector<Parameter>& parameters) {
  Sorter sorter(parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (auto visited = sorter.visit(i); !visited) return tl::unexpected(visited.error());
  }
  return std::move(sorter.order);
}

}  // namespace archgym::host
