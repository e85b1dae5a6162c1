// Where the values of arguments come from.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <archgym/environment.hpp>

#include "adapter/ffi/scalar.hpp"
#include "adapter/units.hpp"
#include "expression/expression.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host::ffi {

// What a descriptor may refer to.
struct Context {
  std::shared_ptr<const Space> space;
  std::vector<Variable> variables;  // the parameters
  boost::json::object config;       // complete
  bool has_workloads = false;
  bool evaluation = true;  // false: init, which knows constants and the config only
};

// What is known when a function is called.
struct Evaluation {
  const archgym::Request* request = nullptr;  // nullptr: init
  std::span<const double> numbers;            // the parameters, for expressions
  const void* handle = nullptr;
  std::span<const std::size_t> counts;  // elements of each argument
};

class Source {
 public:
  // The member that `object` has of those that name a source; nothing when it has none. The value
  // has the type `type`; the error says what does not fit.
  static Result<std::optional<Source>> read(const boost::json::object& object, Scalar type,
                                            const Context& context);

  bool is_constant() const { return kind_ == Kind::constant; }
  Value value(const Evaluation& evaluation) const;

  // count_of: the argument meant, to be resolved when all are known.
  const std::string& counted() const { return text_; }
  bool counts() const { return kind_ == Kind::count; }
  void set_counted(std::size_t argument) { index_ = argument; }

 private:
  enum class Kind {
    constant,
    text,
    parameter,
    labels,
    numbers,
    expression,
    seed,
    workload,
    handle,
    count
  };

  friend class SourceReader;
  Value parameter_value(const ag_value& value) const;

  Kind kind_ = Kind::constant;
  Value constant_ = std::int64_t{0};
  std::string text_;        // text: the constant; count: the argument
  std::size_t index_ = 0;   // parameter, labels, numbers: the parameter; count: the argument
  ag_value otherwise_{};    // of an inactive parameter
  bool converted_ = false;  // parameter: to another unit
  UnitConversion conversion_;
  std::vector<std::string> texts_;  // labels: what is passed for each
  std::vector<Value> values_;       // numbers: the same
  std::optional<Expression> expression_;
};

}  // namespace archgym::host::ffi
