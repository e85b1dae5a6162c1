// Values between text, JSON and ag_value.
#include <algorithm>
#include <cmath>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "space/data.hpp"
#include "space/permutation.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

std::vector<std::string> number_texts(const std::vector<double>& numbers) {
  std::vector<std::string> texts;
  texts.reserve(numbers.size());
  for (const double number : numbers) texts.push_back(format_real(number));
  return texts;
}

// " requests" for people; "1" marks pure numbers.
std::string unit_suffix(const Parameter& parameter) {
  return parameter.unit.empty() || parameter.unit == "1" ? "" : " " + parameter.unit;
}

std::string allowed(const Parameter& parameter) {
  const std::string range =
      "from " + format_real(parameter.lower) + " to " + format_real(parameter.upper);
  switch (parameter.type) {
    case ParameterType::boolean:
      return "true or false";
    case ParameterType::integer:
      return "an integer " + range +
             (parameter.step == 1 ? "" : " in steps of " + std::to_string(parameter.step)) +
             unit_suffix(parameter);
    case ParameterType::real:
      return "a number " + range + unit_suffix(parameter);
    case ParameterType::ordinal:
      return "one of " + listed(number_texts(parameter.numbers)) + unit_suffix(parameter);
    case ParameterType::categorical:
      return "one of " + listed(allowed_labels(parameter));
    case ParameterType::permutation:
      return "an order of " + join(parameter.labels, ", ");
    case ParameterType::text:
      break;
  }
  return "a text";
}

// Of what was given, in a message.
constexpr std::size_t k_longest_shown = 256;

tl::unexpected<Error> refuse(const Parameter& parameter, const std::string& given) {
  return bad_input("parameter '" + parameter.name + "': " + shortened(given, k_longest_shown) +
                   " is not allowed; expected " + allowed(parameter));
}

Result<ag_value> label_value(const Parameter& parameter, std::string_view label) {
  const auto place = std::find(parameter.labels.begin(), parameter.labels.end(), label);
  if (place == parameter.labels.end()) {
    return bad_input("parameter '" + parameter.name + "': '" + shortened(label, k_longest_shown) +
                     "' is not allowed" + suggestion(label, allowed_labels(parameter)));
  }
  const std::int64_t position = place - parameter.labels.begin();
  if (!parameter.allowed.empty() &&
      std::ranges::find(parameter.allowed, position) == parameter.allowed.end()) {
    return refuse(parameter, "'" + std::string(label) + "'");
  }
  return integer_value(AG_KIND_INDEX, position);
}

Result<ag_value> order_value(const Parameter& parameter, const std::vector<std::string>& items) {
  std::vector<std::uint8_t> order;
  for (const std::string& item : items) {
    auto index = label_value(parameter, item);
    if (!index) return index;
    order.push_back(static_cast<std::uint8_t>(index->as.i64));
  }
  std::vector<std::uint8_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  const bool repeated = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  if (repeated || order.size() != parameter.labels.size()) {
    return bad_input("parameter '" + parameter.name + "': [" + join(items, ", ") +
                     "] is not allowed; expected every one of " + join(parameter.labels, ", ") +
                     " once");
  }
  return integer_value(AG_KIND_INDEX, static_cast<std::int64_t>(permutation_rank(order)));
}

// A number for an integer, ordinal or real; `given` is how the user wrote it.
Result<ag_value> number_value(const Parameter& parameter, const Knob& knob, double number,
                              const std::string& given) {
  // Far outside the exact integers nothing is allowed, and the conversion below would overflow.
  constexpr double exact = 0x1p53;
  const bool integer = knob.kind == AG_KIND_INT;
  if (integer && (number != std::trunc(number) || std::abs(number) > exact)) {
    return refuse(parameter, given);
  }
  const ag_value value =
      integer ? integer_value(AG_KIND_INT, static_cast<std::int64_t>(number)) : real_value(number);
  if (!knob.holds(value)) return refuse(parameter, given);
  return value;
}

}  // namespace

Variable variable_of(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::boolean:
      return {parameter.name, ValueType::boolean, {}};
    case ParameterType::categorical:
      return {parameter.name, ValueType::text, parameter.labels};
    case ParameterType::permutation:
    case ParameterType::text:
      return {parameter.name, ValueType::text, {}};
    default:
      return {parameter.name, ValueType::number, {}};
  }
}

std::vector<std::string> allowed_labels(const Parameter& parameter) {
  if (parameter.allowed.empty()) return parameter.labels;
  std::vector<std::string> labels;
  for (const std::int64_t position : parameter.allowed) {
    labels.push_back(parameter.labels[static_cast<std::size_t>(position)]);
  }
  return labels;
}

std::string Space::allowed_text(std::size_t parameter) const {
  return allowed(data_->parameters[parameter]);
}

Result<ag_value> Space::parse_value(std::size_t index, std::string_view text) const {
  const Parameter& parameter = data_->parameters[index];
  switch (parameter.type) {
    case ParameterType::categorical:
      return label_value(parameter, text);
    case ParameterType::text:
      return parse_value(index, json::value(text));
    case ParameterType::permutation: {
      if (trim(text).starts_with('[')) {
        auto list = host::parse(text, "parameter '" + parameter.name + "'");
        if (!list) return tl::unexpected(list.error());
        return parse_value(index, *list);
      }
      std::vector<std::string> items;
      for (const std::string_view item : split(text, ',')) items.emplace_back(trim(item));
      return order_value(parameter, items);
    }
    case ParameterType::boolean:
      if (text == "true" || text == "false") {
        return integer_value(AG_KIND_BOOL, text == "true" ? 1 : 0);
      }
      return refuse(parameter, "'" + std::string(text) + "'");
    default: {
      const std::string given = "'" + std::string(text) + "'";
      const auto number = parse_real(text);
      if (!number) return refuse(parameter, given);
      return number_value(parameter, data_->knobs[index], *number, std::string(text));
    }
  }
}

Result<ag_value> Space::parse_value(std::size_t index, const json::value& json) const {
  const Parameter& parameter = data_->parameters[index];
  switch (parameter.type) {
    case ParameterType::boolean:
      if (json.is_bool()) return integer_value(AG_KIND_BOOL, json.get_bool() ? 1 : 0);
      break;
    case ParameterType::categorical:
      if (json.is_string()) return label_value(parameter, json.get_string());
      break;
    case ParameterType::text:
      if (json.is_string()) {
        ag_value value{};
        value.kind = AG_KIND_TEXT;
        value.as.text = data_->keep(json.get_string());
        return value;
      }
      break;
    case ParameterType::permutation: {
      if (!json.is_array()) break;
      std::vector<std::string> items;
      for (const json::value& item : json.get_array()) {
        items.push_back(item.is_string() ? std::string(item.get_string()) : compact(item));
      }
      return order_value(parameter, items);
    }
    default:
      if (json.is_number()) {
        return number_value(parameter, data_->knobs[index], json.to_number<double>(),
                            compact(json));
      }
  }
  return refuse(parameter,
                json.is_string() ? "'" + std::string(json.get_string()) + "'" : compact(json));
}

json::value Space::to_json(std::size_t index, const ag_value& value) const {
  const Parameter& parameter = data_->parameters[index];
  if (value.kind == AG_KIND_NONE) return nullptr;
  switch (parameter.type) {
    case ParameterType::boolean:
      return value.as.i64 != 0;
    case ParameterType::categorical:
      return json::value(parameter.labels[static_cast<std::size_t>(value.as.i64)]);
    case ParameterType::permutation: {
      std::vector<std::uint8_t> order(parameter.labels.size());
      permutation_at(static_cast<std::uint64_t>(value.as.i64), order);
      json::array items;
      for (const std::uint8_t item : order) items.emplace_back(parameter.labels[item]);
      return items;
    }
    case ParameterType::text:
      return json::value(value.as.text);
    default:
      break;
  }
  if (value.kind == AG_KIND_REAL) return value.as.f64;
  return value.as.i64;
}

json::object Space::to_json(std::span<const ag_value> point) const {
  json::object object;
  for (std::size_t i = 0; i < point.size(); ++i) {
    object.emplace(data_->parameters[i].name, to_json(i, point[i]));
  }
  return object;
}

std::string Space::to_text(std::size_t index, const ag_value& value) const {
  const json::value json = to_json(index, value);
  switch (json.kind()) {
    case json::kind::null:
      return {};
    case json::kind::string:
      return std::string(json.get_string());
    case json::kind::double_:
      return format_real(json.get_double());
    case json::kind::array: {
      std::vector<std::string> items;
      for (const json::value& item : json.get_array()) items.emplace_back(item.get_string());
      return join(items, ",");
    }
    default:
      return compact(json);
  }
}

Result<Point> Space::parse(const json::object& values) const {
  Point point;
  for (const Parameter& parameter : data_->parameters) point.push_back(parameter.initial);
  for (const auto& [name, json] : values) {
    const auto index = find(name);
    if (!index) {
      std::vector<std::string> known;
      for (const Parameter& parameter : data_->parameters) known.push_back(parameter.name);
      return bad_input("unknown parameter '" + std::string(name) + "'" + suggestion(name, known));
    }
    if (json.is_null()) continue;
    auto value = parse_value(*index, json);
    if (!value) return tl::unexpected(value.error());
    point[*index] = *value;
  }
  const Point given = point;
  canonicalise(point);
  for (const auto& [name, json] : values) {
    const std::size_t i = *find(name);
    const Parameter& parameter = data_->parameters[i];
    const bool active = point[i].kind != AG_KIND_NONE;
    if (json.is_null() && active) return refuse(parameter, "null");
    if (!json.is_null() && !active) {
      return bad_input("parameter '" + parameter.name + "' is inactive in this design: it needs " +
                       parameter.when_text);
    }
    if (active && parameter.fixed && given[i].as.bits != point[i].as.bits) {
      return bad_input("parameter '" + parameter.name + "' is fixed at " + to_text(i, point[i]) +
                       "; " + to_text(i, given[i]) + " was given");
    }
  }
  return point;
}

}  // namespace archgym::host
