// The structs of a descriptor, laid out by libffi's rules, which are those of the platform's C.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapter/ffi/scalar.hpp"
#include "base/result.hpp"

namespace archgym::host::ffi {

// Values of one type, one behind the other: a scalar, an array or a field.
struct Cell {
  std::string name;  // of the field; "" outside of structs
  Scalar type{};
  std::size_t offset = 0;
  std::size_t count = 1;
};

struct StructType {
  std::vector<Cell> cells;
  boost::json::array fields;        // as declared, parallel to `cells`
  std::vector<ffi_type*> elements;  // what `type` refers to
  ffi_type type{};
};

// A type does not move: libffi keeps pointers to it.
using Structs = std::map<std::string, std::shared_ptr<StructType>, std::less<>>;

// From the member `structs` of a descriptor.
Result<Structs> read_structs(const boost::json::object& declared);

}  // namespace archgym::host::ffi
