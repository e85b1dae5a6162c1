#include <archgym/portable.hpp>
#include <cmath>

#include "expression/bytecode.hpp"
#include "expression/expression.hpp"

namespace archgym::host {
namespace {

double smaller(double a, double b) {
  return a < b || std::isnan(a) ? a : b;
}
double larger(double a, double b) {
  return a > b || std::isnan(a) ? a : b;
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
bool is_true(double value) {
  return value == 1.0;
}

bool contains(const double* first, std::uint32_t count, double value) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (first[i] == value) return true;
  }
  return false;
}

// The analyzer cannot see what the parser proved about the stack; clearing it would cost more than
// a typical condition. NOLINTBEGIN(clang-analyzer-core.*)

// `load` gives the value of a slot. The parser proved that the stack neither overflows nor
// underflows and that table positions exist.
template <class Load>
double run(const Bytecode& bytecode, Load load) {
  double stack[Bytecode::max_depth + 1];  // the first is below the bottom and never read
  double* top = stack;
  for (const Instruction& step : bytecode.instructions) {
    const auto binary = [&top](auto compute) {
      --top;
      *top = compute(top[0], top[1]);
    };
    switch (step.operation) {
      case Operation::constant:
        *++top = step.number;
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
        binary([](double a, double b) { return a + b; });
        break;
      case Operation::subtract:
        binary([](double a, double b) { return a - b; });
        break;
      case Operation::multiply:
        binary([](double a, double b) { return a * b; });
        break;
      case Operation::divide:
        binary([](double a, double b) { return a / b; });
        break;
      case Operation::remainder:
        binary([](double a, double b) { return std::fmod(a, b); });
        break;
      case Operation::less:
        binary([](double a, double b) { return truth(a < b); });
        break;
      case Operation::less_equal:
        binary([](double a, double b) { return truth(a <= b); });
        break;
      case Operation::greater:
        binary([](double a, double b) { return truth(a > b); });
        break;
      case Operation::greater_equal:
        binary([](double a, double b) { return truth(a >= b); });
        break;
      case Operation::equal:
        binary([](double a, double b) { return truth(a == b); });
        break;
      // Not `a != b`: a comparison with a value that does not exist is false.
      case Operation::not_equal:
        binary([](double a, double b) { return truth(a < b || a > b); });
        break;
      case Operation::logical_and:
        binary([](double a, double b) { return truth(is_true(a) && is_true(b)); });
        break;
      case Operation::logical_or:
        binary([](double a, double b) { return truth(is_true(a) || is_true(b)); });
        break;
      case Operation::in_set:
        *top = truth(contains(bytecode.table.data() + step.index, step.count, *top));
        break;
      case Operation::translate:
        if (!std::isnan(*top)) *top = bytecode.table[step.index + static_cast<std::size_t>(*top)];
        break;
      case Operation::absolute:
        *top = std::abs(*top);
        break;
      case Operation::square_root:
        *top = std::sqrt(*top);
        break;
      case Operation::logarithm:
        *top = portable::log(*top);
        break;
      case Operation::exponential:
        *top = portable::exp(*top);
        break;
      case Operation::power:
        binary(portable::pow);
        break;
      case Operation::minimum:
        binary(smaller);
        break;
      case Operation::maximum:
        binary(larger);
        break;
      case Operation::target:
        binary(target);
        break;
      case Operation::closeness:
        binary(closeness);
        break;
    }
  }
  return *top;
}

// NOLINTEND(clang-analyzer-core.*)

}  // namespace

double Expression::evaluate(std::span<const double> variables) const {
  return run(*bytecode_, [&](std::uint32_t slot) { return variables[uses_[slot]]; });
}

double Expression::evaluate_used(std::span<const double> used) const {
  return run(*bytecode_, [&](std::uint32_t slot) { return used[slot]; });
}

}  // namespace archgym::host
