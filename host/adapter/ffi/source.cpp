#include "adapter/ffi/source.hpp"

#include <array>
#include <utility>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"

namespace archgym::host::ffi {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 8> k_members{
    "parameter", "constant", "config", "expression", "count_of", "seed", "workload", "handle"};

bool fits(Scalar type, const Value& value) {
  std::array<std::byte, 8> scratch{};
  return store(type, value, scratch.data());
}

tl::unexpected<Error> does_not_fit(const std::string& what, Scalar type) {
  return bad_input(what + " is not a value of " + std::string(name_of(type)));
}

// A number or a truth value of the descriptor or the config.
Result<Value> number_from(const json::value& given, Scalar type) {
  Value value = std::int64_t{0};
  if (given.is_double()) {
    value = given.get_double();
  } else if (given.is_uint64()) {
    value = given.get_uint64();
  } else if (given.is_int64()) {
    value = given.get_int64();
  } else if (given.is_bool()) {
    value = std::int64_t{given.get_bool()};
  } else {
    return does_not_fit(compact(given), type);
  }
  if (!fits(type, value)) return does_not_fit(compact(given), type);
  return value;
}

std::string parameter_text(const Parameter& parameter) {
  return "parameter '" + parameter.name + "'";
}

}  // namespace

// Reads one source of one type.
class SourceReader {
 public:
  SourceReader(const json::object& object, Scalar type, const Context& context)
      : object_(object), type_(type), context_(context) {}

  Result<std::optional<Source>> read() {
    std::vector<std::string> given;
    for (const auto member : k_members) {
      if (object_.contains(member)) given.emplace_back(member);
    }
    if (given.size() > 1) {
      return bad_input("expected one source of the value, found " + join(given, " and "));
    }
    if (auto fit = check_companions(given.empty() ? "" : given.front()); !fit) {
      return tl::unexpected(fit.error());
    }
    if (given.empty()) return std::nullopt;
    member_ = given.front();
    if (!context_.evaluation && member_ != "constant" && member_ != "config") {
      return bad_input("'" + member_ +
                       "' is known in evaluations only; init has constant and config");
    }
    auto done = read_member();
    if (!done) return tl::unexpected(done.error());
    return std::optional(std::move(source_));
  }

 private:
  // `values` and `unit` change what a parameter passes.
  Result<void> check_companions(std::string_view member) const {
    for (const char* companion : {"values", "unit"}) {
      if (!object_.contains(companion) || member == "parameter") continue;
      return bad_input(std::string("'") + companion + "' goes with 'parameter' only");
    }
    return {};
  }

  Result<void> read_member() {
    if (member_ == "parameter") return read_parameter();
    if (member_ == "constant") return read_constant(object_.at("constant"));
    if (member_ == "config") return read_config();
    if (member_ == "expression") return read_expression();
    if (member_ == "workload") return of_type(Source::Kind::workload, type_ == Scalar::text);
    if (member_ == "handle") return of_type(Source::Kind::handle, type_ == Scalar::pointer);
    if (member_ == "seed") return of_type(Source::Kind::seed, !is_pointer(type_));
    source_.text_ = text_at(object_, "count_of");
    return of_type(Source::Kind::count, !is_pointer(type_));
  }

  Result<void> of_type(Source::Kind kind, bool right) {
    source_.kind_ = kind;
    if (right) return {};
    return bad_input("'" + member_ + "' cannot be passed as " + std::string(name_of(type_)));
  }

  Result<void> read_constant(const json::value& given) {
    if (type_ == Scalar::text) {
      source_.kind_ = Source::Kind::text;
      if (!given.is_string()) return does_not_fit(compact(given), type_);
      source_.text_ = std::string(given.get_string());
      return check_text(source_.text_);
    }
    if (type_ == Scalar::pointer) {
      source_.constant_ = static_cast<const void*>(nullptr);
      if (!given.is_null())
        return bad_input("the only constant pointer is null, not " + compact(given));
      return {};
    }
    auto value = number_from(given, type_);
    if (!value) return tl::unexpected(value.error());
    source_.constant_ = *value;
    return {};
  }

  static Result<void> check_text(const std::string& text) {
    if (text.find('\0') == std::string::npos) return {};
    return bad_input("a text of C cannot contain NUL");
  }

  Result<void> read_config() {
    const std::string key = text_at(object_, "config");
    if (const json::value* value = context_.config.if_contains(key)) {
      auto done = read_constant(*value);
      if (!done) return within("config '" + key + "'", done.error());
      return {};
    }
    std::vector<std::string> known;
    for (const auto& [name, value] : context_.config) known.emplace_back(name);
    return bad_input("the config has no member '" + key + "' with a default" +
                     suggestion(key, known));
  }

  Result<void> read_expression() {
    auto expression =
        Expression::parse(text_at(object_, "expression"), context_.variables, ValueType::number);
    if (!expression) return within("expression", expression.error());
    source_.expression_ = std::move(*expression);
    return of_type(Source::Kind::expression, !is_pointer(type_));
  }

  Result<void> read_parameter() {
    const std::string name = text_at(object_, "parameter");
    const auto found = context_.space->find(name);
    if (!found) {
      std::vector<std::string> known;
      for (const Parameter& each : context_.space->parameters()) known.push_back(each.name);
      return bad_input("there is no parameter '" + name + "'" + suggestion(name, known));
    }
    const Parameter& parameter = (*context_.space)[*found];
    source_.index_ = *found;
    source_.otherwise_ = parameter.initial;
    if (parameter.type == ParameterType::categorical) return read_labels(parameter);
    if (object_.contains("values")) {
      return bad_input("'values' goes with categorical parameters, and '" + name + "' is none");
    }
    if (is_pointer(type_) || parameter.type == ParameterType::permutation) {
      return bad_input(parameter_text(parameter) + " cannot be passed as " +
                       std::string(name_of(type_)));
    }
    source_.kind_ = Source::Kind::parameter;
    if (auto converted = read_unit(parameter); !converted) return converted;
    return check_range(parameter);
  }

  Result<void> read_unit(const Parameter& parameter) {
    if (!object_.contains("unit")) return {};
    auto conversion = unit_conversion(parameter.unit, text_at(object_, "unit"));
    if (!conversion) return within(parameter_text(parameter), conversion.error());
    source_.conversion_ = *conversion;
    source_.converted_ = conversion->scale != 1 || conversion->offset != 0;
    return {};
  }

  // The ends of the parameter's range, so that a type that is too small is found before a search.
  Result<void> check_range(const Parameter& parameter) const {
    std::vector<double> ends{parameter.lower, parameter.upper};
    if (parameter.type == ParameterType::boolean) ends = {0, 1};
    if (parameter.type == ParameterType::ordinal) ends = parameter.numbers;
    if (parameter.type == ParameterType::real && !is_real(type_) && !source_.converted_) {
      return bad_input(parameter_text(parameter) + " is real, and " + std::string(name_of(type_)) +
                       " has whole numbers only");
    }
    for (const double end : ends) {
      const double passed = source_.converted_ ? source_.conversion_(end) : end;
      if (!fits(type_, passed)) {
        return does_not_fit(parameter_text(parameter) + " can be " + to_text(passed) + ", which",
                            type_);
      }
    }
    return {};
  }

  // What is passed for each label of a categorical parameter.
  Result<void> read_labels(const Parameter& parameter) {
    if (object_.contains("unit")) {
      return bad_input(parameter_text(parameter) + " is categorical and has no unit");
    }
    const json::object& values = object_at(object_, "values");
    for (const auto& [label, value] : values) {
      if (std::find(parameter.labels.begin(), parameter.labels.end(), std::string(label)) ==
          parameter.labels.end()) {
        return bad_input("values: " + parameter_text(parameter) + " has no label '" +
                         std::string(label) + "'" + suggestion(label, parameter.labels));
      }
    }
    source_.kind_ = type_ == Scalar::text ? Source::Kind::labels : Source::Kind::numbers;
    for (std::size_t k = 0; k < parameter.labels.size(); ++k) {
      if (auto added = add_label(parameter.labels[k], k, values); !added) return added;
    }
    return {};
  }

  Result<void> add_label(const std::string& label, std::size_t position,
                         const json::object& values) {
    const json::value* mapped = values.if_contains(label);
    if (!mapped && !values.empty())
      return bad_input("values: nothing is said about '" + label + "'");
    if (type_ == Scalar::text) {
      if (mapped && !mapped->is_string()) return does_not_fit(compact(*mapped), type_);
      source_.texts_.push_back(mapped ? std::string(mapped->get_string()) : label);
      return check_text(source_.texts_.back());
    }
    auto value = number_from(mapped ? *mapped : json::value(position), type_);
    if (!value) return within("label '" + label + "'", value.error());
    source_.values_.push_back(*value);
    return {};
  }

  const json::object& object_;
  Scalar type_;
  const Context& context_;
  std::string member_;  // the one that is given
  Source source_;
};

Result<std::optional<Source>> Source::read(const json::object& object, Scalar type,
                                           const Context& context) {
  return SourceReader(object, type, context).read();
}

Value Source::value(const Evaluation& evaluation) const {
  switch (kind_) {
    case Kind::constant:
      break;
    case Kind::text:
      return static_cast<const void*>(text_.c_str());
    case Kind::parameter:
    case Kind::labels:
    case Kind::numbers: {
      const ag_value& given = (*evaluation.request)[index_];
      return parameter_value(given.kind == AG_KIND_NONE ? otherwise_ : given);
    }
    case Kind::expression:
      return expression_->evaluate(evaluation.numbers);
    case Kind::seed:
      return evaluation.request->seed();
    case Kind::workload:
      return static_cast<const void*>(evaluation.request->workload().data());
    case Kind::handle:
      return evaluation.handle;
    case Kind::count:
      return std::uint64_t{evaluation.counts[index_]};
  }
  return constant_;
}

Value Source::parameter_value(const ag_value& value) const {
  if (kind_ == Kind::labels) {
    return static_cast<const void*>(texts_[static_cast<std::size_t>(value.as.i64)].c_str());
  }
  if (kind_ == Kind::numbers) return values_[static_cast<std::size_t>(value.as.i64)];
  if (converted_) return conversion_(number_of(value));
  if (value.kind == AG_KIND_REAL) return value.as.f64;
  return value.as.i64;
}

}  // namespace archgym::host::ffi
