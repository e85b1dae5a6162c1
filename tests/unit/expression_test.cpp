#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "expression/expression.hpp"

using namespace archgym::host;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

const std::vector<Variable> variables{
    {"x", ValueType::number, {}},
    {"y", ValueType::number, {}},
    {"Flag", ValueType::boolean, {}},
    {"Policy", ValueType::text, {"Open", "Closed", "Adaptive"}},
    {"Other", ValueType::text, {"Closed", "Open"}},
    {"Order", ValueType::text, {}},
};

struct Values {
  double x = 0, y = 0, flag = 0, policy = 0, other = 0;
};

double evaluate(std::string_view text, ValueType type, const Values& v) {
  const auto expression = Expression::parse(text, variables, type);
  INFO((expression ? std::string(text) : expression.error().message));
  REQUIRE(expression);
  const std::vector<double> all{v.x, v.y, v.flag, v.policy, v.other, 0};
  std::vector<double> used;
  for (const std::size_t i : expression->uses()) used.push_back(all[i]);
  const double value = expression->evaluate(all);
  const double same = expression->evaluate_used(used);
  CHECK((value == same || (std::isnan(value) && std::isnan(same))));
  return value;
}

double number(std::string_view text, const Values& v = {}) {
  return evaluate(text, ValueType::number, v);
}

bool holds(std::string_view text, const Values& v = {}) {
  const double value = evaluate(text, ValueType::boolean, v);
  REQUIRE((value == 0 || value == 1));
  return value == 1;
}

std::string error(std::string_view text, ValueType type = ValueType::boolean) {
  const auto expression = Expression::parse(text, variables, type);
  return expression ? "no error" : expression.error().message;
}

}  // namespace

TEST_CASE("arithmetic follows the usual precedence") {
  CHECK(number("1 + 2 * 3") == 7);
  CHECK(number("(1 + 2) * 3") == 9);
  CHECK(number("10 - 4 - 3") == 3);
  CHECK(number("16 / 4 / 2") == 2);
  CHECK(number("7 % 4 * 2") == 6);
  CHECK(number("-2 * -x", {3}) == 6);
  CHECK(number("--x", {3}) == 3);
  CHECK(number("2e3 + .5 + 1.") == 2001.5);
  CHECK(number("0.5 * x / 1000 + 0.5 * y", {4000, 6}) == 5);
  CHECK(std::isinf(number("1 / x", {0})));
}

TEST_CASE("integers are exact below 2^64") {
  std::vector<Variable> names = variables;
  names.push_back({"config.large", ValueType::number, {}, std::uint64_t{18446744073709551615U}});
  const auto text = [&](std::string_view expression, const Number& x) {
    const auto parsed = Expression::parse(expression, names, ValueType::number);
    INFO((parsed ? std::string(expression) : parsed.error().message));
    REQUIRE(parsed);
    const std::vector<Number> values{x, 0, 0, 0, 0, 0, 0};
    return parsed->evaluate(values).text();
  };
  const Number seed(std::uint64_t{18446744073709551557U});
  CHECK(text("x", seed) == "18446744073709551557");
  CHECK(text("x % 65536", seed) == "65477");
  CHECK(text("(x - x % 65536) / 65536", seed) == "281474976710655");
  CHECK(text("x - 1", seed) == "18446744073709551556");
  CHECK(text("-x + 1", seed) == "-18446744073709551556");
  CHECK(text("x + 58", seed) == "18446744073709551615");
  CHECK(text("x % -1000", seed) == "557");
  CHECK(text("-x % 1000", seed) == "-557");
  CHECK(text("min(x, 18446744073709551558)", seed) == "18446744073709551557");
  CHECK(text("abs(-x)", seed) == "18446744073709551557");
  CHECK(text("config.large - x", seed) == "58");
  CHECK(text("x * 4294967297", std::int64_t{4294967296}) == "18446744078004518912");
  CHECK(text("x * 4294967295", std::int64_t{4294967296}) == "18446744069414584320");
  CHECK(text("9007199254740993 + 0 * x", 1) == "9007199254740993");
  // Mixed, or out of range: doubles.
  CHECK(text("x + 0.5", std::int64_t{9007199254740993}) == "9007199254740992");
  CHECK(text("7 / 2 + 0 * x", 1) == "3.5");
  CHECK(text("x + 1000", seed) == "18446744073709551616");
  CHECK(text("x + 59", seed) == "18446744073709551616");
  CHECK(text("1 / (x - x)", 3) == "inf");
  CHECK(text("x % 0", 3).ends_with("nan"));
}

TEST_CASE("doubles that are integers count exactly, too") {
  const double large = 0x1p53;
  CHECK(number("(x + 1) - y", {large, large}) == 1);
  CHECK(number("x * 3 % 10", {large}) == 6);  // 27021597764222976
  CHECK(holds("x + 1 > x", {large}));
  CHECK(holds("9007199254740993 != x", {large}));
  CHECK_FALSE(holds("x in [9007199254740993]", {large}));
  CHECK_FALSE(holds("x + 1 == y", {nothing, large}));
}

TEST_CASE("functions") {
  CHECK(number("abs(-3)") == 3);
  CHECK(number("sqrt(16) + log(exp(2)) + pow(2, 10)") == Approx(1030));
  CHECK(number("min(3, x, 5)", {4}) == 3);
  CHECK(number("max(3, x, 5, 1)", {4}) == 5);
  CHECK(number("target(x, 1)", {1.5}) == 2);
  CHECK(std::isinf(number("target(x, 1)", {1})));  // ArchGym's pole
  CHECK(number("closeness(x, 2)", {2}) == 1);
  CHECK(number("closeness(x, 2)", {4}) == 0.5);
  CHECK(number("closeness(x, 0)", {1}) == 0.5);
}

TEST_CASE("conditions") {
  CHECK(holds("Policy == 'Closed'", {0, 0, 0, 1}));
  CHECK(holds("'Closed' == Policy", {0, 0, 0, 1}));
  CHECK(holds("Policy != \"Closed\"", {0, 0, 0, 2}));
  CHECK(holds("Policy in ['Open', 'Adaptive']", {0, 0, 0, 2}));
  CHECK_FALSE(holds("Policy in ['Open', 'Adaptive']", {0, 0, 0, 1}));
  CHECK(holds("x in [1, -2, 3.5]", {-2}));
  CHECK(holds("Flag and not (x < y)", {2, 1, 1}));
  CHECK(holds("Flag == true", {0, 0, 1}));
  CHECK(holds("not Flag", {0, 0, 0}));
  CHECK(holds("not x == 2", {3}));
  CHECK(holds("true or false and false"));  // and binds more tightly
  CHECK(holds("x <= 2 and x >= 2 and not x < 2 and not x > 2", {2}));
  CHECK(holds("x + 1 == 2 * y", {3, 2}));
}

TEST_CASE("two texts are compared by label, not by position") {
  // Policy: Open, Closed, Adaptive. Other: Closed, Open.
  CHECK(holds("Policy == Other", {0, 0, 0, 0, 1}));
  CHECK(holds("Policy == Other", {0, 0, 0, 1, 0}));
  CHECK_FALSE(holds("Policy == Other", {0, 0, 0, 0, 0}));
  CHECK(holds("Policy != Other", {0, 0, 0, 2, 0}));
  CHECK(holds("Other == Policy", {0, 0, 0, 0, 1}));
  CHECK_FALSE(holds("Other == Policy", {0, 0, 0, 2, 1}));
}

TEST_CASE("a comparison with a value that does not exist is false") {
  const Values none{nothing, 0, nothing, nothing, nothing};
  for (const char* text : {"x == 1", "x != 1", "x < 1", "x >= 1", "x in [1]", "Policy == 'Open'",
                           "Policy != 'Open'", "Policy in ['Open']", "Flag", "Policy == Other",
                           "Other != Policy", "x + 1 > 0", "min(x, 1) < 5", "max(1, x) > 0"}) {
    INFO(text);
    CHECK_FALSE(holds(text, none));
  }
  CHECK(holds("not (x == 1)", none));
  CHECK(std::isnan(number("max(x, 1) + min(1, x) + abs(x)", none)));
}

TEST_CASE("uses() lists the variables once, in order") {
  const auto expression =
      Expression::parse("y > 1 and Policy == 'Open' and y < x", variables, ValueType::boolean);
  REQUIRE(expression);
  CHECK(expression->uses() == std::vector<std::size_t>{0, 1, 3});
}

TEST_CASE("errors give the position, what was found and the nearest name") {
  CHECK(error("Polcy == 'Open'") ==
        "position 1 of \"Polcy == 'Open'\": unknown name 'Polcy' (did you mean 'Policy'?)");
  CHECK(error("Policy == 'Opne'") ==
        "position 11 of \"Policy == 'Opne'\": 'Opne' is not a value of Policy (did you mean "
        "'Open'?)");
  CHECK(error("Policy in ['Open', 'Shut']") ==
        "position 20 of \"Policy in ['Open', 'Shut']\": 'Shut' is not a value of Policy; expected "
        "one of Open, Closed, Adaptive");
  CHECK(error("x = 1") == "position 3 of \"x = 1\": unexpected '=' (did you mean '=='?)");
  CHECK(error("x == 1 && Flag") ==
        "position 8 of \"x == 1 && Flag\": unexpected '&&' (did you mean 'and'?)");
  CHECK(error("!Flag") == "position 1 of \"!Flag\": unexpected '!' (did you mean 'not'?)");
  CHECK(error("x + Flag == 1") ==
        "position 5 of \"x + Flag == 1\": '+' needs a number, found a condition");
  CHECK(error("x == 'Open'") ==
        "position 3 of \"x == 'Open'\": '==' compares a number with a text");
  CHECK(error("Policy < 'Open'") ==
        "position 8 of \"Policy < 'Open'\": '<' needs numbers, found a text; use == or !=");
  CHECK(error("1 < x < 3") ==
        "position 7 of \"1 < x < 3\": comparisons do not chain; write 'a < b and b < c'");
  CHECK(error("x") == "position 1 of \"x\": expected a condition, found a number");
  CHECK(error("x > 1", ValueType::number) ==
        "position 1 of \"x > 1\": expected a number, found a condition");
  CHECK(error("(x > 1") ==
        "position 7 of \"(x > 1\": expected ')' for the '(' at position 1, found the end");
  CHECK(error("x > ") == "position 5 of \"x > \": expected a value, found the end");
  CHECK(error("x > 1 y") == "position 7 of \"x > 1 y\": unexpected 'y' after the expression");
  CHECK(error("") == "expected a condition, found an empty expression");
  CHECK(error("Policy == 'Open") ==
        "position 11 of \"Policy == 'Open\": the text that starts here has no closing '");
  CHECK(error("3x > 1") == "position 2 of \"3x > 1\": unexpected 'x' after a number");
  CHECK(error("x > #") == "position 5 of \"x > #\": unexpected '#'");
  CHECK(error("squrt(x) > 1") ==
        "position 1 of \"squrt(x) > 1\": unknown function 'squrt' (did you mean 'sqrt'?)");
  CHECK(error("pow(x) > 1") == "position 1 of \"pow(x) > 1\": pow() takes 2 arguments, found 1");
  CHECK(error("abs(x, y) > 1") ==
        "position 1 of \"abs(x, y) > 1\": abs() takes 1 argument, found 2");
  CHECK(error("min(x) > 1") ==
        "position 1 of \"min(x) > 1\": min() takes 2 or more arguments, found 1");
  CHECK(error("Order == 'a'") ==
        "position 1 of \"Order == 'a'\": 'Order' has no value that an expression could use");
  CHECK(error("'a' == 'b'") ==
        "position 1 of \"'a' == 'b'\": two texts that never change are compared; expected a name "
        "on one side");
  CHECK(error("'a'") ==
        "position 1 of \"'a'\": a text on its own has no meaning; expected a comparison such as "
        "name == 'text'");
  CHECK(error("Flag in [1]") ==
        "position 1 of \"Flag in [1]\": 'in' needs a number or a text, found a condition");
  CHECK(error("x in [1, 'a']") ==
        "position 10 of \"x in [1, 'a']\": expected a number in the list, found text 'a'");
  CHECK(error("x in (1)") == "position 6 of \"x in (1)\": expected '[' after 'in', found '('");
  CHECK(error("x > 1e999") == "position 5 of \"x > 1e999\": number 1e999 is out of range");
}

TEST_CASE("constants are replaced by their values, and no expression uses them") {
  std::vector<Variable> names = variables;
  names.push_back({"config.size", ValueType::number, {}, 4.0});
  names.push_back({"config.fast", ValueType::boolean, {}, 0.0});
  names.push_back({"config.file", ValueType::text, {}, "a.txt"});
  names.push_back({"config.mode", ValueType::text, {"Open", "Shut"}, "Shut"});
  const auto parsed = [&](std::string_view text) {
    return Expression::parse(text, names, ValueType::boolean);
  };
  const auto says = [&](std::string_view text) {
    const auto expression = parsed(text);
    return expression ? "no error" : expression.error().message;
  };
  const std::vector<double> open{2, 0, 0, 0, 0, 0};  // x is 2, Policy is Open
  for (const char* text :
       {"config.size == 4 and x < config.size", "not config.fast", "config.fast == false",
        "config.file == 'a.txt'", "'b.txt' != config.file", "config.file in ['b', 'a.txt']",
        "not (config.file in ['b', 'c'])", "config.mode == 'Shut'", "config.mode != 'Open'",
        "config.mode in ['Open', 'Shut']", "config.mode != config.file", "Policy != config.mode",
        "config.file != Policy", "config.file == config.file"}) {
    INFO(text);
    const auto expression = parsed(text);
    REQUIRE(expression);
    CHECK(expression->evaluate(open) == 1);
    for (const std::size_t used : expression->uses()) CHECK(used < variables.size());
  }
  CHECK(parsed("Policy == 'Open' or config.file == 'b'")->uses() == std::vector<std::size_t>{3});
  CHECK_THAT(says("config.mode == 'Shot'"), Catch::Contains("did you mean 'Shut'?"));
  CHECK_THAT(says("config.mode in ['Opne']"), Catch::Contains("did you mean 'Open'?"));
  CHECK_THAT(says("config.fiel == 'a'"), Catch::Contains("did you mean 'config.file'?"));
  CHECK_THAT(says("config.size == 'a'"), Catch::Contains("compares a number with a text"));
}

TEST_CASE("deep nesting is an error, not a crash") {
  const std::string deep(100000, '(');
  CHECK(error(deep).find("nested too deeply") != std::string::npos);
  CHECK(error(std::string(100000, '-') + "1").find("nested too deeply") != std::string::npos);
  std::string right = "x";
  for (int i = 0; i < 40; ++i) right.insert(0, "x + (").append(")");
  CHECK(error(right, ValueType::number).find("nested too deeply") != std::string::npos);
  std::string left = "x";
  for (int i = 0; i < 5000; ++i) left += " + x";
  CHECK(number(left, {1}) == 5001);
}

TEST_CASE("more names than a caller can gather are an error") {
  std::vector<Variable> many;
  std::string sum = "0";
  for (std::size_t i = 0; i <= Expression::max_names; ++i) {
    many.push_back({"v" + std::to_string(i), ValueType::number, {}});
    if (i < Expression::max_names) sum += " + v" + std::to_string(i);
  }
  CHECK(Expression::parse(sum, many, ValueType::number));
  const auto result = Expression::parse(sum + " + v64", many, ValueType::number);
  REQUIRE_FALSE(result);
  CHECK(result.error().message.find("more than 64 different names") != std::string::npos);
}

TEST_CASE("whatever the text is, the answer is an expression or a reason") {
  constexpr std::string_view pieces[] = {"x",   "Flag", "Policy", "'Open'", "(",    ")",  "[",
                                         "]",   ",",    "in",     "not",    "and",  "==", "<",
                                         "1.5", "+",    "-",      "*",      "max(", "%",  " "};
  // A small linear congruential generator: any sequence will do.
  std::uint64_t state = 1;
  const auto below = [&state](std::size_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % bound;
  };
  int parsed = 0;
  for (int trial = 0; trial < 100000; ++trial) {
    std::string text;
    for (std::size_t length = 1 + below(7); length > 0; --length) {
      text += std::string(pieces[below(std::size(pieces))]) + " ";
    }
    for (const ValueType type : {ValueType::boolean, ValueType::number}) {
      const auto expression = Expression::parse(text, variables, type);
      if (!expression) continue;
      ++parsed;
      const std::vector<double> zero(variables.size(), 0.0);
      const double value = expression->evaluate(zero);
      if (type == ValueType::boolean) REQUIRE((value == 0 || value == 1));
    }
  }
  CHECK(parsed > 1000);
}
