#include "adapter/process/template.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "adapter/units.hpp"
#include "base/number.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {

namespace json = boost::json;

using Nodes = std::vector<std::unique_ptr<Template::Node>>;

struct Template::Node {
  enum class Kind { literal, parameter, number, workload, seed, text, condition };

  Kind kind = Kind::literal;
  std::string text;                          // literal: as it is; text: to be escaped
  std::size_t parameter = 0;                 // parameter
  std::optional<UnitConversion> conversion;  // parameter: to another unit
  std::string separator = ",";               // parameter: between the items of a permutation
  std::optional<Expression> expression;      // number, condition
  Nodes then, otherwise;                     // condition
};

namespace {

using Kind = Template::Node::Kind;

constexpr int k_deepest_nesting = 32;
constexpr std::string_view k_config = "config.";

// A piece of a template: literal text, or what is between "${" and "}". They alternate.
struct Piece {
  bool directive = false;
  std::string text;  // of a directive: without white space around it
  std::size_t line = 1;
  bool starts_line = false;
  std::string space{};  // of a directive: what was behind it
};

bool is_flow(std::string_view inside) {
  return inside == "else" || inside == "end" || inside == "if" || inside.starts_with("if ");
}

// The end of a placeholder: the first '}' that is not within a text of the expression language.
std::size_t closing(std::string_view text, std::size_t from) {
  char quote = 0;
  for (std::size_t k = from; k < text.size(); ++k) {
    const char c = text[k];
    if (c == '\n') break;
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '}') {
      return k;
    }
  }
  return std::string_view::npos;
}

std::string at_line(std::size_t line) {
  return "line " + std::to_string(line);
}

Result<std::vector<Piece>> cut(std::string_view text) {
  std::vector<Piece> pieces;
  std::string literal;
  std::size_t line = 1;
  for (std::size_t k = 0; k < text.size();) {
    if (text.substr(k).starts_with("$${")) {
      literal += "${";
      k += 3;
    } else if (text.substr(k).starts_with("${")) {
      const std::size_t end = closing(text, k + 2);
      if (end == std::string_view::npos) {
        return within(at_line(line), Error{Fault::input, "'${' without a '}' on its line"});
      }
      pieces.push_back({false, std::exchange(literal, ""), line});
      const std::string_view inside = text.substr(k + 2, end - k - 2);
      const std::size_t last = inside.find_last_not_of(" \t") + 1;  // npos + 1 is 0
      pieces.push_back(
          {true, std::string(trim(inside)), line, false, std::string(inside.substr(last))});
      k = end + 1;
    } else {
      if (text[k] == '\n') ++line;
      literal += text[k++];
    }
  }
  pieces.push_back({false, std::move(literal), line});
  return pieces;
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

// A directive that is alone on its line takes what is left of the line from the literals around it.
void remove_directive_lines(std::vector<Piece>& pieces) {
  pieces.front().starts_line = true;
  for (std::size_t k = 1; k + 1 < pieces.size(); k += 2) {
    if (!is_flow(pieces[k].text)) continue;
    Piece& before = pieces[k - 1];
    Piece& after = pieces[k + 1];
    const std::size_t newline = before.text.rfind('\n');
    if (newline == std::string::npos && !before.starts_line) continue;
    const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
    const std::size_t end = after.text.find('\n');
    if (end == std::string::npos || !blank(std::string_view(before.text).substr(begin)) ||
        !blank(std::string_view(after.text).substr(0, end))) {
      continue;
    }
    before.text.resize(begin);
    after.text.erase(0, end + 1);
    after.starts_line = true;
  }
}

class Parser {
 public:
  Parser(std::vector<Piece> pieces, const Scope& scope)
      : pieces_(std::move(pieces)), scope_(scope) {}

  Result<Nodes> parse() {
    auto nodes = sequence(0);
    if (nodes && at_ < pieces_.size()) {
      return error("'${" + pieces_[at_].text + "}' without an '${if ...}' before it");
    }
    return nodes;
  }

 private:
  tl::unexpected<Error> error(std::string message) const {
    return within(at_line(pieces_[std::min(at_, pieces_.size() - 1)].line),
                  Error{Fault::input, std::move(message)});
  }

  // Up to the end, or to an else or end that belongs to somebody else.
  Result<Nodes> sequence(int depth) {
    Nodes nodes;
    for (; at_ < pieces_.size(); ++at_) {
      const Piece& piece = pieces_[at_];
      if (piece.directive && (piece.text == "else" || piece.text == "end")) break;
      auto node = piece.directive ? directive(piece.text, depth) : literal(piece.text);
      if (!node) return tl::unexpected(node.error());
      nodes.push_back(std::move(*node));
    }
    return nodes;
  }

  static Result<std::unique_ptr<Template::Node>> literal(const std::string& text) {
    auto node = std::make_unique<Template::Node>();
    node->text = text;
    return node;
  }

  Result<std::unique_ptr<Template::Node>> directive(const std::string& inside, int depth) {
    if (inside == "if" || inside.starts_with("if ")) return condition(inside.substr(2), depth);
    auto node = std::make_unique<Template::Node>();
    if (inside.empty()) return error("'${}' is empty; expected a name or an expression");
    if (auto named = name(inside, *node)) {
      if (!*named) return tl::unexpected(named->error());
      return node;
    }
    auto expression = Expression::parse(inside, scope_.variables(), ValueType::number);
    if (!expression) return error(expression.error().message);
    node->kind = Kind::number;
    node->expression = std::move(*expression);
    return node;
  }

  Result<std::unique_ptr<Template::Node>> condition(std::string_view text, int depth) {
    if (depth == k_deepest_nesting) return error("conditions are nested too deeply");
    auto expression = Expression::parse(trim(text), scope_.variables(), ValueType::boolean);
    if (!expression) return error(expression.error().message);
    auto node = std::make_unique<Template::Node>();
    node->kind = Kind::condition;
    node->expression = std::move(*expression);
    const std::size_t start = at_++;
    auto then = sequence(depth + 1);
    if (!then) return tl::unexpected(then.error());
    node->then = std::move(*then);
    if (at_ < pieces_.size() && pieces_[at_].text == "else") {
      ++at_;
      auto otherwise = sequence(depth + 1);
      if (!otherwise) return tl::unexpected(otherwise.error());
      node->otherwise = std::move(*otherwise);
    }
    if (at_ == pieces_.size() || pieces_[at_].text != "end") {
      at_ = start;
      return error("'${" + pieces_[start].text + "}' without an '${end}'");
    }
    return node;
  }

  // One setting as it is, not a number computed from some.
  bool is_setting(std::string_view inside) const {
    if (!inside.starts_with(k_config)) return false;
    const std::string_view key = inside.substr(k_config.size());
    return scope_.config().contains(key) || key.find_first_of(" +-*/%()[]<>=!,") == key.npos;
  }

  // What is not an expression; nothing when `inside` is one.
  std::optional<Result<void>> name(const std::string& inside, Template::Node& node) const {
    if (inside == "workload" || inside == "seed") {
      node.kind = inside == "seed" ? Kind::seed : Kind::workload;
      return Result<void>();
    }
    if (inside == "resources") return constant(scope_.resources(), node);
    if (is_setting(inside)) return setting(inside.substr(k_config.size()), node);
    if (const json::value* value = scope_.workload_constants().if_contains(inside)) {
      return constant(*value, inside, node);
    }
    const std::size_t colon = inside.find(':');
    const std::string_view name = trim(std::string_view(inside).substr(0, colon));
    const auto parameter = scope_.space().find(name);
    if (!parameter && colon == std::string::npos) return std::nullopt;
    if (!parameter) return no_parameter(name);
    node.kind = Kind::parameter;
    node.parameter = *parameter;
    if (colon == std::string::npos) return Result<void>();
    return convert(inside.substr(colon + 1), node);
  }

  Result<void> no_parameter(std::string_view name) const {
    std::vector<std::string> known;
    for (const Parameter& each : scope_.space().parameters()) known.push_back(each.name);
    return error("there is no parameter '" + std::string(name) + "'" + suggestion(name, known));
  }

  static Result<void> constant(std::string text, Template::Node& node) {
    node.kind = Kind::text;
    node.text = std::move(text);
    return {};
  }

  Result<void> setting(const std::string& key, Template::Node& node) const {
    const json::value* value = scope_.config().if_contains(key);
    if (!value) {
      std::vector<std::string> known;
      for (const auto& each : scope_.config()) known.emplace_back(each.key());
      return error("there is no config '" + key + "'" + suggestion(key, known));
    }
    return constant(*value, "config '" + key + "'", node);
  }

  // Numbers, true and false are what they are in every format; texts are escaped.
  Result<void> constant(const json::value& value, const std::string& what,
                        Template::Node& node) const {
    if (value.is_string()) return constant(std::string(value.get_string()), node);
    if (!value.is_number() && !value.is_bool()) {
      return error(what + " is neither a text nor a number, true or false");
    }
    node.text = compact(value);
    return {};
  }

  Result<void> convert(const std::string& suffix, Template::Node& node) const {
    const Parameter& parameter = scope_.space()[node.parameter];
    if (parameter.type == ParameterType::permutation) {
      node.separator = suffix + pieces_[at_].space;  // which may end with a space, or be one
      return {};
    }
    if (parameter.type == ParameterType::boolean || parameter.type == ParameterType::categorical) {
      return error("'" + parameter.name + "' is not a number and has no unit to convert");
    }
    if (parameter.unit.empty()) {
      return error("parameter '" + parameter.name + "' has no unit to convert from");
    }
    auto conversion = unit_conversion(parameter.unit, trim(suffix));
    if (!conversion) return error(conversion.error().message);
    node.conversion = *conversion;
    return {};
  }

  std::vector<Piece> pieces_;
  const Scope& scope_;
  std::size_t at_ = 0;
};

// What the value of a parameter must not be in an argument, where it could name a file.
Result<void> check_harmless(std::string_view value) {
  const auto parts = split(value, '/');
  if (!value.starts_with('/') && std::ranges::find(parts, "..") == parts.end()) return {};
  return bad_input("the value '" + std::string(value) +
                   "' of a parameter would be a path outside the working directory");
}

class Renderer {
 public:
  Renderer(const Scope& scope, const Design& design, Format format)
      : scope_(scope), design_(design), format_(format) {}

  Result<void> render(const Nodes& nodes) {
    for (const auto& node : nodes) {
      if (auto done = render(*node); !done) return done;
    }
    return {};
  }

  std::string out;

 private:
  Result<void> render(const Template::Node& node) {
    switch (node.kind) {
      case Kind::literal:
        out += node.text;
        return {};
      case Kind::parameter:
        return parameter(node);
      case Kind::number:
        return number(node.expression->evaluate(design_.numbers));
      case Kind::workload:
        return append_escaped(out, design_.workload, format_);
      case Kind::seed:
        out += std::to_string(design_.seed);
        return {};
      case Kind::text:
        return append_escaped(out, node.text, format_);
      case Kind::condition:
        return render(node.expression->evaluate(design_.numbers) == 1.0 ? node.then
                                                                        : node.otherwise);
    }
    return {};
  }

  Result<void> number(const Number& value) {
    if (std::isnan(value.real())) {
      return bad_input(
          "an expression has no value: it uses a parameter that is inactive in this "
          "design; put it between ${if ...} and ${end}");
    }
    out += value.text();
    return {};
  }

  Result<void> parameter(const Template::Node& node) {
    const Parameter& declared = scope_.space()[node.parameter];
    const ag_value& value = design_.values[node.parameter];
    if (value.kind == AG_KIND_NONE) {
      return bad_input("parameter '" + declared.name +
                       "' is inactive in this design; put it between ${if ...} and ${end}");
    }
    if (node.conversion) {
      const double given =
          value.kind == AG_KIND_REAL ? value.as.f64 : static_cast<double>(value.as.i64);
      return number((*node.conversion)(given));
    }
    const json::value shown = scope_.space().to_json(node.parameter, value);
    if (declared.type == ParameterType::permutation) return label(items(shown, node.separator));
    if (shown.is_string()) return label(shown.get_string());
    out += compact(shown);
    return {};
  }

  static std::string items(const json::value& list, std::string_view separator) {
    std::vector<std::string> texts;
    for (const json::value& item : list.as_array()) texts.emplace_back(item.as_string());
    return join(texts, separator);
  }

  Result<void> label(std::string_view text) {
    if (format_ == Format::argument) {
      if (auto harmless = check_harmless(text); !harmless) return harmless;
    }
    return append_escaped(out, text, format_);
  }

  const Scope& scope_;
  const Design& design_;
  Format format_;
};

}  // namespace

Template::Template(Format format, Nodes nodes) : format_(format), nodes_(std::move(nodes)) {}
Template::Template(Template&& other) noexcept = default;
Template& Template::operator=(Template&& other) noexcept = default;
Template::~Template() = default;

Result<Template> Template::parse(std::string_view text, const Scope& scope, Format format) {
  auto pieces = cut(text);
  if (!pieces) return tl::unexpected(pieces.error());
  remove_directive_lines(*pieces);
  auto nodes = Parser(std::move(*pieces), scope).parse();
  if (!nodes) return tl::unexpected(nodes.error());
  return Template(format, std::move(*nodes));
}

Result<std::string> Template::render(const Scope& scope, const Design& design) const {
  Renderer renderer(scope, design, format_);
  if (auto done = renderer.render(nodes_); !done) return tl::unexpected(done.error());
  return std::move(renderer.out);
}

}  // namespace archgym::host
