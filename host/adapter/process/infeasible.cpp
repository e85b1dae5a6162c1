#include "adapter/process/infeasible.hpp"

#include <re2/re2.h>

#include <utility>

#include "base/text.hpp"
#include "json/member.hpp"

namespace archgym::host {

struct InfeasiblePatterns::Pattern {
  std::string source;
  std::unique_ptr<re2::RE2> regex;
  std::string reason;  // "": what matched
};

InfeasiblePatterns::InfeasiblePatterns() = default;
InfeasiblePatterns::InfeasiblePatterns(InfeasiblePatterns&& other) noexcept = default;
InfeasiblePatterns& InfeasiblePatterns::operator=(InfeasiblePatterns&& other) noexcept = default;
InfeasiblePatterns::~InfeasiblePatterns() = default;

Result<InfeasiblePatterns> InfeasiblePatterns::create(const boost::json::array& declared) {
  InfeasiblePatterns all;
  for (const auto& value : declared) {
    const auto& each = value.as_object();
    Pattern pattern{text_at(each, "from"), nullptr, text_at(each, "reason")};
    if (pattern.source.empty()) pattern.source = "stdout";
    if (auto inside = check_inside(pattern.source); !inside) {
      return within("infeasible", inside.error());
    }
    const std::string text = text_at(each, "pattern");
    pattern.regex = std::make_unique<re2::RE2>("(?m)" + text, re2::RE2::Quiet);
    if (!pattern.regex->ok()) {
      return bad_input("infeasible: the pattern '" + text + "': " + pattern.regex->error());
    }
    all.patterns_.push_back(std::move(pattern));
  }
  return all;
}

std::optional<std::string> InfeasiblePatterns::find(Outputs& outputs) const {
  for (const Pattern& pattern : patterns_) {
    const auto text = outputs.text(pattern.source);
    re2::StringPiece match;
    if (!text ||
        !pattern.regex->Match(**text, 0, (*text)->size(), re2::RE2::UNANCHORED, &match, 1)) {
      continue;
    }
    return pattern.reason.empty() ? std::string(trim(std::string(match))) : pattern.reason;
  }
  return std::nullopt;
}

}  // namespace archgym::host
