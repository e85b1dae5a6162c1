// How the outputs of a network become designs: one head per parameter that can vary.
//
// The first action of an episode is a whole design: every head chooses. A later action changes one
// parameter of the design that the episode has reached: a softmax over the heads says which, and
// that head says to what.
#pragma once

#include <Eigen/Core>
#include <archgym/random.hpp>
#include <archgym/space.hpp>
#include <archgym/state.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "head.hpp"

namespace archgym::agents {

struct Action {
  // Per head. k_none: the parameter is inactive or without effect in this design, so the policy had
  // no say, or it cannot be changed.
  std::vector<std::uint64_t> choices;
  std::optional<std::size_t> changed;  // the head whose choice is new; none: all of them
  static constexpr std::uint64_t k_none = std::numeric_limits<std::uint64_t>::max();
};

class Policy {
 public:
  // With `refines`, actions may change one parameter.
  Policy(Space space, std::uint64_t levels, bool refines);

  Eigen::Index outputs() const { return outputs_; }
  Eigen::Index features() const { return features_; }

  // A whole design. False when it breaks a constraint of the space: `point` is canonical all the
  // same.
  bool sample(const double* outputs, Random& random, Span<ag_value> point, Action& action) const;
  // `point`, a canonical design, changed in one parameter. False as above, or when no parameter
  // can be changed.
  bool refine(const double* outputs, Random& random, Span<ag_value> point, Action& action) const;
  // The whole design as an action.
  Action action_of(Values point) const;

  double log_probability(const double* outputs, const Action& action) const;
  double entropy(const double* outputs, const Action& action) const;
  void add_gradient(const double* outputs, const Action& action, double by_log_probability,
                    double by_entropy, double* gradient) const;

  // What the network is told about a design; features() numbers.
  void describe(Values point, double* features) const;

  void save(Writer& out, const Action& action) const;
  Action load(Reader& in) const;

 private:
  struct Place {
    std::size_t parameter;
    Head head;
    Eigen::Index first_output;
    Eigen::Index first_feature;
  };

  std::vector<std::uint64_t> indices_of(Values point) const;
  void mask(Values point, const std::vector<std::uint64_t>& wished, Action& action) const;
  // The log-probabilities of which head changes; minus infinity where none can.
  std::vector<double> which(const double* outputs, const Action& action) const;

  Space space_;
  std::vector<Place> places_;
  bool refines_;
  Eigen::Index outputs_ = 0;
  Eigen::Index features_ = 0;
};

}  // namespace archgym::agents
