#include "adapter/ffi/plan.hpp"

#include <utility>

#include "json/member.hpp"
#include "json/schemas.hpp"

namespace archgym::host::ffi {
namespace {

namespace json = boost::json;

Context context_of(const Manifest& manifest, const json::object& config) {
  Context context{manifest.space, {}, config};
  context.has_workloads = !manifest.workloads.empty() || manifest.workload_file;
  for (const Parameter& each : manifest.space->parameters()) {
    context.variables.push_back(variable_of(each));
  }
  return context;
}

Result<void> read_init(const json::object& descriptor, const Structs& structs, Plan& plan) {
  const json::object& declared = object_at(descriptor, "init");
  Context context = plan.context;
  context.evaluation = false;
  auto signature = read_signature(declared, structs, context);
  if (!signature) return tl::unexpected(signature.error());
  auto ok = Results::read_ok(declared, *signature);
  if (!ok) return tl::unexpected(ok.error());
  plan.init = std::move(*signature);
  plan.init_ok = std::move(*ok);
  return {};
}

Result<Plan> read_valid(const Manifest& manifest, const json::object& config) {
  const json::object& descriptor = manifest.descriptor;
  auto structs = read_structs(object_at(descriptor, "structs"));
  if (!structs) return tl::unexpected(structs.error());
  Plan plan;
  plan.context = context_of(manifest, config);
  plan.destroy = text_at(descriptor, "destroy");
  auto function = read_signature(object_at(descriptor, "function"), *structs, plan.context);
  if (!function) return within("function", function.error());
  plan.function = std::move(*function);
  auto results = Results::read(descriptor, manifest, plan.function, plan.context);
  if (!results) return tl::unexpected(results.error());
  plan.results = std::move(*results);
  if (!descriptor.contains("init")) return plan;
  if (auto init = read_init(descriptor, *structs, plan); !init) return within("init", init.error());
  return plan;
}

}  // namespace

Result<Plan> read_plan(const Manifest& manifest, const json::object& config) {
  const std::string where = manifest.path.string();
  if (auto valid = ffi_schema().validate(manifest.descriptor, where + ": ffi"); !valid) {
    return tl::unexpected(valid.error());
  }
  auto plan = read_valid(manifest, config);
  if (!plan) return within(where + ": ffi", plan.error());
  return plan;
}

}  // namespace archgym::host::ffi
