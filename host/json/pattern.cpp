#include "json/pattern.hpp"

#include <re2/re2.h>

#include <map>
#include <mutex>

namespace archgym::host {
namespace {

// References to the elements of a map stay valid.
const re2::RE2& compiled(std::string_view pattern) {
  static std::mutex mutex;
  static std::map<std::string, re2::RE2, std::less<>> known;
  const std::lock_guard lock(mutex);
  auto place = known.find(pattern);
  if (place == known.end()) {
    std::string text(pattern);
    place = known.try_emplace(text, text, re2::RE2::Quiet).first;
  }
  return place->second;
}

}  // namespace

Result<void> check_pattern(std::string_view pattern) {
  const re2::RE2& regex = compiled(pattern);
  if (regex.ok()) return {};
  return bad_input("'" + std::string(pattern) + "' is no regular expression: " + regex.error());
}

bool matches(std::string_view pattern, std::string_view text) {
  const re2::RE2& regex = compiled(pattern);
  return !regex.ok() || re2::RE2::PartialMatch(text, regex);
}

}  // namespace archgym::host
