#include "base/suggest.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace archgym::host {
namespace {

// Optimal string alignment distance: insertions, deletions, substitutions and transpositions of
// neighbours cost one each (Damerau, CACM 7(3), 1964; Wagner and Fischer's table).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

// One error in three letters is still a typing error.
std::size_t allowed_errors(std::size_t length) {
  return std::max<std::size_t>(1, length / 3);
}

// Nobody types a longer name, and the distance costs the product of the lengths.
constexpr std::size_t k_longest_name = 256;

// Whether the lengths alone say that it is another word.
bool comparable(std::size_t a, std::size_t b) {
  const auto [shorter, longer] = std::minmax(a, b);
  return longer <= k_longest_name && longer - shorter <= allowed_errors(longer);
}

constexpr std::size_t listed_at_most = 20;

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> candidates) {
  const std::string wanted = lower_case(name);
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    if (!comparable(wanted.size(), candidate.size())) continue;
    const std::size_t distance = edit_distance(wanted, lower_case(candidate));
    if (best == nullptr || distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (best == nullptr) return {};
  // Every letter wrong is another word.
  const std::size_t length = std::max(name.size(), best->size());
  const bool near = best_distance <= allowed_errors(length) && best_distance < length;
  return near ? *best : std::string();
}

std::string suggestion(std::string_view name, std::span<const std::string> candidates) {
  if (candidates.empty()) return {};
  if (const std::string near = nearest(name, candidates); !near.empty()) {
    return " (did you mean '" + near + "'?)";
  }
  return (candidates.size() == 1 ? "; expected " : "; expected one of ") + listed(candidates);
}

std::string listed(std::span<const std::string> names) {
  const std::size_t count = std::min(names.size(), listed_at_most);
  std::string text;
  for (std::size_t k = 0; k < count; ++k) {
    text += (k == 0 ? "" : ", ") + shortened(names[k], k_longest_name);
  }
  if (count < names.size()) text += ", ... (" + std::to_string(names.size()) + " in all)";
  return text;
}

}  // namespace archgym::host
