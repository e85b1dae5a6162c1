// Natural logarithm and exponential with the same bits on every machine: the C library's differ,
// and a sampled point must not depend on where it was sampled.
#pragma once

namespace archgym::host {

// Of a positive normal number, to about 1 ulp.
double portable_log(double x);

// Of |x| <= 700, to about 2 ulp.
double portable_exp(double x);

}  // namespace archgym::host
