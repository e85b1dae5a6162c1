// How exact the portable elementary functions are. Their bits are a matter of tests/abi.
#include <archgym/portable.hpp>
#include <archgym/random.hpp>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace {

namespace portable = archgym::portable;
using archgym::Random;

constexpr double k_infinity = std::numeric_limits<double>::infinity();

// The error in units of the last place of a double.
double error_of(double found, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<double>(exact), &exponent);
  return static_cast<double>(std::abs((found - exact) / std::ldexp(1.0L, exponent - 53)));
}

// The largest of many arguments: uniform ones, or powers of two that are uniform in the exponent.
double worst(const std::string& name, const std::function<double(double)>& found,
             const std::function<long double(long double)>& exact, double lower, double upper,
             bool exponents = false) {
  Random random(1, name);
  double largest = 0;
  for (int k = 0; k < 50000; ++k) {
    double x = random.uniform(lower, upper);
    if (exponents) x = std::ldexp(random.uniform(1, 2), static_cast<int>(x));
    largest = std::max(largest, error_of(found(x), exact(x)));
  }
  return largest;
}

}  // namespace

TEST_CASE("portable functions have the errors that their header states") {
  // The reference has to be more exact than a double.
  REQUIRE(std::numeric_limits<long double>::digits > 53);
  const auto exp = [](long double x) { return std::exp(x); };
  CHECK(worst("exp", portable::exp, exp, -708, 709) < 1);
  CHECK(worst("exp", portable::exp, exp, -60, 9, true) < 1);
  const auto expm1 = [](long double x) { return std::expm1(x); };
  CHECK(worst("expm1", portable::expm1, expm1, -50, 60) < 2);
  CHECK(worst("expm1", portable::expm1, expm1, -60, 9, true) < 2);
  const auto log = [](long double x) { return std::log(x); };
  CHECK(worst("log", portable::log, log, 0.5, 2) < 1);
  CHECK(worst("log", portable::log, log, -1070, 1023, true) < 1);
  const auto log1p = [](long double x) { return std::log1p(x); };
  CHECK(worst("log1p", portable::log1p, log1p, -0.999, 2) < 2);
  CHECK(worst("log1p", portable::log1p, log1p, -60, 60, true) < 2);
  const auto tanh = [](long double x) { return std::tanh(x); };
  CHECK(worst("tanh", portable::tanh, tanh, -3, 3) < 3);
  CHECK(worst("tanh", portable::tanh, tanh, -60, 5, true) < 3);
  const auto erfc = [](long double x) { return std::erfc(x); };
  CHECK(worst("erfc", portable::erfc, erfc, -6, 6) < 5);
  CHECK(worst("erfc", portable::erfc, erfc, 6, 26) < 5);
  CHECK(worst("erfc", portable::erfc, erfc, -60, 1, true) < 5);

  Random exponents(2, "pow");
  for (int k = 0; k < 50; ++k) {
    const double y = exponents.uniform(-70, 70);
    CAPTURE(y);
    CHECK(worst(
              "pow", [&](double x) { return portable::pow(x, y); },
              [&](long double x) { return std::pow(x, static_cast<long double>(y)); }, -9, 9,
              true) < 1);
  }
}

TEST_CASE("portable pow is exact where its result is a double") {
  for (int base = 1; base < 2000; ++base) {
    double power = 1;
    for (int exponent = 0; power < 0x1p53; ++exponent, power *= base) {
      REQUIRE(portable::pow(base, exponent) == power);
      REQUIRE(portable::pow(-base, exponent) == (exponent % 2 == 0 ? power : -power));
      if (base == 1) break;
    }
    REQUIRE(portable::pow(double(base) * base, 0.5) == base);
  }
  CHECK(portable::pow(2, -1074) == 5e-324);
  CHECK(portable::pow(0.5, -1023) == 0x1p1023);
}

TEST_CASE("portable functions treat special values as C does") {
  // Bits are compared: the sign of zero counts.
  const auto same = [](double found, double expected) {
    if (std::isnan(expected)) return std::isnan(found);
    return found == expected && std::signbit(found) == std::signbit(expected);
  };
  const double special[] = {0.0, -0.0, 1, -1, k_infinity, -k_infinity, std::nan("")};
  for (const double x : special) {
    CAPTURE(x);
    if (std::abs(x) != 1) {
      CHECK(same(portable::exp(x), std::exp(x)));
      CHECK(same(portable::expm1(x), std::expm1(x)));
      CHECK(same(portable::tanh(x), std::tanh(x)));
      CHECK(same(portable::erfc(x), std::erfc(x)));
    }
    CHECK(same(portable::log(x), std::log(x)));
    if (x != 1) CHECK(same(portable::log1p(x), std::log1p(x)));
    for (const double y : {0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, -3.0, 0x1p53, 1e300, -1e300,
                           k_infinity, -k_infinity, std::nan("")}) {
      CAPTURE(y);
      CHECK(same(portable::pow(x, y), std::pow(x, y)));
    }
  }
  CHECK(portable::exp(709.78) < k_infinity);
  CHECK(portable::exp(709.79) == k_infinity);
  CHECK(portable::exp(-745.1) == 5e-324);
  CHECK(portable::exp(-745.2) == 0);
  CHECK(portable::log(5e-324) == Approx(-744.4400719213812));
  CHECK(portable::erfc(27) == Approx(5.237e-319).epsilon(1e-3));
}
