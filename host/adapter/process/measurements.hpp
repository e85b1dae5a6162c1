// The metrics of one run of a program: read from its output, converted, computed.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapter/process/extractor.hpp"
#include "adapter/process/scope.hpp"
#include "adapter/units.hpp"
#include "base/result.hpp"

namespace archgym::host {

class Measurements {
 public:
  // From the member `metrics` of a descriptor: one entry for every metric of the manifest. The
  // error names the metric.
  static Result<Measurements> create(const Manifest& manifest, const Scope& scope,
                                     const boost::json::object& declared);

  // All metrics in the order of the manifest. An error when a number is missing, appears more than
  // once where one is expected, is none, or has a unit that cannot be converted.
  Result<std::vector<double>> read(Outputs& outputs, const Design& design) const;

 private:
  enum class Select { only, last, sum, mean };

  struct Metric {
    std::string name;
    std::string unit;                            // of the manifest
    std::string source_unit;                     // as declared; "" where the program prints it
    std::unique_ptr<Extractor> extractor;        // or
    std::optional<Expression> expression;        // over variables and metrics
    std::optional<UnitConversion> conversion{};  // from source_unit
    Select select = Select::only;
  };

  static Result<Metric> create_metric(const boost::json::object& declared, std::string name,
                                      std::string unit);
  static Result<double> number(const Metric& metric, const Found& found);
  static Result<double> extract(const Metric& metric, Outputs& outputs);

  std::vector<Metric> metrics_;
};

}  // namespace archgym::host
