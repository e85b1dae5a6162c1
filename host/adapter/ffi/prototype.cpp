#include "adapter/ffi/prototype.hpp"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <unistd.h>

#include <optional>
#include <string>

namespace archgym::host::ffi {
namespace {

class DebugInformation {
 public:
  explicit DebugInformation(const std::filesystem::path& file)
      : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)),
        dwarf_(descriptor_ < 0 ? nullptr : dwarf_begin(descriptor_, DWARF_C_READ)) {}
  DebugInformation(const DebugInformation&) = delete;
  DebugInformation& operator=(const DebugInformation&) = delete;
  ~DebugInformation() {
    if (dwarf_) dwarf_end(dwarf_);
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  // The definition of an external function.
  std::optional<Dwarf_Die> function(const std::string& name) const {
    Dwarf_CU* unit = nullptr;
    Dwarf_Die top;
    while (dwarf_ && dwarf_get_units(dwarf_, unit, &unit, nullptr, nullptr, &top, nullptr) == 0) {
      Dwarf_Die child;
      if (dwarf_child(&top, &child) != 0) continue;
      do {
        if (defines(child, name)) return child;
      } while (dwarf_siblingof(&child, &child) == 0);
    }
    return std::nullopt;
  }

 private:
  static bool defines(Dwarf_Die& die, const std::string& name) {
    const char* found = dwarf_diename(&die);
    return dwarf_tag(&die) == DW_TAG_subprogram && found && name == found &&
           dwarf_hasattr_integrate(&die, DW_AT_external) && !dwarf_hasattr(&die, DW_AT_declaration);
  }

  int descriptor_;
  Dwarf* dwarf_;
};

// What a type is without its names and qualifiers; nothing: void.
std::optional<Dwarf_Die> type_of(Dwarf_Die& die) {
  Dwarf_Attribute attribute;
  Dwarf_Die type;
  if (!dwarf_formref_die(dwarf_attr_integrate(&die, DW_AT_type, &attribute), &type)) {
    return std::nullopt;
  }
  Dwarf_Die peeled;
  if (dwarf_peel_type(&type, &peeled) != 0) return std::nullopt;
  return peeled;
}

enum class Form { nothing, integer, real, pointer, aggregate };

struct Type {
  Form form = Form::nothing;
  std::size_t size = 0;
  std::string text = "void";
  std::optional<Dwarf_Die> die;
};

Form form_of(Dwarf_Die& die) {
  switch (dwarf_tag(&die)) {
    case DW_TAG_pointer_type:
      return Form::pointer;
    case DW_TAG_enumeration_type:
      return Form::integer;
    case DW_TAG_base_type: {
      Dwarf_Attribute attribute;
      Dwarf_Word encoding = 0;
      dwarf_formudata(dwarf_attr(&die, DW_AT_encoding, &attribute), &encoding);
      return encoding == DW_ATE_float ? Form::real : Form::integer;
    }
    default:
      return Form::aggregate;
  }
}

Type describe(std::optional<Dwarf_Die> die) {
  if (!die) return {};
  Type type{form_of(*die), 0, "", die};
  Dwarf_Word size = 0;
  dwarf_aggregate_size(&*die, &size);
  type.size = type.form == Form::pointer ? sizeof(void*) : static_cast<std::size_t>(size);
  const char* name = dwarf_diename(&*die);
  if (type.form == Form::pointer) {
    type.text = describe(type_of(*die)).text + "*";
  } else {
    type.text = (dwarf_tag(&*die) == DW_TAG_structure_type ? "struct " : "") +
                std::string(name ? name : "without a name");
  }
  return type;
}

Type declared_value(const Argument& argument) {
  if (argument.structure) return {Form::aggregate, argument.size, "a struct", {}};
  const Scalar scalar = argument.cells[0].type;
  const Form form = is_pointer(scalar) ? Form::pointer
                    : is_real(scalar)  ? Form::real
                                       : Form::integer;
  return {form, size_of(scalar), std::string(name_of(scalar)), {}};
}

std::string sized(const Type& type) {
  return type.text + " of " + std::to_string(type.size) + " bytes";
}

bool same(const Type& a, const Type& b) {
  return a.form == b.form && a.size == b.size;
}

// Both are what a pointer leads to. Anything may be behind void* and char*.
bool may_lead_to(const Type& found, const Argument& argument) {
  if (found.form == Form::nothing || found.form == Form::pointer || found.size == 0) return true;
  if (found.form == Form::integer && found.size == 1) return true;
  // A struct may be described as an array of its one type.
  if (found.form == Form::aggregate) {
    return argument.size == found.size || (!argument.structure && argument.size % found.size == 0);
  }
  const Type declared = declared_value(argument);
  return argument.structure ? argument.size % found.size == 0 : same(found, declared);
}

Result<void> check_argument(Dwarf_Die& die, const Argument& argument) {
  Type found = describe(type_of(die));
  Type declared = declared_value(argument);
  if (argument.pass == Pass::value) {
    if (same(found, declared)) return {};
    return bad_input("is " + sized(found) + ", and the descriptor says " + sized(declared));
  }
  if (found.form != Form::pointer) {
    return bad_input("is " + sized(found) + ", and the descriptor passes a pointer");
  }
  found = describe(type_of(*found.die));
  if (argument.workload_data.empty() ? may_lead_to(found, argument)
                                     : found.size <= 1 || found.size == declared.size) {
    return {};
  }
  declared.size = argument.structure ? argument.size : declared.size;
  return bad_input("points to " + sized(found) + ", and the descriptor says " + sized(declared));
}

std::string count_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

Result<void> check_arguments(Dwarf_Die& function, const Signature& signature) {
  Dwarf_Die child;
  std::size_t count = 0;
  const bool has_children = dwarf_child(&function, &child) == 0;
  for (bool more = has_children; more; more = dwarf_siblingof(&child, &child) == 0) {
    if (dwarf_tag(&child) == DW_TAG_unspecified_parameters) {
      return bad_input("it takes a variable number of arguments, which is not supported");
    }
    if (dwarf_tag(&child) != DW_TAG_formal_parameter) continue;
    if (count < signature.arguments.size()) {
      const Argument& argument = signature.arguments[count];
      if (auto fits = check_argument(child, argument); !fits) {
        const char* name = dwarf_diename(&child);
        return bad_input("argument '" + argument.name + "'" +
                         (name && name != argument.name ? " ('" + std::string(name) + "')" : "") +
                         " " + fits.error().message);
      }
    }
    ++count;
  }
  if (count == signature.arguments.size()) return {};
  return bad_input("it has " + count_text(count) + ", and the descriptor has " +
                   std::to_string(signature.arguments.size()));
}

// A result that the descriptor leaves alone does no harm, unless it is a struct.
Result<void> check_returned(Dwarf_Die& function, const Signature& signature) {
  const Type found = describe(type_of(function));
  if (!signature.returned) {
    if (found.form != Form::aggregate) return {};
    return bad_input("it returns " + sized(found) + ", and the descriptor nothing");
  }
  const Type declared = declared_value(*signature.returned);
  if (same(found, declared)) return {};
  return bad_input("it returns " + (found.form == Form::nothing ? "nothing" : sized(found)) +
                   ", and the descriptor says " + sized(declared));
}

}  // namespace

Result<Prototype> check_prototype(const std::filesystem::path& library,
                                  const Signature& signature) {
  const DebugInformation information(library);
  auto function = information.function(signature.name);
  if (!function) return Prototype::unknown;
  auto fits = check_arguments(*function, signature);
  if (fits) fits = check_returned(*function, signature);
  if (fits) return Prototype::matches;
  return bad_input(signature.name + "() is not what the descriptor says: " + fits.error().message +
                   " (debug information of " + library.string() + ")");
}

}  // namespace archgym::host::ffi
