// An environment whose space depends on the workload: the manifest has no parameters, and the host
// asks declare_space() for them. Replace the layers by what you read from the workload, and the
// formula by a call to your simulator.
#include <archgym/archgym.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Layer {
  std::int64_t rows, columns;
};

constexpr std::int64_t k_buffer_words = 256;

const std::vector<Layer>& layers_of(std::string_view workload) {
  static const std::vector<Layer> one{{48, 36}}, two{{64, 64}, {100, 10}};
  if (workload == "one") return one;
  if (workload == "two") return two;
  throw archgym::InvalidArgument("unknown workload '" + std::string(workload) + "'");
}

std::vector<std::int64_t> divisors(std::int64_t number) {
  std::vector<std::int64_t> found;
  for (std::int64_t k = 1; k <= number; ++k) {
    if (number % k == 0) found.push_back(k);
  }
  return found;
}

class ToyTiling {
 public:
  explicit ToyTiling(const archgym::EnvironmentSetup&) {}

  // The same workload must get the same answer, always and in every process.
  void declare_space(std::string_view workload, archgym::SpaceDeclaration& space) {
    const auto& layers = layers_of(workload);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::string number = std::to_string(k);
      space.ordinal({"Rows" + number, "Rows of a tile of layer " + number + "."},
                    divisors(layers[k].rows), 1);
      space.ordinal({"Columns" + number, "Columns of a tile of layer " + number + "."},
                    divisors(layers[k].columns), 1);
      space.require(
          "Rows" + number + " * Columns" + number + " <= " + std::to_string(k_buffer_words),
          "a tile fits into the buffer");
    }
  }

  // The values are those of the space of request.workload(), in the order of the calls above.
  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    call.poll();  // in longer simulations: every 100 ms, with the fraction done
    const auto& layers = layers_of(request.workload());
    double words = 0;
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::int64_t rows = request.integer(2 * k), columns = request.integer(2 * k + 1);
      const std::int64_t tiles = layers[k].rows / rows * (layers[k].columns / columns);
      words += static_cast<double>(tiles * (rows + columns) + layers[k].rows * layers[k].columns);
    }
    result.set(0, words);
  }
};

}  // namespace

ARCHGYM_ENVIRONMENT(ToyTiling)
