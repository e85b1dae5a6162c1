#include "run/settle.hpp"

#include "base/text.hpp"
#include "json/member.hpp"
#include "plugin/declared_space.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

const json::object* parameter_named(const json::array& parameters, std::string_view name) {
  for (const json::value& each : parameters) {
    if (text_at(each.as_object(), "name") == name) return &each.as_object();
  }
  return nullptr;
}

}  // namespace

Result<void> settle(Manifest& environment, const json::object& config, const std::string& workload,
                    const SpaceSource& source) {
  if (!environment.space_depends_on.empty()) {
    if (!source) {
      return failure("environment '" + environment.name + "': its space depends on the " +
                     join(environment.space_depends_on, " and the ") +
                     ", and it is not asked here");
    }
    auto declared = source(environment, config, workload);
    if (!declared) return tl::unexpected(declared.error());
    environment.declared = std::move(*declared);
  }
  if (auto settled = settle_space(environment, config, workload); !settled) {
    return within("environment '" + environment.name + "'", settled.error());
  }
  return {};
}

std::string difference_of_spaces(const json::object& before, const json::object& now) {
  const json::array& old_parameters = list_at(before, "parameters");
  const json::array& parameters = list_at(now, "parameters");
  for (const json::value& each : parameters) {
    const std::string name = text_at(each.as_object(), "name");
    const json::object* old = parameter_named(old_parameters, name);
    if (!old) return "parameter '" + name + "' is new";
    if (*old != each.as_object()) return "parameter '" + name + "' is declared otherwise";
  }
  for (const json::value& each : old_parameters) {
    const std::string name = text_at(each.as_object(), "name");
    if (!parameter_named(parameters, name)) return "parameter '" + name + "' is gone";
  }
  if (old_parameters != parameters) return "the parameters are in another order";
  return "its constraints or named parts are others";
}

}  // namespace archgym::host
