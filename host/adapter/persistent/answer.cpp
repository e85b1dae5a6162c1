#include "adapter/persistent/answer.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "adapter/process/extractor.hpp"
#include "adapter/units.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr std::size_t k_longest_excerpt = 200;

std::string_view type_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a bool";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

// "12.5 ns": a number, and what follows it.
Result<double> read_quantity(std::string_view text, const Metric& metric) {
  const Found found = split_unit(text, "");
  auto number = parse_printed(found.value);
  if (!number) {
    return bad_input(excerpt(text) + " is not a number, or a number and a unit such as '1.5 " +
                     metric.unit + "'");
  }
  if (found.unit.empty()) return *number;
  auto conversion = unit_conversion(found.unit, metric.unit);
  if (!conversion) return tl::unexpected(conversion.error());
  return (*conversion)(*number);
}

Result<double> read_metric(const json::value& value, const Metric& metric) {
  if (value.is_null()) return std::numeric_limits<double>::quiet_NaN();
  if (value.is_number()) return value.to_number<double>();
  if (value.is_string()) return read_quantity(value.get_string(), metric);
  return bad_input("expected a number, found " + std::string(type_of(value)));
}

}  // namespace

std::string excerpt(std::string_view line) {
  std::string text;
  for (const char byte : line.substr(0, k_longest_excerpt)) {
    const auto code = static_cast<unsigned char>(byte);
    text += code < 0x20 ? ' ' : code < 0x7f ? byte : '?';
  }
  return in_quotes(text) + (line.size() > k_longest_excerpt ? "..." : "");
}

Result<json::object> read_answer(std::string_view line, std::uint64_t id) {
  auto value = parse(line, "answer");
  if (!value) {
    const bool python = line.find("NaN") != line.npos || line.find("Infinity") != line.npos;
    return bad_input(
        value.error().message +
        (python ? " (JSON has no NaN and no infinity: null says 'not measured')" : "") + ": " +
        excerpt(line));
  }
  if (!value->is_object()) {
    return bad_input("expected an object, found " + std::string(type_of(*value)) + ": " +
                     excerpt(line));
  }
  json::object answer = std::move(value->get_object());
  const json::value* given = answer.if_contains("id");
  if (!given) return bad_input("it has no 'id', which is that of the request: " + excerpt(line));
  if (*given != json::value(id)) {
    return bad_input("expected the 'id' " + std::to_string(id) + " of the request, found " +
                     compact(*given) + ": " + excerpt(line));
  }
  answer.erase("id");
  return answer;
}

Result<std::string> kind_of(const json::object& answer, std::span<const std::string> kinds) {
  if (answer.empty()) return "";
  for (const auto& [name, value] : answer) {
    if (std::ranges::find(kinds, std::string_view(name)) == kinds.end()) {
      return bad_input("unknown member '" + std::string(name) + "'" + suggestion(name, kinds));
    }
  }
  if (answer.size() > 1) {
    return bad_input("it has " + std::to_string(answer.size()) + " of the members " +
                     join(kinds, ", ") + ", expected one");
  }
  return std::string(answer.begin()->key());
}

std::string reason_text(const json::value& reason) {
  return reason.is_string() ? std::string(reason.get_string()) : compact(reason);
}

Result<std::vector<double>> read_metrics(const json::value& metrics,
                                         std::span<const Metric> declared) {
  if (!metrics.is_object()) {
    return bad_input("metrics: expected an object, found " + std::string(type_of(metrics)));
  }
  std::vector<double> values(declared.size(), std::numeric_limits<double>::quiet_NaN());
  for (const auto& [name, value] : metrics.get_object()) {
    const auto place = std::ranges::find(declared, std::string_view(name), &Metric::name);
    if (place == declared.end()) {
      std::vector<std::string> known;
      for (const Metric& metric : declared) known.push_back(metric.name);
      return bad_input("unknown metric '" + std::string(name) + "'" + suggestion(name, known));
    }
    auto number = read_metric(value, *place);
    if (!number) return within("metric '" + place->name + "'", number.error());
    values[static_cast<std::size_t>(place - declared.begin())] = *number;
  }
  return values;
}

Result<Point> read_point(const json::value& point, const Space& space) {
  if (!point.is_object()) {
    return bad_input("expected an object of values by name, found " + std::string(type_of(point)));
  }
  Point values(space.size(), ag_value{});
  for (const auto& [name, value] : point.get_object()) {
    const auto index = space.find(name);
    if (!index) {
      std::vector<std::string> known;
      for (const Parameter& parameter : space.parameters()) known.push_back(parameter.name);
      return bad_input("unknown parameter '" + std::string(name) + "'" + suggestion(name, known));
    }
    if (value.is_null()) continue;
    auto parsed = space.parse_value(*index, value);
    if (!parsed) return tl::unexpected(parsed.error());
    values[*index] = *parsed;
  }
  return values;
}

}  // namespace archgym::host
