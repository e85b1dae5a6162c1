// A recursive-descent parser that checks types and emits instructions as it goes.
#include <algorithm>
#include <optional>
#include <set>

#include "base/suggest.hpp"
#include "expression/bytecode.hpp"
#include "expression/expression.hpp"
#include "expression/token.hpp"

namespace archgym::host {
namespace {

constexpr int deepest_nesting = 64;

struct Function {
  std::string_view name;
  Operation operation;
  std::size_t fewest, most;  // arguments
};

constexpr std::size_t any_number = 1000;
constexpr Function functions[] = {{"abs", Operation::absolute, 1, 1},
                                  {"sqrt", Operation::square_root, 1, 1},
                                  {"log", Operation::logarithm, 1, 1},
                                  {"exp", Operation::exponential, 1, 1},
                                  {"pow", Operation::power, 2, 2},
                                  {"min", Operation::minimum, 2, any_number},
                                  {"max", Operation::maximum, 2, any_number},
                                  {"target", Operation::target, 2, 2},
                                  {"closeness", Operation::closeness, 2, 2}};

constexpr std::string_view keywords[] = {"or", "and", "not", "in", "true", "false"};

std::string_view noun(ValueType type) {
  switch (type) {
    case ValueType::number:
      return "a number";
    case ValueType::boolean:
      return "a condition";
    case ValueType::text:
      break;
  }
  return "a text";
}

// One that an expression could use.
bool has_value(const Variable& variable) {
  return variable.constant || variable.type != ValueType::text || !variable.labels.empty();
}

// What is known about the value that the instructions so far leave on the stack.
struct Operand {
  ValueType type = ValueType::number;
  std::size_t position = 0;
  const Variable* variable = nullptr;      // a text variable on its own
  std::optional<std::string_view> text{};  // a literal or a constant: nothing on the stack yet
};

class Parser {
 public:
  Parser(std::string_view text, std::span<const Variable> variables, std::vector<Token> tokens)
      : text_(text), variables_(variables), tokens_(std::move(tokens)) {}

  Result<Operand> parse() {
    Result<Operand> result = disjunction();
    if (result && token().kind != TokenKind::end) {
      return error(token(), "unexpected " + show(token()) + " after the expression");
    }
    if (result && result->type == ValueType::text) {
      return fail(result->position,
                  "a text on its own has no meaning; expected a comparison such as name == 'text'");
    }
    if (result && result->type == ValueType::boolean &&
        bytecode.instructions.back().operation == Operation::load) {
      // A variable on its own may be NaN, which is not true.
      emit({Operation::constant, 0, 0, 1.0}, 1);
      emit(Operation::equal, -1);
    }
    if (result && deepest_stack_ > Bytecode::max_depth) {
      return fail(0, "nested too deeply");
    }
    return result;
  }

  // Renumber slots in the order of the variables and give their indices.
  std::vector<std::size_t> finish() {
    std::vector<std::size_t> uses(slots_.begin(), slots_.end());
    for (Instruction& step : bytecode.instructions) {
      if (step.operation != Operation::load) continue;
      const auto place = std::lower_bound(uses.begin(), uses.end(), step.index);
      step.index = static_cast<std::uint32_t>(place - uses.begin());
    }
    return uses;
  }

  Bytecode bytecode;

 private:
  using Step = Result<Operand>;

  const Token& token() const { return tokens_[at_]; }
  bool accept(std::string_view word) {
    if (!token().is(word)) return false;
    ++at_;
    return true;
  }

  tl::unexpected<Error> fail(std::size_t position, std::string_view what) const {
    return expression_error(text_, position, what);
  }
  tl::unexpected<Error> error(const Token& where, std::string_view what) const {
    return fail(where.position, what);
  }
  static std::string show(const Token& token) {
    if (token.kind == TokenKind::end) return "the end";
    if (token.kind == TokenKind::text) return "text '" + std::string(token.spelling) + "'";
    return "'" + std::string(token.spelling) + "'";
  }

  // `effect` is how many values an instruction adds to the stack.
  void emit(Instruction instruction, int effect) {
    bytecode.beyond_doubles = bytecode.beyond_doubles || !instruction.number.is_real();
    bytecode.instructions.push_back(instruction);
    stack_ += effect;
    deepest_stack_ = std::max(deepest_stack_, static_cast<std::size_t>(std::max(stack_, 0)));
  }
  void emit(Operation operation, int effect) { emit(Instruction{operation}, effect); }

  Result<void> need(ValueType type, const Operand& operand, std::string_view user) const {
    if (operand.type == type) return {};
    return fail(operand.position, std::string(user) + " needs " + std::string(noun(type)) +
                                      ", found " + std::string(noun(operand.type)));
  }

  // left, then `operation` with as many right operands as there are; all of one type.
  template <class Next>
  Step chain(ValueType type, Next next,
             std::initializer_list<std::pair<std::string_view, Operation>> operators) {
    Step left = (this->*next)();
    while (left) {
      const auto match = std::find_if(operators.begin(), operators.end(),
                                      [&](const auto& entry) { return token().is(entry.first); });
      if (match == operators.end()) break;
      ++at_;
      const std::string user = "'" + std::string(match->first) + "'";
      if (auto checked = need(type, *left, user); !checked) return tl::unexpected(checked.error());
      Step right = (this->*next)();
      if (!right) return right;
      if (auto checked = need(type, *right, user); !checked) return tl::unexpected(checked.error());
      emit(match->second, -1);
      left = Operand{type, left->position};
    }
    return left;
  }

  Step disjunction() {
    return chain(ValueType::boolean, &Parser::conjunction, {{"or", Operation::logical_or}});
  }
  Step conjunction() {
    return chain(ValueType::boolean, &Parser::negation, {{"and", Operation::logical_and}});
  }

  Step negation() {
    const Token& start = token();
    if (!accept("not")) return comparison();
    if (++nesting_ > deepest_nesting) return error(start, "nested too deeply");
    Step operand = negation();
    --nesting_;
    if (!operand) return operand;
    if (auto checked = need(ValueType::boolean, *operand, "'not'"); !checked)
      return tl::unexpected(checked.error());
    emit(Operation::logical_not, 0);
    return Operand{ValueType::boolean, start.position};
  }

  static std::optional<Operation> comparison_of(const Token& token) {
    if (token.is("==")) return Operation::equal;
    if (token.is("!=")) return Operation::not_equal;
    if (token.is("<")) return Operation::less;
    if (token.is("<=")) return Operation::less_equal;
    if (token.is(">")) return Operation::greater;
    if (token.is(">=")) return Operation::greater_equal;
    return std::nullopt;
  }

  Step comparison() {
    Step left = sum();
    if (!left) return left;
    const Token& symbol = token();
    if (accept("in")) {
      left = membership(*left);
    } else if (const auto operation = comparison_of(symbol)) {
      ++at_;
      Step right = sum();
      if (!right) return right;
      left = compare(*left, symbol, *operation, *right);
    } else {
      return left;
    }
    if (left && (comparison_of(token()) || token().is("in"))) {
      return error(token(), "comparisons do not chain; write 'a < b and b < c'");
    }
    return left;
  }

  Step compare(const Operand& left, const Token& symbol, Operation operation,
               const Operand& right) {
    const bool equality = operation == Operation::equal || operation == Operation::not_equal;
    if (left.type != right.type) {
      return error(symbol, "'" + std::string(symbol.spelling) + "' compares " +
                               std::string(noun(left.type)) + " with " +
                               std::string(noun(right.type)));
    }
    if (left.type != ValueType::number && !equality) {
      return error(symbol, "'" + std::string(symbol.spelling) + "' needs numbers, found " +
                               std::string(noun(left.type)) + "; use == or !=");
    }
    if (left.type == ValueType::text) {
      if (auto done = compare_texts(left, right); !done) return tl::unexpected(done.error());
    }
    emit(operation, -1);
    return Operand{ValueType::boolean, left.position};
  }

  // Leave two comparable numbers on the stack.
  Result<void> compare_texts(const Operand& left, const Operand& right) {
    if (!left.variable && !right.variable) {
      return fail(left.position,
                  "two texts that never change are compared; expected a name on one side");
    }
    if (left.text || right.text) {
      const bool left_is_known = left.text && (!left.variable || !right.text);
      const Operand& name = left_is_known ? right : left;
      auto number = number_of_text(name, left_is_known ? left : right);
      if (!number) return tl::unexpected(number.error());
      push_if_constant(name);
      emit({Operation::constant, 0, 0, *number}, 1);
      return {};
    }
    // Two variables: number the labels of the right one as the left one does.
    const auto start = static_cast<std::uint32_t>(bytecode.table.size());
    const auto& known = left.variable->labels;
    for (const std::string& label : right.variable->labels) {
      const auto place = std::find(known.begin(), known.end(), label);
      bytecode.table.push_back(place == known.end() ? -1.0
                                                    : static_cast<double>(place - known.begin()));
    }
    emit({Operation::translate, start}, 0);
    return {};
  }

  // The number that a literal or constant has where it is compared with `name`: the position of the
  // label, and for a constant, whose own number is 0, whether the texts differ.
  Result<Number> number_of_text(const Operand& name, const Operand& known) const {
    const std::string_view text = *known.text;
    const auto& labels = name.variable->labels;
    const auto place = std::find(labels.begin(), labels.end(), text);
    const bool any_text = name.text && labels.empty();
    // A constant may have a text that another name cannot have.
    if (place == labels.end() && !known.variable && !any_text) {
      return fail(known.position, "'" + std::string(text) + "' is not a value of " +
                                      name.variable->name + suggestion(text, labels));
    }
    if (name.text) return *name.text == text ? 0 : 1;
    return place == labels.end() ? -1.0 : static_cast<double>(place - labels.begin());
  }

  void push_if_constant(const Operand& name) {
    if (name.text) emit({Operation::constant, 0, 0, 0.0}, 1);
  }

  Step membership(const Operand& left) {
    if (left.type == ValueType::boolean)
      return fail(left.position, "'in' needs a number or a text, found a condition");
    if (left.text && !left.variable) return fail(left.position, "'in' needs a name on its left");
    if (!accept("[")) return error(token(), "expected '[' after 'in', found " + show(token()));
    const auto start = static_cast<std::uint32_t>(bytecode.table.size());
    do {
      const bool negative = accept("-");
      const Token& item = token();
      if (left.type == ValueType::text && item.kind == TokenKind::text && !negative) {
        auto number =
            number_of_text(left, Operand{ValueType::text, item.position, nullptr, item.spelling});
        if (!number) return tl::unexpected(number.error());
        bytecode.table.push_back(*number);
      } else if (left.type == ValueType::number && item.kind == TokenKind::number) {
        bytecode.table.push_back(negative ? -item.number : item.number);
        bytecode.beyond_doubles = bytecode.beyond_doubles || !item.number.is_real();
      } else {
        return error(
            item, "expected " + std::string(noun(left.type)) + " in the list, found " + show(item));
      }
      ++at_;
    } while (accept(","));
    if (!accept("]")) return error(token(), "expected ',' or ']', found " + show(token()));
    const auto count = static_cast<std::uint32_t>(bytecode.table.size()) - start;
    push_if_constant(left);
    emit({Operation::in_set, start, count}, 0);
    return Operand{ValueType::boolean, left.position};
  }

  Step sum() {
    return chain(ValueType::number, &Parser::product,
                 {{"+", Operation::add}, {"-", Operation::subtract}});
  }
  Step product() {
    return chain(
        ValueType::number, &Parser::unary,
        {{"*", Operation::multiply}, {"/", Operation::divide}, {"%", Operation::remainder}});
  }

  Step unary() {
    const Token& start = token();
    if (!accept("-")) return primary();
    if (++nesting_ > deepest_nesting) return error(start, "nested too deeply");
    Step operand = unary();
    --nesting_;
    if (!operand) return operand;
    if (auto checked = need(ValueType::number, *operand, "'-'"); !checked)
      return tl::unexpected(checked.error());
    emit(Operation::negate, 0);
    return Operand{ValueType::number, start.position};
  }

  Step primary() {
    const Token& start = token();
    switch (start.kind) {
      case TokenKind::number:
        ++at_;
        emit({Operation::constant, 0, 0, start.number}, 1);
        return Operand{ValueType::number, start.position};
      case TokenKind::text:
        ++at_;
        return Operand{ValueType::text, start.position, nullptr, start.spelling};
      case TokenKind::name:
        return name();
      case TokenKind::symbol:
        if (accept("(")) return parenthesis(start);
        break;
      case TokenKind::end:
        break;
    }
    return error(start, "expected a value, found " + show(start));
  }

  Step parenthesis(const Token& start) {
    if (++nesting_ > deepest_nesting) return error(start, "nested too deeply");
    Step inside = disjunction();
    --nesting_;
    if (!inside) return inside;
    if (!accept(")"))
      return error(token(), "expected ')' for the '(' at position " +
                                std::to_string(start.position + 1) + ", found " + show(token()));
    return inside;
  }

  Step name() {
    const Token& start = token();
    ++at_;
    if (start.is("true") || start.is("false")) {
      emit({Operation::constant, 0, 0, start.is("true") ? 1.0 : 0.0}, 1);
      return Operand{ValueType::boolean, start.position};
    }
    if (accept("(")) return call(start);
    if (std::find(std::begin(keywords), std::end(keywords), start.spelling) != std::end(keywords)) {
      return error(start, "expected a value, found '" + std::string(start.spelling) + "'");
    }
    const auto variable = std::find_if(variables_.begin(), variables_.end(),
                                       [&](const Variable& v) { return v.name == start.spelling; });
    if (variable == variables_.end()) return unknown(start);
    if (variable->constant) return constant(*variable, start.position);
    if (!has_value(*variable)) {
      return error(start, "'" + variable->name + "' has no value that an expression could use");
    }
    const auto index = static_cast<std::uint32_t>(variable - variables_.begin());
    slots_.insert(index);
    if (slots_.size() > Expression::max_names) {
      return error(start,
                   "more than " + std::to_string(Expression::max_names) + " different names");
    }
    emit({Operation::load, index}, 1);
    return Operand{variable->type, start.position, &*variable};
  }

  Operand constant(const Variable& variable, std::size_t position) {
    if (const auto* text = std::get_if<std::string>(&*variable.constant)) {
      return {ValueType::text, position, &variable, *text};
    }
    emit({Operation::constant, 0, 0, std::get<Number>(*variable.constant)}, 1);
    return {variable.type, position};
  }

  tl::unexpected<Error> unknown(const Token& start) const {
    std::vector<std::string> known;
    for (const Variable& variable : variables_) {
      if (has_value(variable)) known.push_back(variable.name);
    }
    return error(start, "unknown name '" + std::string(start.spelling) + "'" +
                            suggestion(start.spelling, known));
  }

  Step call(const Token& start) {
    const auto function = std::find_if(std::begin(functions), std::end(functions),
                                       [&](const Function& f) { return f.name == start.spelling; });
    if (function == std::end(functions)) {
      std::vector<std::string> known;
      for (const Function& f : functions) known.emplace_back(f.name);
      return error(start, "unknown function '" + std::string(start.spelling) + "'" +
                              suggestion(start.spelling, known));
    }
    if (++nesting_ > deepest_nesting) return error(start, "nested too deeply");
    std::size_t arguments = 0;
    const std::string user = std::string(start.spelling) + "()";
    if (!token().is(")")) {
      do {
        Step argument = disjunction();
        if (!argument) return argument;
        if (auto checked = need(ValueType::number, *argument, user); !checked)
          return tl::unexpected(checked.error());
        // min(a, b, c) is min(min(a, b), c).
        if (++arguments > 1) {
          if (function->most == any_number) emit(function->operation, -1);
        }
      } while (accept(","));
    }
    if (!accept(")")) return error(token(), "expected ',' or ')', found " + show(token()));
    --nesting_;
    if (arguments < function->fewest || arguments > function->most) {
      const std::string wanted = function->most == any_number
                                     ? std::to_string(function->fewest) + " or more"
                                     : std::to_string(function->fewest);
      return error(start, user + " takes " + wanted + " argument" +
                              (function->most == 1 ? "" : "s") + ", found " +
                              std::to_string(arguments));
    }
    if (function->most != any_number) emit(function->operation, 1 - static_cast<int>(arguments));
    return Operand{ValueType::number, start.position};
  }

  std::string_view text_;
  std::span<const Variable> variables_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  int stack_ = 0;
  std::size_t deepest_stack_ = 0;
  std::set<std::size_t> slots_;  // indices of the variables used
};

}  // namespace

Result<Expression> Expression::parse(std::string_view text, std::span<const Variable> variables,
                                     ValueType expected) {
  auto tokens = tokenize(text);
  if (!tokens) return tl::unexpected(tokens.error());
  if (tokens->size() == 1)
    return bad_input("expected " + std::string(noun(expected)) + ", found an empty expression");
  Parser parser(text, variables, std::move(*tokens));
  const auto result = parser.parse();
  if (!result) return tl::unexpected(result.error());
  if (result->type != expected) {
    return expression_error(
        text, 0,
        "expected " + std::string(noun(expected)) + ", found " + std::string(noun(result->type)));
  }
  Expression expression;
  expression.uses_ = parser.finish();
  expression.bytecode_ = std::make_shared<const Bytecode>(std::move(parser.bytecode));
  return expression;
}

}  // namespace archgym::host
