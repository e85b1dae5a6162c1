#include "run/pareto.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <map>

namespace archgym::host {
namespace {

using Costs = std::vector<double>;

// Nowhere worse.
bool covers(std::span<const double> a, std::span<const double> b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (!(a[k] <= b[k])) return false;
  }
  return true;
}

// The area between a staircase of mutually non-dominated (x, y) and the reference: x ascending, y
// descending. Points are added one by one; the area is kept up to date.
class Staircase {
 public:
  Staircase(double reference_x, double reference_y)
      : steps_{{-std::numeric_limits<double>::infinity(), reference_y},
               {reference_x, -std::numeric_limits<double>::infinity()}} {}

  double area() const { return area_; }

  // x and y are better than the reference.
  void add(double x, double y) {
    auto left = std::prev(steps_.upper_bound(x));  // the last step that is not to the right
    if (left->second <= y) return;                 // covered
    // From x on, the roof is lowered to y, until a step that is already lower.
    double roof = left->second;
    double from = x;
    auto step = std::next(left);
    while (step->second > y) {
      area_ += (step->first - from) * (roof - y);
      from = step->first;
      roof = step->second;
      step = steps_.erase(step);
    }
    area_ += (step->first - from) * (roof - y);
    steps_[x] = y;
  }

 private:
  std::map<double, double> steps_;
  double area_ = 0;
};

double volume_3(std::vector<Costs>& points, std::span<const double> reference) {
  std::sort(points.begin(), points.end(),
            [](const Costs& a, const Costs& b) { return a[2] < b[2]; });
  Staircase staircase(reference[0], reference[1]);
  double volume = 0;
  for (std::size_t k = 0; k < points.size(); ++k) {
    staircase.add(points[k][0], points[k][1]);
    const double next = k + 1 < points.size() ? points[k + 1][2] : reference[2];
    if (next > points[k][2]) volume += staircase.area() * (next - points[k][2]);
  }
  return volume;
}

double volume_2(const std::vector<Costs>& points, std::span<const double> reference) {
  Staircase staircase(reference[0], reference[1]);
  for (const Costs& point : points) staircase.add(point[0], point[1]);
  return staircase.area();
}

void keep_non_dominated(std::vector<Costs>& points) {
  std::vector<Costs> kept;
  for (Costs& point : points) {
    if (std::any_of(kept.begin(), kept.end(), [&](const Costs& k) { return covers(k, point); })) {
      continue;
    }
    std::erase_if(kept, [&](const Costs& k) { return covers(point, k); });
    kept.push_back(std::move(point));
  }
  points = std::move(kept);
}

// WFG: the volume of a set is the sum of what each point adds to those behind it, and a point adds
// its own box without the volume of the others, limited to that box.
double volume_wfg(std::vector<Costs> points, std::span<const double> reference) {
  if (points.empty()) return 0;
  if (reference.size() == 3) return volume_3(points, reference);
  // Worse points first: the limited sets behind them shrink most.
  std::sort(points.begin(), points.end(),
            [](const Costs& a, const Costs& b) { return a.back() > b.back(); });
  double volume = 0;
  for (std::size_t k = 0; k < points.size(); ++k) {
    // In the sorted order every point behind is at least as good in the last cost, so limiting sets
    // that cost to the same value for all: the rest is a problem with one cost less.
    const std::size_t fewer = reference.size() - 1;
    const std::span<const double> base = reference.first(fewer);
    double box = 1;
    for (std::size_t c = 0; c < fewer; ++c) box *= reference[c] - points[k][c];
    std::vector<Costs> limited;
    for (std::size_t other = k + 1; other < points.size(); ++other) {
      Costs corner(fewer);
      for (std::size_t c = 0; c < fewer; ++c) {
        corner[c] = std::max(points[k][c], points[other][c]);
      }
      limited.push_back(std::move(corner));
    }
    keep_non_dominated(limited);
    const double depth = reference[fewer] - points[k][fewer];
    volume += depth * (box - volume_wfg(std::move(limited), base));
  }
  return volume;
}

}  // namespace

bool dominates(std::span<const double> a, std::span<const double> b) {
  bool better = false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (!(a[k] <= b[k])) return false;
    better = better || a[k] < b[k];
  }
  return better;
}

bool ParetoFront::insert(std::uint64_t id, std::span<const double> costs) {
  if (std::any_of(costs.begin(), costs.end(), [](double c) { return std::isnan(c); })) return false;
  for (const Member& member : members_) {
    if (covers(member.costs, costs)) return false;
  }
  std::erase_if(members_, [&](const Member& member) { return dominates(costs, member.costs); });
  members_.push_back({id, {costs.begin(), costs.end()}});
  return true;
}

double hypervolume(std::span<const double> costs, std::span<const double> reference) {
  const std::size_t dimensions = reference.size();
  std::vector<Costs> points;
  for (std::size_t at = 0; at + dimensions <= costs.size(); at += dimensions) {
    const std::span<const double> point = costs.subspan(at, dimensions);
    const bool inside = std::equal(point.begin(), point.end(), reference.begin(), std::less<>{});
    if (!inside) continue;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (std::find(point.begin(), point.end(), -infinity) != point.end()) return infinity;
    points.emplace_back(point.begin(), point.end());
  }
  if (points.empty()) return 0;
  switch (dimensions) {
    case 1:
      return reference[0] - (*std::min_element(points.begin(), points.end()))[0];
    case 2:
      return volume_2(points, reference);
    case 3:
      return volume_3(points, reference);
    default:
      keep_non_dominated(points);
      return volume_wfg(std::move(points), reference);
  }
}

}  // namespace archgym::host
