#include "run/workload_files.hpp"

#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

void collect(const json::value& value, std::span<const std::string_view> steps,
             std::vector<std::string>& texts) {
  if (steps.empty()) {
    if (value.is_string()) texts.emplace_back(value.get_string());
    return;
  }
  if (value.is_array() && steps.front() == "*") {
    for (const json::value& item : value.get_array()) collect(item, steps.subspan(1), texts);
  }
  if (!value.is_object()) return;
  const json::value* member = value.get_object().if_contains(steps.front());
  if (member) collect(*member, steps.subspan(1), texts);
}

}  // namespace

std::vector<fs::path> files_named_by(const fs::path& workload, std::string_view place) {
  std::vector<fs::path> files;
  if (place.empty() || workload.extension() != ".json") return files;
  const auto document = read_file(workload.string());
  if (!document) return files;
  std::vector<std::string> texts;
  collect(*document, split(place.substr(1), '/'), texts);
  for (const std::string& text : texts) {
    const fs::path file = (workload.parent_path() / text).lexically_normal();
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) files.push_back(file);
  }
  return files;
}

}  // namespace archgym::host
