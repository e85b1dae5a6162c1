// Designs coded as strings of digits, as in textbooks and in ArchGym: crossover and mutation know
// nothing about the kinds of parameters.
#pragma once

#include <vector>

#include "common/variation.hpp"

namespace archgym::agents {

// One digit for each parameter, its index. Crossover exchanges digits, mutation sets a digit to any
// other value.
class IntegerCoding : public Variation {
 public:
  IntegerCoding(Space space, Crossover crossover, double mutation_probability)
      : genes_(space), crossover_(crossover), mutation_probability_(mutation_probability) {}

  void cross(Genome& child, const Genome& second, Random& random) const override;
  void mutate(Genome& child, bool force, Random& random) const override;

 private:
  Genes genes_;
  Crossover crossover_;
  double mutation_probability_;
};

// As many bits for each parameter as its index needs (reals: 16), in reflected Gray code (Gray, US
// patent 2632058, 1953), so that neighbouring values differ in one bit. Crossover exchanges bits,
// so its cuts can be inside a parameter; mutation flips bits.
//
// When the number of values is no power of two, some codes have no value. ArchGym gave all of them
// to the last value. Here a bit that would lead to such a code is not flipped, and a gene whose
// bits cross to such a code is kept: mutation has no preference for any value.
class GrayCoding : public Variation {
 public:
  GrayCoding(Space space, Crossover crossover, double mutation_probability);

  void cross(Genome& child, const Genome& second, Random& random) const override;
  void mutate(Genome& child, bool force, Random& random) const override;

  static std::uint64_t gray_of(std::uint64_t number) { return number ^ (number >> 1); }
  static std::uint64_t number_of(std::uint64_t gray);

 private:
  struct Field {
    std::size_t gene;
    int bits;
    int shift;              // low bits of the index that the code leaves out
    std::uint64_t choices;  // values of the code
  };
  std::uint64_t code(const Field& field, const Genome& genome) const {
    return gray_of(genome[field.gene] >> field.shift);
  }
  // Stores a code, unless it has no value.
  void store(const Field& field, std::uint64_t code, Genome& genome) const;

  Genes genes_;
  Crossover crossover_;
  double mutation_probability_;
  std::vector<Field> fields_;  // of the genes that are free
  std::size_t bits_ = 0;       // in all
};

}  // namespace archgym::agents
