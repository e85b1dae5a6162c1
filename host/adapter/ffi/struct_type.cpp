#include "adapter/ffi/struct_type.hpp"

#include <utility>

#include "json/member.hpp"

namespace archgym::host::ffi {
namespace {

namespace json = boost::json;

// libffi has no arrays: every element is an element of the struct.
constexpr std::size_t k_most_elements = 65536;

Result<std::shared_ptr<StructType>> read_struct(const json::object& declared) {
  auto made = std::make_shared<StructType>();
  made->fields = list_at(declared, "fields");
  for (const json::value& value : made->fields) {
    const json::object& field = value.as_object();
    Cell cell{text_at(field, "name"), scalar_named(text_at(field, "type")), 0,
              number_at<std::size_t>(field, "count", 1)};
    for (const Cell& other : made->cells) {
      if (other.name == cell.name) return bad_input("field '" + cell.name + "' is declared twice");
    }
    if (made->elements.size() + cell.count > k_most_elements) {
      return bad_input("field '" + cell.name + "': a struct has at most " +
                       std::to_string(k_most_elements) + " values");
    }
    made->elements.insert(made->elements.end(), cell.count, ffi_type_of(cell.type));
    made->cells.push_back(std::move(cell));
  }
  made->elements.push_back(nullptr);
  made->type.type = FFI_TYPE_STRUCT;
  made->type.elements = made->elements.data();
  std::vector<std::size_t> offsets(made->elements.size());
  if (ffi_get_struct_offsets(FFI_DEFAULT_ABI, &made->type, offsets.data()) != FFI_OK) {
    return bad_input("libffi cannot lay out this struct");
  }
  std::size_t element = 0;
  for (Cell& cell : made->cells) {
    cell.offset = offsets[element];
    element += cell.count;
  }
  return made;
}

}  // namespace

Result<Structs> read_structs(const json::object& declared) {
  Structs structs;
  for (const auto& [name, value] : declared) {
    auto made = read_struct(value.as_object());
    if (!made) return within("structs." + std::string(name), made.error());
    structs.emplace(name, std::move(*made));
  }
  return structs;
}

}  // namespace archgym::host::ffi
