#include "validate/model_session.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "plugin/library.hpp"
#include "validate/agent_session.hpp"
#include "validate/streams.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_outputs = 2;
constexpr std::size_t k_guards = 8;
constexpr std::uint64_t k_guard_bits = 0x7ff8a5a5a5a5a5a5;  // a NaN that nobody computes

const Space& model_space() {
  static const auto space = make_space(R"([
      { "name": "width", "type": "integer", "minimum": 1, "maximum": 64, "default": 8,
        "description": "d" },
      { "name": "depth", "type": "ordinal", "values": [1, 2, 4, 8, 16], "default": 4,
        "description": "d" },
      { "name": "policy", "type": "categorical", "values": ["a", "b", "c"], "default": "a",
        "description": "d" },
      { "name": "voltage", "type": "real", "minimum": 0.5, "maximum": 1.5, "default": 1,
        "description": "d" },
      { "name": "extra", "type": "integer", "minimum": 0, "maximum": 9, "default": 3,
        "when": "policy == 'c'", "description": "d" }
    ])");
  return *space;
}

// As model.h says: numbers as they are, indices as numbers, inactive as NaN.
double number_of(const ag_value& value) {
  if (value.kind == AG_KIND_NONE) return std::numeric_limits<double>::quiet_NaN();
  return value.kind == AG_KIND_REAL ? value.as.f64 : static_cast<double>(value.as.i64);
}

std::vector<double> guarded(std::size_t size) {
  return std::vector<double>(size + k_guards, std::bit_cast<double>(k_guard_bits));
}

bool kept(const std::vector<double>& values, std::size_t size) {
  return std::all_of(
      values.begin() + static_cast<std::ptrdiff_t>(size), values.end(),
      [](double guard) { return std::bit_cast<std::uint64_t>(guard) == k_guard_bits; });
}

}  // namespace

ModelData model_data(std::uint64_t seed, std::uint64_t rows) {
  const Space& space = model_space();
  ModelData data{{}, {}, rows, space.size(), k_outputs};
  Point point(space.size());
  for (std::uint64_t row = 0; row < rows; ++row) {
    space.sample(seed, row, point);
    for (const ag_value& value : point) data.x.push_back(number_of(value));
    const double width = number_of(point[0]);
    const double depth = number_of(point[1]);
    const double voltage = number_of(point[3]);
    data.y.push_back(100 / voltage * (1 + std::log2(depth)) + width);
    data.y.push_back(width * depth * voltage * voltage + 50 * number_of(point[2]));
  }
  return data;
}

ModelSession::ModelSession(Check& check, const ag_host& host, const ag_space* space) {
  const Manifest& manifest = check.manifest();
  call_.scratch_root = check.setup().directory;
  factory_ = static_cast<const ag_model_factory*>(
      check.value(load_factory(manifest, AG_MODEL_ID, AG_SIZE_UP_TO(ag_model_factory, load))));
  const Point hyperparameters = manifest.space->initial();
  setup_ = {sizeof setup_, 0, space ? space : &model_space().table(), k_outputs};
  const ag_status status = factory_->create(&host, &setup_, hyperparameters.data(),
                                            hyperparameters.size(), 1, &instance_, error());
  if (status != AG_OK || !instance_) {
    check.fail("create() with the default hyperparameters fails: " +
               error_.text(status_name(status)));
  }
}

ModelSession::~ModelSession() {
  factory_->destroy(instance_);
}

ag_status ModelSession::fit(const ModelData& data, std::uint64_t dims, std::uint64_t outputs) {
  return factory_->fit(instance_, &call_, data.x.data(), data.y.data(), data.rows, dims, outputs,
                       error());
}

Predicted ModelSession::predict(const ModelData& data, bool with_spread) {
  return predict(data, with_spread, data.dims, data.outputs);
}

Predicted ModelSession::predict(const ModelData& data, bool with_spread, std::uint64_t dims,
                                std::uint64_t outputs) {
  const std::size_t size = data.rows * data.outputs;
  Predicted predicted;
  predicted.mean = guarded(size);
  predicted.spread = guarded(size);
  predicted.status =
      factory_->predict(instance_, &call_, data.x.data(), data.rows, dims, predicted.mean.data(),
                        with_spread ? predicted.spread.data() : nullptr, outputs, error());
  predicted.reason = message();
  predicted.overran = !kept(predicted.mean, size) || !kept(predicted.spread, size);
  predicted.mean.resize(size);
  predicted.spread.resize(size);
  return predicted;
}

ag_status ModelSession::save(std::string& bytes) {
  return factory_->save(instance_, &call_, StringSink(bytes).get(), error());
}

ag_status ModelSession::load(std::string_view bytes) {
  return factory_->load(instance_, &call_, StringSource(bytes).get(), error());
}

const void* ModelSession::extension(const char* id) const {
  if (!AG_HAS(ag_model_factory, factory_, get_extension)) return nullptr;
  return factory_->get_extension(instance_, id);
}

}  // namespace archgym::host::validation
