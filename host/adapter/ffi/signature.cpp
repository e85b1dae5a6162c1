#include "adapter/ffi/signature.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/number.hpp"
#include "base/suggest.hpp"
#include "json/member.hpp"

namespace archgym::host::ffi {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> k_passes{"value", "in", "out", "in_out"};

// The type or the struct of an argument or a return value, and its size for so many elements.
Result<Argument> read_shape(const json::object& declared, std::size_t count,
                            const Structs& structs) {
  Argument argument;
  if (declared.contains("type") == declared.contains("struct")) {
    return bad_input("expected either 'type' or 'struct'");
  }
  if (declared.contains("type")) {
    const Scalar type = scalar_named(text_at(declared, "type"));
    argument.cells.push_back({"", type, 0, count});
    argument.size = size_of(type) * count;
    return argument;
  }
  const std::string name = text_at(declared, "struct");
  const auto found = structs.find(name);
  if (found == structs.end()) {
    std::vector<std::string> known;
    for (const auto& [each, structure] : structs) known.push_back(each);
    return bad_input("there is no struct '" + name + "'" + suggestion(name, known));
  }
  if (count != 1) return bad_input("arrays of structs are not supported");
  argument.structure = found->second;
  argument.cells = argument.structure->cells;
  argument.size = argument.structure->type.size;
  return argument;
}

class ArgumentReader {
 public:
  ArgumentReader(const json::object& declared, const Structs& structs, const Context& context)
      : declared_(declared), structs_(structs), context_(context) {}

  Result<Argument> read() {
    const json::array& elements = list_at(declared_, "elements");
    const auto count =
        number_at<std::size_t>(declared_, "count", std::max<std::size_t>(1, elements.size()));
    auto shape = read_shape(declared_, count, structs_);
    if (!shape) return shape;
    argument_ = std::move(*shape);
    argument_.name = text_at(declared_, "name");
    argument_.workload_data = text_at(declared_, "workload_data");
    const std::string pass = text_at(declared_, "pass");
    if (!pass.empty()) {
      argument_.pass = static_cast<Pass>(std::ranges::find(k_passes, pass) - k_passes.begin());
    }
    if (auto sensible = check_pass(); !sensible) return tl::unexpected(sensible.error());
    if (auto read = read_sources(); !read) return tl::unexpected(read.error());
    return std::move(argument_);
  }

 private:
  Result<void> check_pass() const {
    const Cell& first = argument_.cells[0];
    const bool scalar = !argument_.structure;
    if (argument_.pass == Pass::value && first.count != 1 && scalar) {
      return bad_input("an array is passed as a pointer: \"pass\" is in, out or in_out");
    }
    if (scalar && is_pointer(first.type) && argument_.pass != Pass::value &&
        (context_.evaluation || argument_.pass != Pass::out || first.type == Scalar::text)) {
      return bad_input("a pointer to a " + std::string(name_of(first.type)) + " is not supported");
    }
    if (argument_.workload_data.empty()) return {};
    if (argument_.pass != Pass::in || !scalar || first.count != 1 || !context_.evaluation) {
      return bad_input("'workload_data' is an array of the evaluation with \"pass\": \"in\"");
    }
    if (!context_.has_workloads) return bad_input("the manifest declares no workloads");
    return {};
  }

  Result<void> read_sources() {
    if (argument_.structure) return read_fields();
    auto given = read_values(declared_, argument_.cells[0], argument_.name);
    if (!given) return tl::unexpected(given.error());
    const bool has_source = *given || !argument_.workload_data.empty();
    if (*given && !argument_.workload_data.empty()) {
      return bad_input("'workload_data' is the whole array; there is another source besides");
    }
    if (has_source == (argument_.pass != Pass::out)) return {};
    if (has_source) return bad_input("\"pass\": \"out\" has no value to pass: in_out has");
    return bad_input(
        "expected where its value comes from: parameter, constant, config, expression, seed, "
        "workload, handle, count_of, elements or workload_data");
  }

  Result<void> read_fields() {
    for (std::size_t k = 0; k < argument_.cells.size(); ++k) {
      const Cell& cell = argument_.cells[k];
      const std::string name = argument_.name + "." + cell.name;
      auto given = read_values(argument_.structure->fields[k].as_object(), cell, name);
      if (!given) return within("field '" + cell.name + "'", given.error());
    }
    if (argument_.pass == Pass::out) argument_.stores.clear();
    return {};
  }

  // The sources of the values of one cell; false when there is none.
  Result<bool> read_values(const json::object& declared, const Cell& cell,
                           const std::string& name) {
    auto single = Source::read(declared, cell.type, context_);
    if (!single) return tl::unexpected(single.error());
    const json::array& elements = list_at(declared, "elements");
    if (elements.empty() && !*single) return false;
    if (*single && (cell.count != 1 || !elements.empty())) {
      return bad_input("an array has its values in 'elements'");
    }
    if (*single) {
      add(std::move(**single), cell, 0, name);
      return true;
    }
    if (elements.size() != cell.count) {
      return bad_input("elements: expected " + std::to_string(cell.count) + ", found " +
                       std::to_string(elements.size()));
    }
    for (std::size_t k = 0; k < elements.size(); ++k) {
      const std::string place = "[" + std::to_string(k) + "]";
      auto source = Source::read(elements[k].as_object(), cell.type, context_);
      if (!source) return within("elements" + place, source.error());
      if (!*source) return bad_input("elements" + place + ": expected a source such as constant");
      add(std::move(**source), cell, k, name + place);
    }
    return true;
  }

  void add(Source source, const Cell& cell, std::size_t element, const std::string& name) {
    argument_.stores.push_back({std::move(source), cell.type,
                                cell.offset + element * size_of(cell.type),
                                "argument '" + name + "'"});
  }

  const json::object& declared_;
  const Structs& structs_;
  const Context& context_;
  Argument argument_;
};

Result<Argument> read_returned(const json::object& declared, const Structs& structs,
                               const Context& context) {
  auto returned = read_shape(declared, 1, structs);
  if (!returned) return returned;
  const Scalar type = returned->cells[0].type;
  const bool handle = !context.evaluation && type == Scalar::pointer;
  if (!returned->structure && is_pointer(type) && !handle) {
    return bad_input("a " + std::string(name_of(type)) + " has no meaning as a result");
  }
  returned->pass = Pass::out;
  returned->name = text_at(declared, "name");
  if (returned->name.empty()) returned->name = "result";
  return returned;
}

Result<void> check_names(const Signature& signature) {
  std::vector<std::string> names = signature.names();
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice == names.end()) return {};
  return bad_input("two arguments or results are called '" + *twice + "'");
}

Result<void> resolve_counts(Signature& signature) {
  const std::vector<std::string> names = signature.names();
  for (Argument& argument : signature.arguments) {
    for (Store& store : argument.stores) {
      if (!store.source.counts()) continue;
      const std::string& counted = store.source.counted();
      const auto found = std::find(names.begin(), names.end(), counted);
      const auto place = static_cast<std::size_t>(found - names.begin());
      if (place >= signature.arguments.size()) {
        return bad_input(store.where + ": count_of: there is no argument '" + counted + "'" +
                         suggestion(counted, names));
      }
      store.source.set_counted(place);
    }
  }
  return {};
}

// "name[3]" in its parts; the index is 0 without brackets.
struct Indexed {
  std::string_view name;
  std::size_t index = 0;
};

Result<Indexed> parse_indexed(std::string_view text) {
  const auto bracket = text.find('[');
  if (bracket == std::string_view::npos) return Indexed{text};
  if (text.back() != ']')
    return bad_input("expected ']' at the end of '" + std::string(text) + "'");
  const auto index = parse_unsigned(text.substr(bracket + 1, text.size() - bracket - 2));
  if (!index) return tl::unexpected(index.error());
  return Indexed{text.substr(0, bracket), *index};
}

Result<Place> place_in(const Argument& argument, std::size_t position, std::string_view field,
                       std::size_t index) {
  std::vector<std::string> known;
  for (const Cell& cell : argument.cells) known.push_back(cell.name);
  const auto found = std::find(known.begin(), known.end(), field);
  if (found == known.end()) {
    if (!argument.structure) return bad_input("'" + argument.name + "' has no fields");
    return bad_input("the struct of '" + argument.name + "' has no field '" + std::string(field) +
                     "'" + suggestion(field, known));
  }
  const Cell& cell = argument.cells[static_cast<std::size_t>(found - known.begin())];
  if (is_pointer(cell.type)) return bad_input("a pointer is no number");
  if (index >= cell.count) {
    return bad_input("there are " + std::to_string(cell.count) + " elements, so [" +
                     std::to_string(index) + "] is none of them");
  }
  return Place{position, cell.type, cell.offset + index * size_of(cell.type)};
}

}  // namespace

bool Argument::is_number() const {
  return !structure && workload_data.empty() && cells[0].count == 1 && !is_pointer(cells[0].type);
}

std::vector<std::string> Signature::names() const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < size(); ++i) all.push_back((*this)[i].name);
  return all;
}

Result<Signature> read_signature(const json::object& declared, const Structs& structs,
                                 const Context& context) {
  Signature signature;
  signature.name = text_at(declared, "name");
  const json::array& arguments = list_at(declared, "arguments");
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const json::object& object = arguments[i].as_object();
    auto argument = ArgumentReader(object, structs, context).read();
    if (!argument) {
      return within("arguments[" + std::to_string(i) + "] '" + text_at(object, "name") + "'",
                    argument.error());
    }
    signature.arguments.push_back(std::move(*argument));
  }
  if (declared.contains("returns")) {
    auto returned = read_returned(object_at(declared, "returns"), structs, context);
    if (!returned) return within("returns", returned.error());
    signature.returned = std::move(*returned);
  }
  if (auto unique = check_names(signature); !unique) return tl::unexpected(unique.error());
  if (auto resolved = resolve_counts(signature); !resolved) return tl::unexpected(resolved.error());
  return signature;
}

Result<Place> parse_place(std::string_view text, const Signature& signature) {
  const auto dot = text.find('.');
  const bool field = dot != std::string_view::npos;
  auto first = parse_indexed(text.substr(0, dot));
  if (!first) return tl::unexpected(first.error());
  auto second = parse_indexed(field ? text.substr(dot + 1) : std::string_view());
  if (!second) return tl::unexpected(second.error());
  const std::vector<std::string> names = signature.names();
  const auto found = std::find(names.begin(), names.end(), first->name);
  if (found == names.end()) {
    return bad_input("there is no argument or result '" + std::string(first->name) + "'" +
                     suggestion(first->name, names));
  }
  const auto position = static_cast<std::size_t>(found - names.begin());
  const Argument& argument = signature[position];
  if (!argument.workload_data.empty()) return bad_input("'" + argument.name + "' is only read");
  if (field && first->index != 0) return bad_input("arrays of structs are not supported");
  return place_in(argument, position, second->name, field ? second->index : first->index);
}

}  // namespace archgym::host::ffi
