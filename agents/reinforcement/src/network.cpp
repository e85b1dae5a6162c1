#include "network.hpp"

#include <archgym/portable.hpp>
#include <cmath>

#include "common/portable_eigen.hpp"

namespace archgym::agents {

Network::Network(std::vector<Eigen::Index> sizes, double last_scale, Random random) {
  fix_eigen_blocking();
  Eigen::Index count = 0;
  for (std::size_t k = 0; k + 1 < sizes.size(); ++k) {
    const Eigen::Index weights = sizes[k] * sizes[k + 1];
    layers_.push_back({sizes[k], sizes[k + 1], count, count + weights});
    count += weights + sizes[k + 1];
  }
  parameters_ = Eigen::VectorXd::Zero(count);
  for (const Layer& layer : layers_) {
    const double scale =
        (&layer == &layers_.back() ? last_scale : 1) / std::sqrt(static_cast<double>(layer.inputs));
    for (Eigen::Index k = layer.weights; k < layer.biases; ++k) {
      parameters_[k] = scale * random.normal();
    }
  }
}

const Eigen::MatrixXd& Network::forward(const Eigen::MatrixXd& inputs) {
  activations_.resize(layers_.size() + 1);
  activations_[0] = inputs;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const Layer& layer = layers_[k];
    const Eigen::Map<const Eigen::MatrixXd> weights(parameters_.data() + layer.weights,
                                                    layer.outputs, layer.inputs);
    activations_[k + 1].noalias() = weights * activations_[k];
    activations_[k + 1].colwise() += parameters_.segment(layer.biases, layer.outputs);
    if (k + 1 == layers_.size()) break;
    for (double& value : activations_[k + 1].reshaped()) value = portable::tanh(value);
  }
  return activations_.back();
}

Eigen::VectorXd Network::backward(const Eigen::MatrixXd& by_outputs) const {
  Eigen::VectorXd gradient(parameters_.size());
  Eigen::MatrixXd by_layer = by_outputs;
  for (std::size_t k = layers_.size(); k-- > 0;) {
    const Layer& layer = layers_[k];
    Eigen::Map<Eigen::MatrixXd> by_weights(gradient.data() + layer.weights, layer.outputs,
                                           layer.inputs);
    by_weights.noalias() = by_layer * activations_[k].transpose();
    gradient.segment(layer.biases, layer.outputs) = by_layer.rowwise().sum();
    if (k == 0) break;
    const Eigen::Map<const Eigen::MatrixXd> weights(parameters_.data() + layer.weights,
                                                    layer.outputs, layer.inputs);
    by_layer = ((weights.transpose() * by_layer).array() * (1 - activations_[k].array().square()))
                   .matrix()
                   .eval();
  }
  return gradient;
}

void Adam::step(Eigen::VectorXd& parameters, const Eigen::VectorXd& gradient,
                double learning_rate) {
  constexpr double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  ++steps_;
  first_ = beta1 * first_ + (1 - beta1) * gradient;
  second_ = beta2 * second_ + (1 - beta2) * gradient.cwiseAbs2();
  const auto n = static_cast<double>(steps_);
  const double correction1 = 1 - portable::pow(beta1, n);
  const double correction2 = 1 - portable::pow(beta2, n);
  parameters.array() -= learning_rate * (first_.array() / correction1) /
                        ((second_.array() / correction2).sqrt() + epsilon);
}

void Adam::save(Writer& out) const {
  out.u64(steps_);
  agents::save(out, first_);
  agents::save(out, second_);
}

void Adam::load(Reader& in) {
  steps_ = in.u64();
  agents::load(in, first_);
  agents::load(in, second_);
}

void save(Writer& out, const Eigen::VectorXd& vector) {
  out.u64(static_cast<std::uint64_t>(vector.size()));
  for (const double value : vector) out.real(value);
}

void load(Reader& in, Eigen::VectorXd& vector) {
  if (in.u64() != static_cast<std::uint64_t>(vector.size())) {
    throw Rejected("the state belongs to another network");
  }
  for (double& value : vector) value = in.real();
}

}  // namespace archgym::agents
