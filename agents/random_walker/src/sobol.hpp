// Sobol points: quasi-random points that fill the unit cube more evenly than random ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace archgym::agents {

// The sequence of Sobol (USSR Comp. Math. and Math. Phys. 7(4), 1967) with the direction numbers of
// Joe and Kuo (Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
// Comput. 30, 2008; their table new-joe-kuo-6 as it is in Boost.Random), in the Gray code order of
// Antonov and Saleev. Points 0, 1, 2 ... with 52 bits a coordinate; point 0 is the origin.
class Sobol {
 public:
  // What Boost.Random has direction numbers for.
  static constexpr std::size_t k_most_dimensions = 3667;

  // 1 <= dimensions <= k_most_dimensions.
  explicit Sobol(std::size_t dimensions);
  ~Sobol();

  std::size_t dimensions() const { return dimensions_; }

  // The next point, coordinates as multiples of 2^-52; bits.size() == dimensions().
  void next(std::vector<std::uint64_t>& bits);

  // Jump to a point.
  void seek(std::uint64_t index);

  // A coordinate of 52 bits after Owen's nested uniform scrambling (Owen: Randomly permuted
  // (t,m,s)-nets and (t,s)-sequences, Lecture Notes in Statistics 106, 1995): each bit is flipped
  // or not as a random function of the seed, the dimension and the bits before it. Every point is
  // uniform then, and 2^m points from a multiple of 2^m on are as evenly spread as before.
  static std::uint64_t scramble(std::uint64_t bits, std::size_t dimension, std::uint64_t seed);

 private:
  struct Engine;

  std::size_t dimensions_;
  std::unique_ptr<Engine> engine_;
  std::uint64_t index_ = 0;
};

}  // namespace archgym::agents
