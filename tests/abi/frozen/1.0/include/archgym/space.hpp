/*
 * archgym/space.hpp - the search space in C++: views of the host's ag_space (see space.h, which
 * also defines canonical points, sampling, neighbours, the unit cube and index vectors).
 *
 * Everything is immutable, valid as long as the instance that received it, and [any-thread].
 * Operations that fill a point return true when it is feasible and false for AG_INFEASIBLE; what
 * false means for each is said in space.h. They throw InvalidArgument on a value of the wrong kind
 * or out of range, std::length_error on an array that is not size() long.
 */
#ifndef ARCHGYM_SPACE_HPP
#define ARCHGYM_SPACE_HPP

#include "cpp.hpp"
#include "error.hpp"
#include "space.h"
#include "span.hpp"
#include "values.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace archgym {

enum class ParameterType : std::uint32_t {
  boolean = AG_PARAMETER_BOOL,
  integer = AG_PARAMETER_INTEGER,
  ordinal = AG_PARAMETER_ORDINAL,
  categorical = AG_PARAMETER_CATEGORICAL,
  real = AG_PARAMETER_REAL,
  permutation = AG_PARAMETER_PERMUTATION
};

class Parameter {
 public:
  explicit Parameter(const ag_parameter* parameter) : parameter_(parameter) {}

  const char* name() const { return parameter_->name; }
  ParameterType type() const { return static_cast<ParameterType>(parameter_->type); }
  bool log_scale() const { return parameter_->scale == AG_SCALE_LOG; }
  bool fixed() const { return parameter_->fixed != 0; }
  std::uint64_t choices() const { return parameter_->choices; } /* 0 for reals */
  double lower() const { return parameter_->lower; }
  double upper() const { return parameter_->upper; }
  std::uint64_t items() const { return parameter_->items; } /* permutations; 0 otherwise */
  const ag_value& initial() const { return parameter_->initial; }

  /* It sets the fidelity of an evaluation, and the agent may choose it; see ag_parameter. */
  bool free_fidelity() const {
    return parameter_->struct_size >= AG_SIZE_UP_TO(ag_parameter, fidelity) &&
           parameter_->fidelity != 0 && !fixed();
  }

  /* The numbers of an ordinal in ascending order; empty otherwise. */
  Span<const double> numbers() const {
    if (parameter_->numbers == nullptr) return {};
    return {parameter_->numbers, static_cast<std::size_t>(parameter_->choices)};
  }

 private:
  const ag_parameter* parameter_;
};

class Space {
 public:
  explicit Space(const ag_space* space) : space_(space) {}

  std::size_t size() const { return static_cast<std::size_t>(space_->parameter_count); }
  Parameter operator[](std::size_t i) const { return Parameter(space_->parameters[i]); }
  double log10_cardinality() const { return space_->log10_cardinality; }

  /* The default of every parameter, canonical. */
  Point initial() const {
    Point point;
    point.reserve(size());
    for (std::size_t i = 0; i < size(); ++i) point.push_back((*this)[i].initial());
    canonicalise(point);
    return point;
  }

  bool canonicalise(Span<ag_value> point) const {
    check_size(point.size());
    return feasible(space_->canonicalise(space_, point.data()), "canonicalise");
  }

  bool sample(std::uint64_t seed, std::uint64_t index, Span<ag_value> point) const {
    check_size(point.size());
    return feasible(space_->sample(space_, seed, index, point.data()), "sample");
  }

  bool neighbour(std::uint64_t seed, std::uint64_t index, Values from, Span<ag_value> to) const {
    check_size(from.size());
    check_size(to.size());
    return feasible(space_->neighbour(space_, seed, index, from.data(), to.data()), "neighbour");
  }

  void encode(Values point, Span<double> unit) const {
    check_size(point.size());
    check_size(unit.size());
    space_->encode(space_, point.data(), unit.data());
  }

  bool decode(Span<const double> unit, Span<ag_value> point) const {
    check_size(unit.size());
    check_size(point.size());
    return feasible(space_->decode(space_, unit.data(), point.data()), "decode");
  }

  void to_indices(Values point, Span<std::uint64_t> indices) const {
    check_size(point.size());
    check_size(indices.size());
    space_->to_indices(space_, point.data(), indices.data());
  }

  bool from_indices(Span<const std::uint64_t> indices, Span<ag_value> point) const {
    check_size(indices.size());
    check_size(point.size());
    return feasible(space_->from_indices(space_, indices.data(), point.data()), "from_indices");
  }

  const ag_space* table() const { return space_; }

 private:
  void check_size(std::size_t given) const {
    if (given == size()) return;
    throw std::length_error("the space has " + std::to_string(size()) +
                            " parameters, but the plugin passed an array of " +
                            std::to_string(given));
  }

  static bool feasible(ag_status status, const char* operation) {
    if (status == AG_OK) return true;
    if (status == AG_INFEASIBLE) return false;
    throw InvalidArgument(std::string("space.") + operation +
                          ": a value has the wrong kind or is out of range");
  }

  const ag_space* space_;
};

}  // namespace archgym

#endif
