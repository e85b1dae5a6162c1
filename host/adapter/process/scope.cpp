#include "adapter/process/scope.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "json/member.hpp"
#include "plugin/constants.hpp"
#include "plugin/settings.hpp"

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
  const auto settings = setting_variables(manifest.config_schema, scope.config_);
  scope.variables_.insert(scope.variables_.end(), settings.begin(), settings.end());
  for (const auto& [name, value] : object_at(manifest.settled, "constants")) {
    if (!name.starts_with("workload.")) continue;
    scope.variables_.push_back(constant_variable(name, value));
    scope.workload_constants_[name] = value;
  }
  return scope;
}

Design Scope::design(std::span<const ag_value> values, std::string_view workload,
                     std::uint64_t seed) const {
  Design design{values, workload, seed, {}};
  design.numbers.reserve(variables_.size());
  for (const ag_value& value : values) design.numbers.push_back(number_of(value));
  const auto known = std::ranges::find(workloads_, workload);
  design.numbers.push_back(known == workloads_.end() ? Number(k_nan)
                                                     : Number(known - workloads_.begin()));
  design.numbers.emplace_back(seed);
  design.numbers.resize(variables_.size());  // settings are constants: what is there is not read
  return design;
}

}  // namespace archgym::host
