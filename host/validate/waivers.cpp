#include "validate/waivers.hpp"

#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"
#include "validate/rules.hpp"

namespace archgym::host {

Result<Waivers> Waivers::read(const std::filesystem::path& file) {
  auto document = read_file(file);
  if (!document) return tl::unexpected(document.error());
  const std::string where = file.string();
  if (auto valid = waivers_schema().validate(*document, where); !valid) {
    return tl::unexpected(valid.error());
  }
  Waivers waivers;
  for (const auto& entry : document->at("waivers").as_array()) {
    const auto text = [&](const char* key) { return text_at(entry.as_object(), key); };
    auto rule = rule_named(text("rule"));
    if (!rule) return within(where, rule.error());
    waivers.waivers_.push_back({text("rule"), text("plugin"), text("reason")});
  }
  return waivers;
}

const Waiver* Waivers::find(std::string_view rule, std::string_view plugin) const {
  for (const Waiver& waiver : waivers_) {
    if (waiver.rule == rule && waiver.plugin == plugin) return &waiver;
  }
  return nullptr;
}

}  // namespace archgym::host
