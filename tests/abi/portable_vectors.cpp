// Prints docs/reference/portable-test-vectors.txt. Doubles are printed as the 16 hexadecimal digits
// of their IEEE 754 representation, so that any language can compare them.
#include <archgym/portable.hpp>
#include <archgym/random.hpp>

#include <cinttypes>
#include <cstdio>
#include <initializer_list>
#include <limits>

namespace {

namespace portable = archgym::portable;
using archgym::portable::detail::bits_of;

constexpr double k_infinity = std::numeric_limits<double>::infinity();

struct Function {
  const char* name;
  double (*function)(double);
  double lower;  // of the arguments in the digest
  double upper;
};

constexpr Function k_functions[] = {
    {"exp", portable::exp, -760, 720}, {"expm1", portable::expm1, -50, 50},
    {"log", portable::log, 0, 8},      {"log1p", portable::log1p, -1, 3},
    {"tanh", portable::tanh, -24, 24}, {"erfc", portable::erfc, -7, 29},
};

// FNV-1a over the little-endian bytes of the results of many random arguments.
template <class Result>
void print_digest(const char* what, Result result) {
  archgym::Random random(2026, what);
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t bits = bits_of(result(random));
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ ((bits >> shift) & 0xffu)) * 0x10000001b3u;
    }
  }
  std::printf("fnv1a of 100000 %s: %016" PRIx64 "\n", what, hash);
}

}  // namespace

int main() {
  std::printf(
      "# Test vectors of archgym::portable (sdk/include/archgym/portable.hpp). Frozen: these\n"
      "# values never change. Doubles are the 16 hexadecimal digits of their IEEE 754 binary64 "
      "bits.\n"
      "#\n# Function, argument = result.\n");
  for (const Function& one : k_functions) {
    for (const double x :
         {-k_infinity, -745.0,      -30.0, -2.0, -1.0, -0.7, -0.1,  -1e-9, -1e-300, -0.0,
          0.0,         5e-324,      1e-9,  0.1,  0.3,  0.5,  0.7,   0.9,   1.0,     1.5,
          2.0,         2.718281828, 3.0,   10.0, 26.0, 50.0, 709.0, 710.0, 1e300,   k_infinity}) {
      const double y = one.function(x);
      if (y != y) continue;  // the bits of NaN are not fixed
      std::printf("%s %016" PRIx64 " = %016" PRIx64 "\n", one.name, bits_of(x), bits_of(y));
    }
  }
  std::printf("#\n# pow, base, exponent = result.\n");
  for (const double x : {-2.0, -0.0, 0.0, 0.1, 0.5, 0.999, 1.0, 1.001, 2.0, 10.0, 1e300}) {
    for (const double y : {-1074.0, -3.0, -0.5, 0.0, 0.3, 0.5, 1.0, 2.0, 3.0, 17.5, 1000.0}) {
      const double z = portable::pow(x, y);
      if (z != z) continue;
      std::printf("pow %016" PRIx64 " %016" PRIx64 " = %016" PRIx64 "\n", bits_of(x), bits_of(y),
                  bits_of(z));
    }
  }
  std::printf(
      "#\n# Digests of long sequences: archgym::Random(2026, the function's name), arguments\n"
      "# uniform(lower, upper) of exp -760 720, expm1 -50 50, log 0 8, log1p -1 3, tanh -24 24,\n"
      "# erfc -7 29; pow: base 0 8, then exponent -350 350.\n");
  for (const Function& one : k_functions) {
    print_digest(one.name, [&](archgym::Random& random) {
      return one.function(random.uniform(one.lower, one.upper));
    });
  }
  print_digest("pow", [](archgym::Random& random) {
    const double x = random.uniform(0, 8);
    return portable::pow(x, random.uniform(-350, 350));
  });
  return 0;
}
