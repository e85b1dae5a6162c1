#include "space/logarithm.hpp"

#include <archgym/random.hpp>
#include <cmath>

namespace archgym::host {

double portable_log(double x) {
  return archgym::detail::portable_log(x);
}

double portable_exp(double x) {
  // x = k log 2 + r with |r| <= log(2) / 2, log 2 in two parts so that the first product is exact;
  // then Taylor's series, whose 14th term is below half an ulp there. Every multiplication and
  // addition is fused explicitly, so no compiler can round differently.
  const double k = std::nearbyint(x * 0x1.71547652b82fep+0);
  const double r = std::fma(-k, 0x1.ef35793c7673p-45, std::fma(-k, 0x1.62e42fefa38p-1, x));
  double sum = 1.0;
  for (int n = 14; n >= 1; --n) sum = std::fma(sum, r / n, 1.0);
  return std::ldexp(sum, static_cast<int>(k));
}

}  // namespace archgym::host
