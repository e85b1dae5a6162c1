#include "validate/verdict.hpp"

#include <algorithm>
#include <array>

namespace archgym::host {
namespace {

constexpr std::array<std::string_view, 6> k_names{"ok",      "warning", "failed",
                                                  "crashed", "skipped", "waived"};

}  // namespace

std::string_view to_text(VerdictStatus status) {
  return k_names[static_cast<std::size_t>(status)];
}

std::optional<VerdictStatus> verdict_status_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(k_names, text);
  if (found == k_names.end()) return std::nullopt;
  return static_cast<VerdictStatus>(found - k_names.begin());
}

}  // namespace archgym::host
