#include "adapter/process/scope.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace archgym::host {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Result<Scope> Scope::create(const Manifest& manifest, boost::json::object config) {
  Scope scope;
  scope.space_ = manifest.space;
  scope.resources_ = manifest.path.parent_path().string();
  scope.config_ = std::move(config);
  for (const Workload& workload : manifest.workloads) scope.workloads_.push_back(workload.id);
  for (const Parameter& parameter : manifest.space->parameters()) {
    for (const std::string_view taken :
         {"workload", "seed", "resources", "config", "if", "else", "end"}) {
      if (parameter.name == taken) {
        return bad_input("parameter '" + parameter.name +
                         "': the name means something else in templates; expected another");
      }
    }
    scope.variables_.push_back(variable_of(parameter));
  }
  scope.variables_.push_back({"workload", ValueType::text, scope.workloads_});
  scope.variables_.push_back({"seed", ValueType::number, {}});
  for (const auto& setting : scope.config_) {
    const bool boolean = setting.value().is_bool();
    if (!boolean && !setting.value().is_number()) continue;
    scope.variables_.push_back({"config." + std::string(setting.key()),
                                boolean ? ValueType::boolean : ValueType::number,
                                {}});
    scope.settings_.push_back(boolean ? static_cast<double>(setting.value().get_bool())
                                      : setting.value().to_number<double>());
  }
  return scope;
}

Design Scope::design(std::span<const ag_value> values, std::string_view workload,
                     std::uint64_t seed) const {
  Design design{values, workload, seed, {}};
  design.numbers.reserve(variables_.size());
  for (const ag_value& value : values) design.numbers.push_back(number_of(value));
  const auto known = std::ranges::find(workloads_, workload);
  design.numbers.push_back(
      known == workloads_.end() ? k_nan : static_cast<double>(known - workloads_.begin()));
  design.numbers.push_back(static_cast<double>(seed));
  design.numbers.insert(design.numbers.end(), settings_.begin(), settings_.end());
  return design;
}

}  // namespace archgym::host
