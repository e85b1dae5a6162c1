#include "adapter/process/arguments.hpp"

#include <utility>

#include "json/member.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

Result<void> add(std::vector<Template>& templates, std::string_view text, const Scope& scope) {
  auto parsed = Template::parse(text, scope, Format::argument);
  if (!parsed) return tl::unexpected(parsed.error());
  templates.push_back(std::move(*parsed));
  return {};
}

}  // namespace

Result<Arguments> Arguments::create(const Scope& scope, const json::array& declared) {
  Arguments all;
  for (std::size_t k = 0; k < declared.size(); ++k) {
    const std::string where = "arguments[" + std::to_string(k) + "]";
    Group group;
    std::vector<std::string> texts;
    if (declared[k].is_string()) {
      texts.emplace_back(declared[k].get_string());
    } else {
      const json::object& conditional = declared[k].as_object();
      auto when =
          Expression::parse(text_at(conditional, "when"), scope.variables(), ValueType::boolean);
      if (!when) return within(where + ".when", when.error());
      group.when = std::move(*when);
      texts = texts_at(conditional, "arguments");
    }
    for (const std::string& text : texts) {
      if (auto added = add(group.arguments, text, scope); !added) {
        return within(where, added.error());
      }
    }
    all.groups_.push_back(std::move(group));
  }
  return all;
}

Result<std::vector<std::string>> Arguments::render(const Scope& scope, const Design& design) const {
  std::vector<std::string> arguments;
  for (std::size_t k = 0; k < groups_.size(); ++k) {
    if (groups_[k].when && groups_[k].when->evaluate(design.numbers) != 1.0) continue;
    for (const Template& each : groups_[k].arguments) {
      auto text = each.render(scope, design);
      if (!text) return within("arguments[" + std::to_string(k) + "]", text.error());
      arguments.push_back(std::move(*text));
    }
  }
  return arguments;
}

Result<Variables> Variables::create(const Scope& scope, const json::object& declared) {
  Variables all;
  for (const auto& [name, text] : declared) {
    auto parsed = Template::parse(text.as_string(), scope, Format::text);
    if (!parsed) return within("environment '" + std::string(name) + "'", parsed.error());
    all.variables_.emplace_back(std::string(name), std::move(*parsed));
  }
  return all;
}

Result<std::vector<std::string>> Variables::render(const Scope& scope, const Design& design) const {
  std::vector<std::string> variables;
  for (const auto& [name, value] : variables_) {
    auto text = value.render(scope, design);
    if (!text) return within("environment '" + name + "'", text.error());
    variables.push_back(name + "=" + *text);
  }
  return variables;
}

}  // namespace archgym::host
