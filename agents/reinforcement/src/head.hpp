// One parameter as the policy sees it: a distribution over choices, given some outputs of a
// network.
//
//   categorical  bool, categorical: softmax over the values
//   ordinal      integer, ordinal, real: softmax over cells of neighbouring values, whose logits
//   are
//                those of an ordinal architecture, so that what is learned about one value says
//                something about its neighbours (Tang, Agrawal: Discretizing continuous action
//                space for on-policy optimization, AAAI 2020). Up to `levels` values have a cell
//                each, more of them, and reals, share `levels` cells; within a cell all are equally
//                likely
//   permutation  items one after the other, each with the probability of its weight among those
//                that are left (Plackett, JRSS C 24(2), 1975)
//
// A choice is the value's index, its cell's index, or the permutation's rank.
#pragma once

#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace archgym::agents {

class Head {
 public:
  Head(const Parameter& parameter, std::uint64_t levels);

  std::size_t outputs() const { return outputs_; }    // of the network, for this head
  std::size_t features() const { return features_; }  // that tell the network about a choice

  bool has(std::uint64_t choice) const;

  std::uint64_t sample(const double* outputs, Random& random) const;
  double log_probability(const double* outputs, std::uint64_t choice) const;
  // Of the distribution; for permutations, of the draws along this one, whose mean it is.
  double entropy(const double* outputs, std::uint64_t choice) const;
  // Adds by_log_probability d log_probability + by_entropy d entropy / d outputs.
  void add_gradient(const double* outputs, std::uint64_t choice, double by_log_probability,
                    double by_entropy, double* gradient) const;

  // Between choices and the indices of space.h; an index of a cell is drawn.
  std::uint64_t choice_of(std::uint64_t index) const;
  std::uint64_t index_of(std::uint64_t choice, Random& random) const;

  // Writes the features of a choice; those of an inactive parameter are zeros.
  void describe(std::uint64_t choice, double* features) const;

 private:
  enum class Kind { categorical, ordinal, permutation };

  std::vector<double> log_probabilities(const double* outputs) const;

  Kind kind_;
  std::size_t outputs_;
  std::size_t features_;
  std::vector<std::uint64_t> edges_;  // cells: from edges_[k] to before edges_[k + 1]
};

}  // namespace archgym::agents
