// What became of one rule for one plugin.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace archgym::host {

// `waived`: broken, and the user's file says why that is accepted.
enum class VerdictStatus { ok, warning, failed, crashed, skipped, waived };

// "ok", "warning" and so on.
std::string_view to_text(VerdictStatus status);
std::optional<VerdictStatus> verdict_status_from_text(std::string_view text);

struct Verdict {
  VerdictStatus status = VerdictStatus::ok;
  // Why, for people. With `ok`, what was measured, or "".
  std::string reason;
  // What was tried when it went wrong; --replay <rule>:<number> tries it alone.
  std::optional<std::uint64_t> case_number;
  std::string case_text;
};

}  // namespace archgym::host
