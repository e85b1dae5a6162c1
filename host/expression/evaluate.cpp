#include <algorithm>
#include <archgym/portable.hpp>
#include <cmath>

#include "expression/bytecode.hpp"
#include "expression/expression.hpp"

namespace archgym::host {
namespace {

// The machine computes with doubles, which is fast, and is told so; integers stay exact as long as
// none is larger than this. Otherwise it computes again with numbers.
constexpr double k_exact = 0x1p53;

double real(double value) {
  return value;
}
double real(const Number& value) {
  return value.real();
}
double remainder(double a, double b) {
  return std::fmod(a, b);
}
double magnitude(double value) {
  return std::abs(value);
}
Number magnitude(const Number& value) {
  return value.magnitude();
}

template <class Value>
Value smaller(const Value& a, const Value& b) {
  return a < b || std::isnan(real(a)) ? a : b;
}
template <class Value>
Value larger(const Value& a, const Value& b) {
  return b < a || std::isnan(real(a)) ? a : b;
}

double target(double x, double wanted) {
  return wanted / std::abs(wanted - x);
}

double closeness(double x, double wanted) {
  const double scale = wanted == 0 ? 1 : std::abs(wanted);
  return 1 / (1 + std::abs(x - wanted) / scale);
}

double truth(bool value) {
  return value ? 1.0 : 0.0;
}
template <class Value>
bool is_true(const Value& value) {
  return value == Value(1.0);
}

bool contains(std::span<const Number> numbers, double value) {
  return std::ranges::any_of(numbers, [&](const Number& each) { return each.real() == value; });
}
bool contains(std::span<const Number> numbers, const Number& value) {
  return std::ranges::any_of(numbers, [&](const Number& each) { return each == value; });
}

// The analyzer cannot see what the parser proved about the stack; clearing it would cost more than
// a typical condition. NOLINTBEGIN(clang-analyzer-core.*)

template <class Value>
Value constant(const Number& number) {
  if constexpr (std::is_same_v<Value, double>) {
    return number.real();
  } else {
    return number;
  }
}

// `load` gives the value of a slot; `exact` becomes false when a result of arithmetic is beyond
// k_exact; infinities are, whose sign depends on whether a zero has one, which that of integers has
// not. The parser proved that the stack neither overflows nor underflows and that table positions
// exist.
template <class Value, class Load>
Value run(const Bytecode& bytecode, Load load, bool& exact) {
  Value stack[Bytecode::max_depth + 1];  // the first is below the bottom and never read
  Value* top = stack;
  for (const Instruction& step : bytecode.instructions) {
    const auto binary = [&top](auto compute) {
      --top;
      *top = compute(top[0], top[1]);
    };
    const auto whole = [&](auto compute) {
      binary(compute);
      if (std::abs(real(*top)) >= k_exact) exact = false;
    };
    const auto reals = [&](auto compute) {
      binary([&](const Value& a, const Value& b) { return Value(compute(real(a), real(b))); });
    };
    switch (step.operation) {
      case Operation::constant:
        *++top = constant<Value>(step.number);
        break;
      case Operation::load:
        *++top = load(step.index);
        break;
      case Operation::negate:
        *top = -*top;
        break;
      case Operation::logical_not:
        *top = truth(!is_true(*top));
        break;
      case Operation::add:
        whole([](const Value& a, const Value& b) { return a + b; });
        break;
      case Operation::subtract:
        whole([](const Value& a, const Value& b) { return a - b; });
        break;
      case Operation::multiply:
        whole([](const Value& a, const Value& b) { return a * b; });
        break;
      case Operation::divide:
        whole([](const Value& a, const Value& b) { return a / b; });
        break;
      case Operation::remainder:
        binary([](const Value& a, const Value& b) { return remainder(a, b); });
        break;
      case Operation::less:
        binary([](const Value& a, const Value& b) { return truth(a < b); });
        break;
      case Operation::less_equal:
        binary([](const Value& a, const Value& b) { return truth(a < b || a == b); });
        break;
      case Operation::greater:
        binary([](const Value& a, const Value& b) { return truth(b < a); });
        break;
      case Operation::greater_equal:
        binary([](const Value& a, const Value& b) { return truth(b < a || a == b); });
        break;
      case Operation::equal:
        binary([](const Value& a, const Value& b) { return truth(a == b); });
        break;
      // Not `a != b`: a comparison with a value that does not exist is false.
      case Operation::not_equal:
        binary([](const Value& a, const Value& b) { return truth(a < b || b < a); });
        break;
      case Operation::logical_and:
        binary([](const Value& a, const Value& b) { return truth(is_true(a) && is_true(b)); });
        break;
      case Operation::logical_or:
        binary([](const Value& a, const Value& b) { return truth(is_true(a) || is_true(b)); });
        break;
      case Operation::in_set:
        *top = truth(contains(std::span(bytecode.table).subspan(step.index, step.count), *top));
        break;
      case Operation::translate:
        if (const double label = real(*top); !std::isnan(label)) {
          *top = bytecode.table[step.index + static_cast<std::size_t>(label)].real();
        }
        break;
      case Operation::absolute:
        *top = magnitude(*top);
        break;
      case Operation::square_root:
        *top = std::sqrt(real(*top));
        break;
      case Operation::logarithm:
        *top = portable::log(real(*top));
        break;
      case Operation::exponential:
        *top = portable::exp(real(*top));
        break;
      case Operation::power:
        whole(
            [](const Value& a, const Value& b) { return Value(portable::pow(real(a), real(b))); });
        break;
      case Operation::minimum:
        binary(smaller<Value>);
        break;
      case Operation::maximum:
        binary(larger<Value>);
        break;
      case Operation::target:
        reals(target);
        break;
      case Operation::closeness:
        reals(closeness);
        break;
    }
  }
  return *top;
}

// NOLINTEND(clang-analyzer-core.*)

}  // namespace

double Expression::evaluate(std::span<const double> variables) const {
  return evaluate_slots([&](std::uint32_t slot) { return variables[uses_[slot]]; });
}

double Expression::evaluate_used(std::span<const double> used) const {
  return evaluate_slots([&](std::uint32_t slot) { return used[slot]; });
}

Number Expression::evaluate(std::span<const Number> variables) const {
  bool ignored = true;
  return run<Number>(
      *bytecode_, [&](std::uint32_t slot) { return variables[uses_[slot]]; }, ignored);
}

template <class Load>
double Expression::evaluate_slots(Load load) const {
  bool exact = !bytecode_->beyond_doubles;
  const double value = run<double>(*bytecode_, load, exact);
  if (exact) return value;
  return run<Number>(
             *bytecode_, [&](std::uint32_t slot) { return Number(load(slot)); }, exact)
      .real();
}

}  // namespace archgym::host
