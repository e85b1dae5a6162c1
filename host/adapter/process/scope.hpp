// The names that templates and expressions of a descriptor may use, and their values in one
// evaluation.
#pragma once

#include <archgym/value.h>

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expression/expression.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

// One evaluation: what the names stand for.
struct Design {
  std::span<const ag_value> values;  // of the parameters
  std::string_view workload;         // id, absolute path of a file, or ""
  std::uint64_t seed = 0;
  std::vector<Number> numbers;  // of Scope::variables(), for expressions
};

// Parameters by their names, `workload` (a text, one of the manifest's ids), `seed` (a number),
// `config.NAME` for every setting that is a text, a number, true or false, and `workload.NAME` for
// the constants of the workload that the manifest is settled for. Templates also have `resources`,
// the directory of the manifest.
class Scope {
 public:
  // The config is complete. An error when a parameter has one of the other names.
  static Result<Scope> create(const Manifest& manifest, boost::json::object config);

  const Space& space() const { return *space_; }
  std::span<const Variable> variables() const { return variables_; }
  const std::string& resources() const { return resources_; }
  const boost::json::object& config() const { return config_; }
  // By their whole names: workload.NAME.
  const boost::json::object& workload_constants() const { return workload_constants_; }

  Design design(std::span<const ag_value> values, std::string_view workload,
                std::uint64_t seed) const;

 private:
  Scope() = default;

  std::shared_ptr<const Space> space_;
  std::vector<Variable> variables_;
  std::vector<std::string> workloads_;
  std::string resources_;
  boost::json::object config_;
  boost::json::object workload_constants_;
};

}  // namespace archgym::host
