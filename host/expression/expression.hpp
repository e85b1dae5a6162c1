// The small expression language of manifests and objectives.
//
//   RefreshPolicy == 'AllBank' and not (Arbiter in ['Fifo', 'Reorder'])
//   LowWatermark < HighWatermark
//   0.5 * energy / 1000 + 0.5 * total_time
//   target(average_power, 1000)
//
// Operators by rising precedence: or, and, not, comparisons (== != < <= > >= in), + -, * / %, unary
// minus, parentheses. Literals: numbers, 'text' or "text", true, false, lists after `in`. Names are
// parameters, metrics or settings. Types are number, boolean and text, checked when parsed, so
// evaluation cannot fail and does not allocate.
//
// Integers are exact while their magnitude is below 2^64, other numbers are IEEE 754 doubles (see
// number.hpp). / is the division of mathematics, 7 / 2 is 3.5; (n - n % k) / k is the whole part.
// n % k has the sign of n. What leaves the range goes on as the nearest double: 1 / 0 is infinity.
//
// Functions: abs(x), sqrt(x), log(x) (natural), exp(x), pow(x, y), min(x, y, ...), max(x, y, ...),
// target(x, t) = t / |t - x| (the reward of ArchGym, ISCA 2023, with its pole at the target), and
// closeness(x, t) = 1 / (1 + |x - t| / |t|), which is 1 at the target and has no pole (|t| counts
// as 1 where it is 0).
//
// A value that does not exist (an inactive parameter, a metric that was not produced) is NaN: every
// comparison with it is false, != included, and arithmetic with it is NaN.
//
// Immutable after parsing, cheap to copy and safe to evaluate from any thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "expression/number.hpp"

namespace archgym::host {

enum class ValueType { number, boolean, text };

// A name that an expression may use; `labels` are the texts that a text variable can have, so that
// a comparison with a misspelt label is an error when parsed. A text variable without labels has
// values that an expression cannot name: using it is an error.
//
// A variable with a constant is replaced by it when parsed: an expression does not use it. A
// constant text may be compared with any text, or with its labels if it has some.
struct Variable {
  std::string name;
  ValueType type = ValueType::number;
  std::vector<std::string> labels;
  std::optional<std::variant<Number, std::string>> constant = {};  // booleans are 0 or 1
};

struct Bytecode;

class Expression {
 public:
  // More different names in one expression are an error, so that callers can gather the values that
  // it uses in an array on the stack.
  static constexpr std::size_t max_names = 64;

  // Parse `text`; the result must be of type `expected`. Errors give the position (from 1), what
  // was found, what was expected and the nearest name.
  static Result<Expression> parse(std::string_view text, std::span<const Variable> variables,
                                  ValueType expected);

  // Variables as numbers, in the order given to parse(): booleans are 0 or 1, texts are the
  // position of their label. The values of constants are not read.
  double evaluate(std::span<const double> variables) const;
  // For variables that may be integers beyond 2^53.
  Number evaluate(std::span<const Number> variables) const;

  // The first from the values of uses() only, in that order.
  double evaluate_used(std::span<const double> used) const;

  // Indices of the variables that are used, ascending, without repeats; at most max_names.
  const std::vector<std::size_t>& uses() const { return uses_; }

 private:
  Expression() = default;
  template <class Load>
  double evaluate_slots(Load load) const;

  std::shared_ptr<const Bytecode> bytecode_;
  std::vector<std::size_t> uses_;
};

}  // namespace archgym::host
