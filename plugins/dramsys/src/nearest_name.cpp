#include "nearest_name.hpp"

#include <algorithm>
#include <cctype>

namespace dramsys {
namespace {

// Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours;
// letters of different case are equal.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto same = [&](std::size_t i, std::size_t j) {
    return std::tolower(static_cast<unsigned char>(a[i])) ==
           std::tolower(static_cast<unsigned char>(b[j]));
  };
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      d[i + 1][j + 1] =
          std::min({d[i][j + 1] + 1, d[i + 1][j] + 1, d[i][j] + (same(i, j) ? 0 : 1)});
      if (i > 0 && j > 0 && same(i, j - 1) && same(i - 1, j))
        d[i + 1][j + 1] = std::min(d[i + 1][j + 1], d[i - 1][j - 1] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  std::size_t least = 1 + name.size() / 3;
  std::string_view nearest;
  for (std::string_view candidate : known) {
    const std::size_t d = distance(name, candidate);
    if (d <= least && (nearest.empty() || d < least)) {
      least = d;
      nearest = candidate;
    }
  }
  return nearest.empty() ? "" : "; did you mean '" + std::string(nearest) + "'?";
}

}  // namespace dramsys
