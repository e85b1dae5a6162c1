#include "adapter/process/output_patterns.hpp"

#include <re2/re2.h>

#include <utility>

#include "base/text.hpp"
#include "json/member.hpp"

namespace archgym::host {

struct OutputPatterns::Pattern {
  std::string source;
  std::unique_ptr<re2::RE2> regex;
  std::string reason;  // "": what matched
};

OutputPatterns::OutputPatterns() = default;
OutputPatterns::OutputPatterns(OutputPatterns&& other) noexcept = default;
OutputPatterns& OutputPatterns::operator=(OutputPatterns&& other) noexcept = default;
OutputPatterns::~OutputPatterns() = default;

Result<OutputPatterns> OutputPatterns::create(const char* name,
                                              const boost::json::object& descriptor) {
  OutputPatterns all;
  for (const auto& value : list_at(descriptor, name)) {
    const auto& each = value.as_object();
    Pattern pattern{text_at(each, "from"), nullptr, text_at(each, "reason")};
    if (pattern.source.empty()) pattern.source = "stdout";
    if (auto inside = check_inside(pattern.source); !inside) {
      return within(name, inside.error());
    }
    const std::string text = text_at(each, "pattern");
    pattern.regex = std::make_unique<re2::RE2>("(?m)" + text, re2::RE2::Quiet);
    if (!pattern.regex->ok()) {
      return bad_input(std::string(name) + ": the pattern '" + text +
                       "': " + pattern.regex->error());
    }
    all.patterns_.push_back(std::move(pattern));
  }
  return all;
}

Result<std::optional<std::string>> OutputPatterns::find(Outputs& outputs) const {
  for (const Pattern& pattern : patterns_) {
    const auto text = outputs.text(pattern.source);
    if (!text && !outputs.file(pattern.source)) continue;
    if (!text) return tl::unexpected(text.error());
    re2::StringPiece match;
    if (!pattern.regex->Match(**text, 0, (*text)->size(), re2::RE2::UNANCHORED, &match, 1)) {
      continue;
    }
    return pattern.reason.empty() ? std::string(trim(std::string(match))) : pattern.reason;
  }
  return std::nullopt;
}

}  // namespace archgym::host
