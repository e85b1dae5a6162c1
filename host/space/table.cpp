// The space as agents and models see it through the C ABI.
#include <cmath>
#include <limits>

#include "space/data.hpp"

namespace archgym::host {
namespace {

ag_parameter describe(const Parameter& parameter, const Knob& knob) {
  ag_parameter row{};
  row.struct_size = sizeof row;
  row.type = static_cast<std::uint32_t>(parameter.type);
  row.scale = parameter.scale == Scale::log ? AG_SCALE_LOG : AG_SCALE_LINEAR;
  row.fixed = knob.is_fixed ? 1 : 0;
  row.name = parameter.name.c_str();
  row.choices = knob.choices;
  row.items = knob.items;
  row.initial = parameter.initial;
  row.fidelity = parameter.fidelity ? 1 : 0;
  if (knob.type == ParameterType::real) {
    row.lower = knob.real_lower;
    row.upper = knob.real_upper;
  } else if (knob.type == ParameterType::ordinal) {
    row.numbers = knob.numbers;
    row.lower = parameter.numbers.front();
    row.upper = parameter.numbers.back();
  } else {
    row.lower = static_cast<double>(knob.lower);
    row.upper = static_cast<double>(knob.upper);
  }
  return row;
}

}  // namespace

struct Space::Data::Callbacks {
  // Borrows the data: whoever calls holds the space that lent the table.
  static Space space(const ag_space* table) {
    const auto* data = static_cast<const Data*>(table->ctx);
    return Space(std::shared_ptr<const Data>(std::shared_ptr<const void>(), data));
  }
  template <class T>
  static std::span<T> all(const ag_space* table, T* first) {
    return {first, static_cast<std::size_t>(table->parameter_count)};
  }

  static ag_status canonicalise(const ag_space* table, ag_value* point) {
    return space(table).canonicalise(all(table, point));
  }
  static ag_status sample(const ag_space* table, std::uint64_t seed, std::uint64_t index,
                          ag_value* point) {
    return space(table).sample(seed, index, all(table, point));
  }
  static ag_status neighbour(const ag_space* table, std::uint64_t seed, std::uint64_t index,
                             const ag_value* from, ag_value* to) {
    return space(table).neighbour(seed, index, all(table, from), all(table, to));
  }
  static void encode(const ag_space* table, const ag_value* point, double* unit) {
    space(table).encode(all(table, point), all(table, unit));
  }
  static ag_status decode(const ag_space* table, const double* unit, ag_value* point) {
    return space(table).decode(all(table, unit), all(table, point));
  }
  static void to_indices(const ag_space* table, const ag_value* point, std::uint64_t* indices) {
    space(table).to_indices(all(table, point), all(table, indices));
  }
  static ag_status from_indices(const ag_space* table, const std::uint64_t* indices,
                                ag_value* point) {
    return space(table).from_indices(all(table, indices), all(table, point));
  }
};

Space Space::of(const ag_space& table) {
  return Data::Callbacks::space(&table);
}

void Space::Data::fill_table() {
  double log10_cardinality = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    table_parameters.push_back(describe(parameters[i], knobs[i]));
    if (knobs[i].is_fixed || parameters[i].fidelity) continue;
    const double choices = knobs[i].choices == 0 ? std::numeric_limits<double>::infinity()
                                                 : static_cast<double>(knobs[i].choices);
    log10_cardinality += std::log10(choices);
  }
  for (const ag_parameter& row : table_parameters) table_pointers.push_back(&row);
  table.struct_size = sizeof table;
  table.ctx = this;
  table.parameter_count = parameters.size();
  table.parameters = table_pointers.data();
  table.log10_cardinality = log10_cardinality;
  table.canonicalise = Callbacks::canonicalise;
  table.sample = Callbacks::sample;
  table.neighbour = Callbacks::neighbour;
  table.encode = Callbacks::encode;
  table.decode = Callbacks::decode;
  table.to_indices = Callbacks::to_indices;
  table.from_indices = Callbacks::from_indices;
}

}  // namespace archgym::host
