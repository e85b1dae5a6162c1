// One knob of a space, as the manifest declares it.
#pragma once

#include <archgym/value.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "expression/expression.hpp"

namespace archgym::host {

// The order is that of AG_PARAMETER_*; text (hyperparameters and settings only) is never searched.
enum class ParameterType { boolean = 1, integer, ordinal, categorical, real, permutation, text };
enum class Scale { linear, log };

struct Parameter {
  std::string name;
  ParameterType type{};
  std::string unit;  // "" or a unit symbol; "1" for pure numbers
  std::string description;

  // integer and real
  double lower = 0, upper = 0;
  std::int64_t step = 1;  // integer: values are lower, lower + step, ..., not above upper
  Scale scale = Scale::linear;

  std::vector<double> numbers;      // ordinal: ascending
  bool integral = false;            // ordinal: every number is an integer
  std::vector<std::string> labels;  // categorical: the values; permutation: the items
  // categorical: the positions, ascending, of the labels that may be chosen. Empty: all of them.
  std::vector<std::int64_t> allowed;
  std::string text;  // text: keeps the bytes of initial.as.text alive

  ag_value initial{};                    // the default
  std::optional<Expression> when;        // inactive unless true
  std::optional<Expression> inert_when;  // without effect when true: canonical form has the default
  std::optional<ag_value> fixed;         // set by the user: canonical form always has this value
  bool fidelity = false;                 // sets how exact an evaluation is, see ag_parameter

  std::string when_text, inert_when_text;  // as written, for people
};

// categorical: the labels that may be chosen.
std::vector<std::string> allowed_labels(const Parameter& parameter);

// The parameter as expressions see it.
Variable variable_of(const Parameter& parameter);

// A value of it as expressions see it: NaN when the parameter is inactive.
inline double number_of(const ag_value& value) {
  switch (value.kind) {
    case AG_KIND_NONE:
      return std::numeric_limits<double>::quiet_NaN();
    case AG_KIND_REAL:
      return value.as.f64;
    default:
      return static_cast<double>(value.as.i64);
  }
}

}  // namespace archgym::host
