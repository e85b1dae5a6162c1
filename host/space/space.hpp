// A parameter space from a manifest: validate, canonicalise, count, sample, encode.
//
// A point is a span of ag_value in manifest order. Immutable after construction and therefore safe
// to use from any thread. The functions on points do not allocate, except that neighbour() keeps a
// buffer per thread.
#pragma once

#include <archgym/space.h>

#include <boost/json.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "space/parameter.hpp"

namespace archgym::host {

using Point = std::vector<ag_value>;

struct Constraint {
  Expression require;
  std::string text;    // the expression as written
  std::string reason;  // why points that break it make no sense
};

// How many designs a space has, at full fidelity.
struct Cardinality {
  bool finite = true;  // false with a real or text parameter that is not fixed: no counts then
  boost::multiprecision::cpp_int designs;  // product over all parameters (fixed ones count once)
  // Distinct canonical designs that satisfy every constraint. Exact when `canonical_exact`,
  // otherwise an upper bound (too many combinations to enumerate a group of linked parameters).
  boost::multiprecision::cpp_int canonical;
  bool canonical_exact = true;
};

// A handle: copies share one immutable space, and everything lent by it (references, the table,
// texts) lives until the last copy is gone.
class Space {
 public:
  // From a manifest's `parameters` (or `hyperparameters`) and `constraints` that are valid against
  // the schema. Checks what the schema cannot: unique names, defaults in range, bounds in order,
  // known names and types in expressions, no cycles between conditions, a default design that meets
  // the constraints. `where`, when given, names the file in front of messages.
  static Result<Space> from_json(const boost::json::array& parameters,
                                 const boost::json::array& constraints);
  static Result<Space> from_json(const boost::json::array& parameters,
                                 const boost::json::array& constraints, std::string_view where);

  // The space that lent this table, which must be one that table() returned. Borrows it.
  static Space of(const ag_space& table);

  std::size_t size() const { return parameters().size(); }
  const Parameter& operator[](std::size_t i) const { return parameters()[i]; }
  const std::vector<Parameter>& parameters() const;
  const std::vector<Constraint>& constraints() const;
  std::optional<std::size_t> find(std::string_view name) const;

  // The default design, canonical.
  Point initial() const;

  // One value from text ("8", "true", "FrFcfs", "[\"a\",\"b\"]" or "a,b" for permutations) or JSON.
  // The error names the parameter, what was given, what is allowed and the nearest label. Texts
  // are kept by the space: the value that is returned lives as long as it.
  Result<ag_value> parse_value(std::size_t parameter, std::string_view text) const;
  Result<ag_value> parse_value(std::size_t parameter, const boost::json::value& json) const;
  // A canonical point from named values; what is not named has its default. An unknown name, a bad
  // value, a value given to an inactive parameter or another one than fixed is an error; null is
  // right for inactive parameters only. Constraints are not checked here.
  Result<Point> parse(const boost::json::object& values) const;

  // The value as JSON (label, number, bool, list of items; null when inactive), and as text that
  // parse_value() reads ("" when inactive). `value` must be valid for the parameter.
  boost::json::value to_json(std::size_t parameter, const ag_value& value) const;
  boost::json::object to_json(std::span<const ag_value> point) const;
  std::string to_text(std::size_t parameter, const ag_value& value) const;

  // What a parameter may be, in words: "an integer from 1 to 128", "one of Open, Closed".
  std::string allowed_text(std::size_t parameter) const;

  // The same parameters under these constraints, declared as for from_json(), in place of any that
  // there are. The default design may break one.
  Result<Space> with_constraints(const boost::json::array& constraints,
                                 std::span<const Variable> constants) const;

  // The same space with one parameter held at a value: see Parameter::fixed.
  Result<Space> fix(std::size_t parameter, const ag_value& value) const;

  // The same space, one parameter of which sets the fidelity of an evaluation (see ag_parameter).
  // The error says why this parameter cannot.
  Result<Space> with_fidelity(std::size_t parameter) const;
  // That parameter while it can vary; absent when there is none or it is fixed.
  std::optional<std::size_t> fidelity_parameter() const;
  // The same space with that parameter fixed at its full value.
  Space at_full_fidelity() const;
  // Of an evaluation of the point, as ag_trial tells it: in (0,1], 1 is the full simulation.
  double fidelity(std::span<const ag_value> point) const;

  // A part of this space, as a manifest declares it: `searched` has a member for every parameter
  // that is searched, an object with `minimum` and `maximum` (integer, real), `values` (integer,
  // ordinal, categorical) and `default`, all optional; the other parameters are fixed at their
  // defaults, except the one that sets the fidelity: it says how designs are evaluated, not which.
  // An integer with values becomes an ordinal. Values keep their meaning: a point of the
  // part is a point of the whole. The error names the parameter.
  Result<Space> narrow(const boost::json::object& searched) const;

  // The semantics of the following are documented at ag_space; spans must have size() elements.
  // Beyond that: an active parameter with AG_KIND_NONE (or a NaN coordinate, or index UINT64_MAX)
  // gets its default, so that a point which mixes two others is complete. Coordinates outside
  // [0,1] count as the nearer end. With Scale::log an integer v owns the cell [v, v + step) of the
  // logarithmic axis. decode(encode(x)) is exact for discrete parameters of up to 2^50 values and
  // within rounding for reals.
  ag_status canonicalise(std::span<ag_value> point) const;
  ag_status sample(std::uint64_t seed, std::uint64_t index, std::span<ag_value> point) const;
  ag_status neighbour(std::uint64_t seed, std::uint64_t index, std::span<const ag_value> from,
                      std::span<ag_value> to) const;
  void encode(std::span<const ag_value> point, std::span<double> unit) const;
  ag_status decode(std::span<const double> unit, std::span<ag_value> point) const;
  void to_indices(std::span<const ag_value> point, std::span<std::uint64_t> indices) const;
  ag_status from_indices(std::span<const std::uint64_t> indices, std::span<ag_value> point) const;

  // The first constraint that a canonical point breaks, or nullptr. A constraint that mentions an
  // inactive parameter holds.
  const Constraint* broken(std::span<const ag_value> point) const;

  // Number of values of one parameter; 0 for reals and texts. Fixed parameters keep their number.
  std::uint64_t choices(std::size_t parameter) const;
  Cardinality cardinality() const;

  // The space as the C table for agents and models. Lives as long as this space or a copy of it.
  // Spaces with text parameters, which are never searched, have no use for it.
  const ag_space& table() const;

 private:
  struct Data;
  explicit Space(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  static Result<std::shared_ptr<const Data>> build(std::vector<Parameter> parameters,
                                                   std::vector<Constraint> constraints);

  std::shared_ptr<const Data> data_;
};

}  // namespace archgym::host
