// The expression language, over variables of each type.
#include <array>
#include <limits>
#include <vector>

#include "expression/expression.hpp"
#include "fuzz.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<Variable, 8> variables = {
      {{"x", ValueType::number, {}},
       {"time", ValueType::number, {}},
       {"on", ValueType::boolean, {}},
       {"Policy", ValueType::text, {"Open", "Closed"}},
       {"name", ValueType::text, {}},
       {"config.size", ValueType::number, {}, 4.0},
       {"config.file", ValueType::text, {}, "a.txt"},
       {"config.mode", ValueType::text, {"Open", "fast"}, "Open"}}};
  constexpr std::array<double, 8> some = {1.5, -2, 1};
  constexpr std::array<double, 8> large = {0x1p53, -0x1p63, 1};
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr std::array<double, 8> none = {nan, nan, nan, nan, nan, nan, nan, nan};
  const auto text = archgym::fuzz::text_of(data, size);
  int accepted = 0;
  for (const ValueType type : {ValueType::number, ValueType::boolean, ValueType::text}) {
    const auto expression = Expression::parse(text, variables, type);
    if (!expression) continue;
    ++accepted;
    for (const auto& values : {some, large, none}) {
      const double result = expression->evaluate(values);
      const std::vector<Number> numbers(values.begin(), values.end());
      const double exact = expression->evaluate(numbers).real();
      expect(result == exact || (result != result && exact != exact),
             "one result, however computed");
      if (type == ValueType::boolean) expect(result == 0 || result == 1, "true or false");
    }
  }
  expect(accepted <= 1, "an expression has one type");
  return 0;
}
