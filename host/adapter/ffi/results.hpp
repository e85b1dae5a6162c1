// What a call of a function means: metrics, a design without a result, or a failure.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <archgym/environment.hpp>

#include "adapter/ffi/signature.hpp"
#include "adapter/units.hpp"
#include "expression/expression.hpp"

namespace archgym::host::ffi {

class Results {
 public:
  // The members `infeasible`, `ok` and `metrics` of the descriptor.
  static Result<Results> read(const boost::json::object& descriptor, const Manifest& manifest,
                              const Signature& signature, const Context& context);
  // `ok` alone, over the arguments: for init.
  static Result<Results> read_ok(const boost::json::object& init, const Signature& signature);

  // `parameters` are their numbers, `load` reads a place after the call. Sets the metrics, or the
  // status and reason of a design that has none. Not for several calls at once.
  template <class Load>
  void judge(std::span<const double> parameters, Load&& load, archgym::Result& result) {
    gather(parameters, load);
    if (const std::string* reason = infeasible()) return result.infeasible(*reason);
    if (!is_ok()) return result.fail(AG_FAILED, not_ok());
    for (std::size_t k = 0; k < metrics_.size(); ++k) result.set(k, metric(k));
  }
  // The same for init: whether `ok` holds.
  template <class Load>
  Result<void> check(Load&& load) {
    gather({}, load);
    if (is_ok()) return {};
    return bad_input(not_ok());
  }

 private:
  struct Output {
    Place place;
    UnitConversion conversion;
  };
  struct Condition {
    Expression expression;
    std::string text;
    std::string reason;
  };
  struct Metric {
    std::size_t variable = 0;  // where it is, unless there is an expression
    std::optional<Expression> expression;
    UnitConversion conversion;
  };
  friend class ResultsReader;

  template <class Load>
  void gather(std::span<const double> parameters, Load& load) {
    std::copy(parameters.begin(), parameters.end(), values_.begin());
    double* next = values_.data() + parameters.size();
    for (const Output& output : outputs_) *next++ = output.conversion(load(output.place));
  }
  const std::string* infeasible() const;
  bool is_ok() const { return !ok_ || ok_->expression.evaluate(values_) == 1.0; }
  std::string not_ok() const;
  double metric(std::size_t k) const;

  std::string function_;
  std::vector<Variable> variables_;  // parameters, then outputs
  std::vector<Output> outputs_;
  std::vector<double> values_;  // of the variables, in a call
  std::vector<Condition> infeasible_;
  std::optional<Condition> ok_;
  std::vector<Metric> metrics_;
};

}  // namespace archgym::host::ffi
