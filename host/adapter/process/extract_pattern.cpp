// Numbers in plain text: by a regular expression, or in a line of a key and its value.
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "adapter/process/extractor.hpp"
#include "base/ending.hpp"

namespace archgym::host {
namespace {

std::string line_around(std::string_view text, std::size_t position) {
  const std::size_t newline = text.rfind('\n', position == 0 ? 0 : position - 1);
  const std::size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t end = std::min(text.find('\n', position), text.size());
  constexpr std::size_t k_longest = 200;
  return std::string(text.substr(begin, std::min(end - std::min(begin, end), k_longest)));
}

class PatternExtractor final : public Extractor {
 public:
  PatternExtractor(std::string source, const std::string& regex, std::string sought)
      : source_(std::move(source)),
        sought_(std::move(sought)),
        regex_("(?m)" + regex, re2::RE2::Quiet) {}

  Result<void> check() {
    if (!regex_.ok()) return bad_input(sought_ + ": " + regex_.error());
    const auto& groups = regex_.NamedCapturingGroups();
    const auto value = groups.find("value");
    if (value == groups.end()) {
      return bad_input(sought_ + ": expected a group (?P<value>...) for the number");
    }
    value_ = value->second;
    if (const auto unit = groups.find("unit"); unit != groups.end()) unit_ = unit->second;
    return {};
  }

  Result<std::vector<Found>> find(Outputs& outputs) const override {
    auto text = outputs.text(source_);
    if (!text) return tl::unexpected(text.error());
    const re2::StringPiece whole(**text);
    std::vector<re2::StringPiece> groups(
        static_cast<std::size_t>(regex_.NumberOfCapturingGroups()) + 1);
    std::vector<Found> found;
    std::size_t from = 0;
    while (from <= whole.size() && regex_.Match(whole, from, whole.size(), re2::RE2::UNANCHORED,
                                                groups.data(), static_cast<int>(groups.size()))) {
      const auto at = static_cast<std::size_t>(groups[0].data() - whole.data());
      found.push_back({std::string(groups[value_]), unit_ ? std::string(groups[unit_]) : "",
                       line_around(**text, at)});
      from = std::max(at + groups[0].size(), from + 1);
    }
    if (found.empty()) {
      return failure(source_ + ": no match of " + sought_ +
                     (text.value()->empty() ? "; it is empty" : last_words(**text)));
    }
    return found;
  }

 private:
  std::string source_, sought_;
  re2::RE2 regex_;
  std::size_t value_ = 0, unit_ = 0;
};

Result<std::unique_ptr<Extractor>> checked(std::unique_ptr<PatternExtractor> extractor) {
  if (auto right = extractor->check(); !right) return tl::unexpected(right.error());
  return extractor;
}

}  // namespace

Result<std::unique_ptr<Extractor>> pattern_extractor(std::string source, const std::string& regex) {
  return checked(
      std::make_unique<PatternExtractor>(std::move(source), regex, "the pattern '" + regex + "'"));
}

// A unit is a word behind the number, perhaps in brackets; a comment is none.
Result<std::unique_ptr<Extractor>> key_extractor(std::string source, const std::string& key) {
  const std::string regex = "^[ \\t]*" + re2::RE2::QuoteMeta(key) +
                            "(?:[ \\t]*[:=][ \\t]*|[ \\t]+)(?P<value>[^ \\t\\r\\n]+)"
                            "(?:[ \\t]+[\\[(]?(?P<unit>[A-Za-z%\u00b5][^ \\t\\r\\n;,\\])]*))?";
  return checked(
      std::make_unique<PatternExtractor>(std::move(source), regex, "the key '" + key + "'"));
}

}  // namespace archgym::host
