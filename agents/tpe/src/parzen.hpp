// A density over the designs of a space, made of one kernel around each of some designs and a
// uniform one.
//
//   p(x) = (prior + sum_i prod_p k_p(x_p | x_ip)) / (prior weight + designs)
//
// The kernels of a parameter, with q = n^(-1/(d+4)) for n designs of d parameters:
//   numbers        normal, cut off at the ends of the unit interval, of standard deviation q / 5;
//                  integers and ordinals have the share of their cell (Bergstra, Bardenet, Bengio,
//                  Kegl: Algorithms for hyper-parameter optimization, NeurIPS 2011; bandwidth by
//                  Scott's rule as in BOHB: Falkner, Klein, Hutter, ICML 2018)
//   categories     1 with probability 1 - q / 2, else any (Aitchison, Aitken, Biometrika 63, 1976)
//   permutations   Mallows of dispersion q / 2
// All densities are relative to the uniform one of the space's own sampling. Where only one of the
// two designs has a parameter the factor is uniform, too.
#pragma once

#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <cstdint>
#include <vector>

#include "common/permutation.hpp"

namespace archgym::agents {

// A design as numbers, per parameter of the space.
struct Coordinates {
  std::vector<double> unit;            // NaN where inactive
  std::vector<std::uint64_t> indices;  // UINT64_MAX where inactive
};

Coordinates coordinates_of(Space space, Values canonical);

class ParzenEstimator {
 public:
  // At least one design, each with the coordinates of the same space.
  ParzenEstimator(Space space, std::vector<Coordinates> designs, double prior_weight);

  // Logarithm of the density relative to the uniform one.
  double log_density(const Coordinates& at) const;

  // A random design, canonical; false when it is infeasible.
  bool sample(Random& random, Span<ag_value> point) const;

 private:
  enum class Kind { number, category, permutation };
  struct Axis {  // a parameter that is not fixed
    Kind kind;
    std::size_t parameter;
    double log_normaliser = 0;              // permutations: of the kernel relative to the uniform
    std::vector<Permutation> permutations;  // of the designs
  };

  Axis make_axis(std::size_t parameter) const;
  void add_log_kernels(const Axis& axis, const Coordinates& at, std::vector<double>& sums) const;
  double log_kernel(const Axis& axis, const Coordinates& at, const Permutation& order,
                    std::size_t design) const;
  double log_number(std::size_t parameter, const Coordinates& at, double mean) const;
  ag_value sample_permutation(std::size_t parameter, std::uint64_t centre, Random& random) const;
  double sample_number(double centre, Random& random) const;

  Space space_;
  std::vector<Coordinates> designs_;
  double prior_weight_;
  double bandwidth_;  // q
  std::vector<Axis> axes_;
};

}  // namespace archgym::agents
