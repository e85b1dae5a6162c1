#include "plugin/limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

// Calls visit(name, member) for every limit: the one place that names them.
template <class SomeLimits, class Visit>
void for_each_limit(SomeLimits& limits, Visit&& visit) {
  visit("timeout_seconds", limits.timeout_seconds);
  visit("cpu_seconds", limits.cpu_seconds);
  visit("memory_mebibytes", limits.memory_mebibytes);
  visit("open_files", limits.open_files);
  visit("recycle_after", limits.recycle_after);
  visit("start_seconds", limits.start_seconds);
  visit("patience_seconds", limits.patience_seconds);
}

json::value to_value(double number) {
  return number;
}
// As a number read from text: the schemas' bounds fit into a signed integer.
json::value to_value(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}

Result<void> assign(std::optional<double>& limit, std::string_view text) {
  auto number = parse_real(text);
  if (!number) return tl::unexpected(number.error());
  if (!std::isfinite(*number) || *number <= 0) {
    return bad_input("expected more than 0, not " + std::string(text));
  }
  limit = *number;
  return {};
}

Result<void> assign(std::optional<std::uint64_t>& limit, std::string_view text) {
  auto number = parse_unsigned(text);
  if (!number) return tl::unexpected(number.error());
  if (*number == 0) return bad_input("expected at least 1, not 0");
  limit = *number;
  return {};
}

Result<void> set_limit(Limits& limits, std::string_view name, std::string_view text) {
  Result<void> result;
  bool known = false;
  std::vector<std::string> names;
  for_each_limit(limits, [&](const char* each, auto& member) {
    names.emplace_back(each);
    if (name != each) return;
    known = true;
    result = assign(member, text);
  });
  if (!known) {
    return bad_input("unknown limit '" + std::string(name) + "'" + suggestion(name, names));
  }
  if (!result) return within(name, result.error());
  return result;
}

}  // namespace

double start_seconds(const Limits& limits) {
  constexpr double k_shortest = 30, k_without_limit = 600;
  if (limits.start_seconds) return *limits.start_seconds;
  return limits.timeout_seconds ? std::max(*limits.timeout_seconds, k_shortest) : k_without_limit;
}

double patience_seconds(const Limits& limits) {
  constexpr double k_default = 60;
  return limits.patience_seconds.value_or(k_default);
}

Limits limits_from_json(const json::object& object) {
  Limits limits;
  for_each_limit(limits, [&object](const char* name, auto& member) {
    using Number = typename std::decay_t<decltype(member)>::value_type;
    if (const auto* value = object.if_contains(name)) member = value->to_number<Number>();
  });
  return limits;
}

json::object to_json(const Limits& limits) {
  json::object object;
  for_each_limit(limits, [&object](const char* name, const auto& member) {
    if (member) object[name] = to_value(*member);
  });
  return object;
}

Result<Limits> parse_limits(std::string_view text) {
  Limits limits;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) {
      return bad_input("limit '" + std::string(part) + "': expected name=value");
    }
    auto set = set_limit(limits, trim(part.substr(0, equals)), trim(part.substr(equals + 1)));
    if (!set) return within("limit '" + std::string(part) + "'", set.error());
  }
  return limits;
}

Limits combined(const Limits& first, const Limits& second) {
  const json::object over = to_json(first);
  json::object all = to_json(second);
  for (const auto& [name, value] : over) all[name] = value;
  return limits_from_json(all);
}

}  // namespace archgym::host
