// The standard normal distribution, with logarithms that hold far into the tails.
#pragma once

namespace archgym::agents {

double normal_density(double z);
double normal_probability(double z);  // P(Z <= z)

// Accurate where the probability itself underflows.
double log_normal_probability(double z);

// log E[max(z + Z, 0)] = log(density(z) + z probability(z)), the logarithm of the expected
// improvement in units of the standard deviation. Stays finite and ordered where the expectation
// underflows (Ament, Daulton, Eriksson, Balandat, Bakshy: Unexpected improvements to expected
// improvement for Bayesian optimization, NeurIPS 2023).
double log_expected_excess(double z);

}  // namespace archgym::agents
