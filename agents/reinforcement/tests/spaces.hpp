// Spaces with every kind of head, and gradients by finite differences.
#pragma once

#include <Eigen/Core>
#include <catch2/catch.hpp>
#include <functional>

#include "support/agent_session.hpp"

namespace archgym::agents::test {

inline std::shared_ptr<const host::Space> every_kind() {
  return host::test::make_space(R"([
    {"name": "flag", "type": "bool", "default": false, "description": "d"},
    {"name": "size", "type": "integer", "minimum": 1, "maximum": 5, "default": 1,
     "description": "d"},
    {"name": "label", "type": "categorical", "values": ["a", "b", "c", "d"], "default": "a",
     "description": "d"},
    {"name": "rate", "type": "real", "minimum": 0.01, "maximum": 1, "scale": "log", "default": 1,
     "description": "d"},
    {"name": "order", "type": "permutation", "values": ["K", "C", "Y", "X"],
     "default": ["K", "C", "Y", "X"], "description": "d"},
    {"name": "extra", "type": "ordinal", "values": [1, 2, 4, 8, 16], "default": 1, "when": "flag",
     "description": "d"},
    {"name": "fixed", "type": "integer", "minimum": 3, "maximum": 3, "default": 3,
     "description": "d"}])");
}

// Outputs of a network that are not special.
inline Eigen::VectorXd some_outputs(Eigen::Index size, std::uint64_t seed = 1) {
  Random random(seed, "outputs");
  Eigen::VectorXd outputs(size);
  for (double& value : outputs) value = random.normal();
  return outputs;
}

// Central differences against a gradient.
inline void check_gradient(Eigen::VectorXd& at, const std::function<double()>& function,
                           const Eigen::VectorXd& gradient) {
  constexpr double h = 1e-5;
  for (Eigen::Index k = 0; k < at.size(); ++k) {
    const double value = at[k];
    at[k] = value + h;
    const double above = function();
    at[k] = value - h;
    const double below = function();
    at[k] = value;
    INFO("component " << k);
    REQUIRE(gradient[k] == Approx((above - below) / (2 * h)).margin(1e-7).epsilon(1e-5));
  }
}

}  // namespace archgym::agents::test
