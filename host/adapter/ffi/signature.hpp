// A C function as a descriptor declares it: its arguments and what it returns.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/ffi/source.hpp"
#include "adapter/ffi/struct_type.hpp"

namespace archgym::host::ffi {

enum class Pass { value, in, out, in_out };

// A value that is put into an argument before a call.
struct Store {
  Source source;
  Scalar type{};
  std::size_t offset = 0;
  std::string where;  // "argument 'config.sets'"
};

struct Argument {
  std::string name;
  Pass pass = Pass::value;
  std::vector<Cell> cells;
  std::size_t size = 0;                   // of its memory, in bytes
  std::shared_ptr<StructType> structure;  // nullptr: scalars
  std::vector<Store> stores;
  std::string workload_data;  // directory of the files that are its content; "": none

  // The type of a value, or of what is pointed to.
  ffi_type* type() const { return structure ? &structure->type : ffi_type_of(cells[0].type); }
  // One number, which expressions can use.
  bool is_number() const;
};

struct Signature {
  std::string name;
  std::vector<Argument> arguments;
  std::optional<Argument> returned;

  // The arguments and then, where there is one, the return value.
  std::size_t size() const { return arguments.size() + (returned ? 1 : 0); }
  const Argument& operator[](std::size_t i) const {
    return i < arguments.size() ? arguments[i] : *returned;
  }
  std::vector<std::string> names() const;
};

Result<Signature> read_signature(const boost::json::object& declared, const Structs& structs,
                                 const Context& context);

// One value that a function leaves: "cycles", "counts[2]", "stats.levels[1]", "result".
struct Place {
  std::size_t argument = 0;  // of Signature
  Scalar type{};
  std::size_t offset = 0;
};

Result<Place> parse_place(std::string_view text, const Signature& signature);

}  // namespace archgym::host::ffi
