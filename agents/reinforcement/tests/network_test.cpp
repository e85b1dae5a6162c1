#include "network.hpp"

#include <catch2/catch.hpp>

#include "spaces.hpp"

using archgym::Random;
using archgym::agents::Adam;
using archgym::agents::Network;
using namespace archgym::agents::test;

TEST_CASE("network: gradients agree with finite differences") {
  for (const auto& sizes :
       std::vector<std::vector<Eigen::Index>>{{3, 4, 5, 2}, {2, 3}, {1, 6, 1}}) {
    Network network(sizes, 1, Random(1, "test"));
    const Eigen::MatrixXd inputs = some_outputs(sizes.front() * 7).reshaped(sizes.front(), 7);
    const Eigen::MatrixXd weights = some_outputs(sizes.back() * 7, 2).reshaped(sizes.back(), 7);
    network.forward(inputs);
    const Eigen::VectorXd gradient = network.backward(weights);
    check_gradient(
        network.parameters(),
        [&] { return (network.forward(inputs).array() * weights.array()).sum(); }, gradient);
  }
}

TEST_CASE("network: without hidden layers it is an affine map") {
  Network network({2, 1}, 1, Random(1, "test"));
  network.parameters() << 3, -2, 0.5;
  CHECK(network.forward(Eigen::Vector2d(1, 10))(0, 0) == Approx(-16.5));
}

TEST_CASE("Adam: the first step is the learning rate, whatever the gradient's size") {
  Eigen::VectorXd parameters = Eigen::VectorXd::Zero(2);
  Adam adam(2);
  adam.step(parameters, Eigen::Vector2d(1e3, -1e-3), 0.1);
  CHECK(parameters[0] == Approx(-0.1));
  CHECK(parameters[1] == Approx(0.1).epsilon(1e-4));
}

TEST_CASE("Adam: finds the minimum of a badly scaled bowl") {
  Eigen::VectorXd parameters = Eigen::Vector2d(5, -5);
  Adam adam(2);
  for (int k = 0; k < 3000; ++k) {
    adam.step(parameters, Eigen::Vector2d(100 * (parameters[0] - 1), 0.1 * (parameters[1] - 2)),
              0.01);
  }
  CHECK(parameters[0] == Approx(1).margin(1e-3));
  CHECK(parameters[1] == Approx(2).margin(1e-3));
}
