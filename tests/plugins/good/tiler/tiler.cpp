// An environment whose space depends on its workload: every layer of a network has a tile with so
// many rows, which divide those of the layer, and columns.
#include <archgym/archgym.hpp>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct Layer {
  std::int64_t rows, columns;
};

enum Metric : std::size_t { traffic, tiles };

std::vector<Layer> layers_of(std::string_view workload) {
  if (workload == "one") return {{12, 16}};
  if (workload == "three") return {{64, 32}, {30, 7}, {8, 100}};
  std::vector<Layer> layers;
  std::ifstream file{std::string(workload)};
  for (Layer layer{}; file >> layer.rows >> layer.columns;) {
    if (layer.rows < 1 || layer.columns < 1) break;
    layers.push_back(layer);
  }
  if (layers.empty() || !file.eof()) {
    throw archgym::InvalidArgument(std::string(workload) +
                                   ": expected two positive numbers in every line");
  }
  return layers;
}

std::vector<std::int64_t> divisors(std::int64_t number) {
  std::vector<std::int64_t> found;
  for (std::int64_t k = 1; k <= number; ++k) {
    if (number % k == 0) found.push_back(k);
  }
  return found;
}

class Tiler {
 public:
  explicit Tiler(const archgym::EnvironmentSetup& setup)
      : buffer_(std::atoll(text_in(setup.config_json, "\"buffer\":", ',').c_str())),
        orders_(setup.config_json.find("\"orders\":true") != std::string_view::npos),
        lies_(text_in(setup.config_json, "\"lies\":\"", '"')) {}

  void declare_space(std::string_view workload, archgym::SpaceDeclaration& space) const {
    const auto layers = layers_of(workload);
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::string number = std::to_string(k);
      const std::string rows = "rows_" + number, columns = "columns_" + number;
      space.ordinal({rows, "Rows of a tile of layer " + number + ".", "words"},
                    divisors(layers[k].rows), 1);
      space.integer({columns, "Columns of a tile of layer " + number + ".", "words"}, 1,
                    layers[k].columns, 1);
      if (orders_) {
        space.categorical({"order_" + number, "The inner loop of layer " + number + "."},
                          {"rows", "columns"}, "rows");
      }
      space.require(rows + " * " + columns + " <= config.buffer", "A tile fits into the buffer.");
    }
    if (std::ifstream(lies_)) space.boolean({"lie", "Was not there before."}, false);
    space.part("rows", "Rows of the first layer alone.", R"({"rows_0": {}})");
  }

  void evaluate(const archgym::Request& request, archgym::Result& result,
                archgym::Call& call) const {
    call.poll();
    const auto layers = layers_of(request.workload());
    const std::size_t knobs = orders_ ? 3 : 2;
    double all_words = 0, all_tiles = 0;
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::int64_t rows = request.integer(knobs * k);
      const std::int64_t columns = request.integer(knobs * k + 1);
      const std::int64_t count =
          layers[k].rows / rows * ((layers[k].columns + columns - 1) / columns);
      const bool by_columns = orders_ && request.index(knobs * k + 2) == 1;
      all_tiles += static_cast<double>(count);
      all_words += static_cast<double>(count * (by_columns ? columns : rows) + rows * columns);
    }
    result.set(traffic, all_words);
    result.set(tiles, all_tiles);
  }

 private:
  // What is between `before` and `end` in the text; "" when that is not there.
  static std::string text_in(std::string_view text, std::string_view before, char end) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return "";
    text.remove_prefix(at + before.size());
    return std::string(text.substr(0, text.find(end)));
  }

  std::int64_t buffer_;
  bool orders_;
  std::string lies_;
};

}  // namespace

ARCHGYM_ENVIRONMENT(Tiler)
