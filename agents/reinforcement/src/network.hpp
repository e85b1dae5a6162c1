// A small multilayer perceptron and the optimiser of its parameters.
#pragma once

#include <Eigen/Core>
#include <archgym/random.hpp>
#include <archgym/state.hpp>
#include <vector>

namespace archgym::agents {

// Layers with tanh between them; the last one is linear.
class Network {
 public:
  // `sizes`: inputs, hidden units ..., outputs. Weights are normal with variance 1 / inputs of the
  // layer, those of the last layer times `last_scale`; biases are 0.
  Network(std::vector<Eigen::Index> sizes, double last_scale, Random random);

  // One column per sample. The activations are kept for backward().
  const Eigen::MatrixXd& forward(const Eigen::MatrixXd& inputs);
  // The gradient of a loss by the parameters, from its gradient by the last forward()'s outputs.
  Eigen::VectorXd backward(const Eigen::MatrixXd& by_outputs) const;

  Eigen::VectorXd& parameters() { return parameters_; }
  const Eigen::VectorXd& parameters() const { return parameters_; }

 private:
  struct Layer {
    Eigen::Index inputs, outputs;
    Eigen::Index weights, biases;  // where they begin among the parameters
  };

  std::vector<Layer> layers_;
  Eigen::VectorXd parameters_;
  std::vector<Eigen::MatrixXd> activations_;  // the inputs, then what each layer gives
};

// Adam (Kingma, Ba: Adam: a method for stochastic optimization, ICLR 2015) with the constants of
// the paper.
class Adam {
 public:
  explicit Adam(Eigen::Index size)
      : first_(Eigen::VectorXd::Zero(size)), second_(Eigen::VectorXd::Zero(size)) {}

  void step(Eigen::VectorXd& parameters, const Eigen::VectorXd& gradient, double learning_rate);

  void save(Writer& out) const;
  void load(Reader& in);

 private:
  Eigen::VectorXd first_, second_;  // moments
  std::uint64_t steps_ = 0;
};

void save(Writer& out, const Eigen::VectorXd& vector);
// Into a vector that has the right size.
void load(Reader& in, Eigen::VectorXd& vector);

}  // namespace archgym::agents
