#include "json/detail.hpp"

#include "json/json.hpp"

namespace archgym::host {

boost::json::value detail_to_json(std::string_view text) {
  if (text.empty()) return nullptr;
  auto document = parse(text, "detail");
  return document ? std::move(*document) : boost::json::value(boost::json::string(text));
}

}  // namespace archgym::host
