#include "adapter/process/extractor.hpp"

#include <re2/re2.h>

#include "base/number.hpp"
#include "base/text.hpp"
#include "json/member.hpp"

namespace archgym::host {

Result<std::unique_ptr<Extractor>> make_extractor(const boost::json::object& declared) {
  std::string source = text_at(declared, "from");
  if (source.empty()) source = "stdout";
  if (auto inside = check_inside(source); !inside) return within("from", inside.error());
  if (declared.contains("pattern")) return pattern_extractor(source, text_at(declared, "pattern"));
  if (declared.contains("key")) return key_extractor(source, text_at(declared, "key"));
  if (declared.contains("csv")) return csv_extractor(source, object_at(declared, "csv"));
  if (declared.contains("xpath")) return xml_extractor(source, text_at(declared, "xpath"));
  if (declared.contains("sqlite")) return sqlite_extractor(source, text_at(declared, "sqlite"));
  return json_extractor(source, text_at(declared, "json_pointer"));
}

Found split_unit(std::string_view text, std::string context) {
  text = trim(text);
  const std::size_t end = text.find_first_of(" \t");
  if (end == std::string_view::npos) return {std::string(text), "", std::move(context)};
  return {std::string(text.substr(0, end)), std::string(trim(text.substr(end))),
          std::move(context)};
}

Result<double> parse_printed(std::string_view text) {
  static const re2::RE2 grouped("[-+]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?");
  std::string digits(trim(text));
  if (re2::RE2::FullMatch(digits, grouped)) std::erase(digits, ',');
  if (digits.starts_with('+')) digits.erase(0, 1);
  return parse_real(digits);
}

}  // namespace archgym::host
