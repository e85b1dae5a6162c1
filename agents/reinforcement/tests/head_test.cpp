#include "head.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "spaces.hpp"

using archgym::Random;
using archgym::Space;
using archgym::agents::Head;
using namespace archgym::agents::test;

namespace {

constexpr std::uint64_t k_levels = 6;

std::uint64_t choices_of(const archgym::Parameter& parameter) {
  return parameter.choices() == 0 ? k_levels : parameter.choices();
}

}  // namespace

TEST_CASE("head: probabilities of all choices sum to 1, and sampling follows them") {
  const auto space = every_kind();
  for (std::size_t p = 0; p + 1 < space->size(); ++p) {
    const archgym::Parameter parameter = Space(&space->table())[p];
    CAPTURE(parameter.name());
    const Head head(parameter, k_levels);
    const auto outputs = some_outputs(static_cast<Eigen::Index>(head.outputs()));
    std::vector<int> drawn(choices_of(parameter));
    Random random(1, "test");
    constexpr int n = 20000;
    for (int k = 0; k < n; ++k) ++drawn[head.sample(outputs.data(), random)];
    double sum = 0;
    for (std::uint64_t choice = 0; choice < drawn.size(); ++choice) {
      CHECK(head.has(choice));
      const double probability = std::exp(head.log_probability(outputs.data(), choice));
      sum += probability;
      // Five standard deviations.
      const double width = 5 * std::sqrt(n * probability * (1 - probability)) + 1;
      CHECK(std::abs(drawn[choice] - n * probability) < width);
    }
    CHECK(sum == Approx(1));
    CHECK_FALSE(head.has(drawn.size()));
  }
}

TEST_CASE("head: the entropy is that of the probabilities") {
  const auto space = every_kind();
  for (std::size_t p = 0; p + 1 < space->size(); ++p) {
    const archgym::Parameter parameter = Space(&space->table())[p];
    CAPTURE(parameter.name());
    const Head head(parameter, k_levels);
    const auto outputs = some_outputs(static_cast<Eigen::Index>(head.outputs()));
    double entropy = 0;
    double mean = 0;  // of the entropy along a choice, which differs for permutations only
    for (std::uint64_t choice = 0; choice < choices_of(parameter); ++choice) {
      const double l = head.log_probability(outputs.data(), choice);
      entropy -= std::exp(l) * l;
      mean += std::exp(l) * head.entropy(outputs.data(), choice);
    }
    CHECK(mean == Approx(entropy));
  }
}

TEST_CASE("head: gradients agree with finite differences") {
  const auto space = every_kind();
  for (std::size_t p = 0; p + 1 < space->size(); ++p) {
    const archgym::Parameter parameter = Space(&space->table())[p];
    CAPTURE(parameter.name());
    const Head head(parameter, k_levels);
    auto outputs = some_outputs(static_cast<Eigen::Index>(head.outputs()));
    for (const std::uint64_t choice : {std::uint64_t{1}, choices_of(parameter) - 1}) {
      Eigen::VectorXd gradient = Eigen::VectorXd::Zero(outputs.size());
      head.add_gradient(outputs.data(), choice, 0.7, 0.3, gradient.data());
      check_gradient(
          outputs,
          [&] {
            return 0.7 * head.log_probability(outputs.data(), choice) +
                   0.3 * head.entropy(outputs.data(), choice);
          },
          gradient);
    }
  }
}

TEST_CASE("head: an ordinal output raises all choices from there on") {
  const auto space = every_kind();
  const Head head(Space(&space->table())[1], k_levels);
  Eigen::VectorXd outputs = Eigen::VectorXd::Zero(5);
  for (std::uint64_t choice = 0; choice < 5; ++choice) {
    CHECK(std::exp(head.log_probability(outputs.data(), choice)) == Approx(0.2));
  }
  outputs[3] = 2;
  const auto log_probability = [&](std::uint64_t k) {
    return head.log_probability(outputs.data(), k);
  };
  CHECK(log_probability(0) == Approx(log_probability(2)));
  CHECK(log_probability(3) == Approx(log_probability(2) + 2));
  CHECK(log_probability(4) == Approx(log_probability(3)));
}

TEST_CASE("head: cells divide all values, evenly on the parameter's scale") {
  const auto space = archgym::host::test::make_space(R"([
    {"name": "linear", "type": "integer", "minimum": 0, "maximum": 99, "default": 0,
     "description": "d"},
    {"name": "log", "type": "integer", "minimum": 1, "maximum": 255, "scale": "log", "default": 1,
     "description": "d"},
    {"name": "real", "type": "real", "minimum": 0, "maximum": 1, "default": 0,
     "description": "d"}])");
  const Space view(&space->table());
  const Head linear(view[0], 10);
  CHECK(linear.choice_of(0) == 0);
  CHECK(linear.choice_of(9) == 0);
  CHECK(linear.choice_of(10) == 1);
  CHECK(linear.choice_of(99) == 9);
  const Head log(view[1], 8);  // values 1, 2-3, 4-7 ... 128-255; the index of a value is one less
  CHECK(log.outputs() == 8);
  CHECK(log.choice_of(0) == 0);
  CHECK(log.choice_of(1) == 1);
  CHECK(log.choice_of(126) == 6);
  CHECK(log.choice_of(127) == 7);
  const Head real(view[2], 4);
  Random random(1, "test");
  for (const Head* head : {&linear, &log, &real}) {
    for (std::uint64_t choice = 0; choice < head->outputs(); ++choice) {
      for (int k = 0; k < 20; ++k) {
        CHECK(head->choice_of(head->index_of(choice, random)) == choice);
      }
    }
  }
}
