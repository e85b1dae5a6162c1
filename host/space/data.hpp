// What a Space consists of. Private to this folder.
#pragma once

#include <limits>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "space/knob.hpp"
#include "space/space.hpp"

namespace archgym::host {

struct Space::Data {
  Data(std::vector<Parameter> all_parameters, std::vector<Constraint> all_constraints);
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  std::vector<Parameter> parameters;
  std::vector<Constraint> constraints;

  std::vector<Knob> knobs;                          // of `parameters`
  std::vector<const Expression*> when, inert_when;  // of `parameters`, or nullptr
  std::vector<std::size_t> order;                   // every parameter after those it depends on
  std::unordered_map<std::string, std::size_t> by_name;
  Point initial;
  std::optional<std::size_t> fidelity;  // the parameter that sets it, unless it is fixed

  std::vector<ag_parameter> table_parameters;
  std::vector<const ag_parameter*> table_pointers;
  ag_space table{};

  // A copy of `text` that lives as long as the space; the same pointer for the same text.
  const char* keep(std::string_view text) const;

  // Parameter i under the other values of a point in which everything it depends on is canonical.
  bool active(std::size_t i, const ag_value* point) const {
    return when[i] == nullptr || is_true(*when[i], point);
  }
  bool inert(std::size_t i, const ag_value* point) const {
    return inert_when[i] != nullptr && is_true(*inert_when[i], point);
  }
  // The search may change it: active, not inert, not fixed, more than one value.
  bool live(std::size_t i, const ag_value* point) const {
    const Knob& knob = knobs[i];
    return !knob.is_fixed && knob.choices != 1 && knob.type != ParameterType::text &&
           active(i, point) && !inert(i, point);
  }

  // A constraint that mentions an inactive parameter holds.
  static bool met(const Constraint& constraint, const ag_value* point);

  // A condition on a point; inactive parameters count as values that do not exist.
  static bool is_true(const Expression& condition, const ag_value* point) {
    double used[Expression::max_names];
    const std::vector<std::size_t>& uses = condition.uses();
    for (std::size_t k = 0; k < uses.size(); ++k) used[k] = number_of(point[uses[k]]);
    return condition.evaluate_used({used, uses.size()}) == 1.0;
  }

 private:
  friend class Space;
  class Counter;
  struct Callbacks;
  void fill_table();

  mutable std::mutex texts_mutex_;
  mutable std::set<std::string, std::less<>> texts_;
};

}  // namespace archgym::host
