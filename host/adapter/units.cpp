#include "adapter/units.hpp"

#include <udunits2.h>

#include <memory>
#include <mutex>

#include "base/text.hpp"

namespace archgym::host {
namespace {

struct Free {
  void operator()(ut_unit* unit) const { ut_free(unit); }
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using Unit = std::unique_ptr<ut_unit, Free>;
using Converter = std::unique_ptr<cv_converter, Free>;

// UDUNITS has the units of the SI; a bit is a pure number there, and "B" the bel.
void add_information(ut_system* system) {
  const Unit bit(ut_new_base_unit(system));
  for (const char* name : {"bit", "bits"}) {
    ut_unmap_name_to_unit(system, name, UT_ASCII);
    ut_map_name_to_unit(name, UT_ASCII, bit.get());
  }
  const Unit byte(ut_scale(8, bit.get()));
  for (const char* name : {"byte", "bytes", "Byte", "Bytes"}) {
    ut_map_name_to_unit(name, UT_ASCII, byte.get());
  }
  ut_unmap_symbol_to_unit(system, "B", UT_ASCII);
  ut_map_symbol_to_unit("B", UT_ASCII, byte.get());
  double power = 1024;
  for (const char* prefix : {"Ki", "Mi", "Gi", "Ti"}) {
    ut_add_symbol_prefix(system, prefix, power);
    power *= 1024;
  }
}

// The library keeps its state in globals.
std::mutex& library_lock() {
  static std::mutex mutex;
  return mutex;
}

ut_system* units() {
  static ut_system* const system = [] {
    ut_set_error_message_handler(ut_ignore);
    ut_system* read = ut_read_xml(nullptr);
    if (read) add_information(read);
    return read;
  }();
  return system;
}

std::string_view spelled(std::string_view text) {
  const std::string_view trimmed = trim(text);
  return trimmed.empty() ? "1" : trimmed;
}

Unit parse_unit(std::string_view text) {
  if (!units() || text.size() > 100) return nullptr;
  return Unit(ut_parse(units(), std::string(text).c_str(), UT_UTF8));
}

tl::unexpected<Error> unknown(std::string_view text) {
  if (!units()) return failure("the units of UDUNITS-2 cannot be read (package libudunits2-data)");
  std::string message = "unknown unit '" + std::string(text) + "'";
  if (text.size() == 2 && text[1] == 'B' && text[0] == 'K') {
    message += "; expected kB (1000 bytes) or KiB (1024 bytes)";
  } else {
    message += "; expected one such as ns, GHz, mW, pJ, mm^2 or KiB";
  }
  return bad_input(std::move(message));
}

}  // namespace

Result<UnitConversion> unit_conversion(std::string_view from, std::string_view to) {
  from = spelled(from);
  to = spelled(to);
  if (from == to) return UnitConversion{};
  const std::scoped_lock lock(library_lock());
  const Unit source = parse_unit(from);
  if (!source) return unknown(from);
  const Unit target = parse_unit(to);
  if (!target) return unknown(to);
  const Converter converter(ut_get_converter(source.get(), target.get()));
  if (!converter) {
    return bad_input("a value in '" + std::string(from) + "' cannot be converted to '" +
                     std::string(to) + "': they measure different things");
  }
  const double offset = cv_convert_double(converter.get(), 0);
  return UnitConversion{cv_convert_double(converter.get(), 1) - offset, offset};
}

}  // namespace archgym::host
