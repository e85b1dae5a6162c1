#include "validate/library_tests.hpp"

#include <archgym/archgym.h>
#include <dlfcn.h>

#include <span>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "plugin/library.hpp"
#include "run/objective.hpp"
#include "validate/check.hpp"
#include "validate/exported_symbols.hpp"
#include "validate/process_state.hpp"

namespace archgym::host::validation {
namespace {

constexpr double k_load_seconds = 0.1;

// Rules about libraries do not concern plugins that have none.
void expect_library(Check& check) {
  if (check.manifest().adapter != Adapter::none) {
    check.skip("it has no library: an adapter of the host stands in for one");
  }
}

// The library and its table, without the checks of load_library(), whose rules come one by one.
const ag_plugin* open_library(Check& check) {
  expect_library(check);
  const std::string file = check.manifest().library.string();
  void* handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) check.fail(std::string("it cannot be loaded: ") + ::dlerror());
  const auto entry = reinterpret_cast<ag_entry_fn>(::dlsym(handle, AG_ENTRY_SYMBOL));
  if (!entry) check.fail("no symbol '" AG_ENTRY_SYMBOL "'");
  return entry();
}

const char* factory_id(PluginKind kind) {
  switch (kind) {
    case PluginKind::environment:
      return AG_ENV_ID;
    case PluginKind::agent:
      return AG_AGENT_ID;
    case PluginKind::model:
      return AG_MODEL_ID;
  }
  return "";
}

// Loading can be watched only where nothing has loaded the library yet.
void expect_fresh(Check& check) {
  expect_library(check);
  const std::string file = check.manifest().library.string();
  if (!check.setup().own_process && ::dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD)) {
    check.skip("the library is loaded already: needs a process of its own");
  }
}

// The functions that a host calls without asking whether they are there.
bool complete(PluginKind kind, const void* table) {
  switch (kind) {
    case PluginKind::environment: {
      const auto* factory = static_cast<const ag_env_factory*>(table);
      return AG_HAS(ag_env_factory, factory, create) && AG_HAS(ag_env_factory, factory, destroy) &&
             AG_HAS(ag_env_factory, factory, evaluate);
    }
    case PluginKind::agent: {
      const auto* factory = static_cast<const ag_agent_factory*>(table);
      return AG_HAS(ag_agent_factory, factory, create) &&
             AG_HAS(ag_agent_factory, factory, destroy) && AG_HAS(ag_agent_factory, factory, ask) &&
             AG_HAS(ag_agent_factory, factory, tell) && AG_HAS(ag_agent_factory, factory, save) &&
             AG_HAS(ag_agent_factory, factory, load);
    }
    case PluginKind::model: {
      const auto* factory = static_cast<const ag_model_factory*>(table);
      return AG_HAS(ag_model_factory, factory, create) &&
             AG_HAS(ag_model_factory, factory, destroy) &&
             AG_HAS(ag_model_factory, factory, predict) &&
             AG_HAS(ag_model_factory, factory, save) && AG_HAS(ag_model_factory, factory, load);
    }
  }
  return false;
}

}  // namespace

void manifest_is_valid(Check& check) {
  const Manifest& manifest = check.manifest();
  if (manifest.kind != PluginKind::environment) return;
  if (!manifest.default_objective.empty()) check.value(parse_objectives({}, manifest));
  for (const NamedObjective& named : manifest.objectives) {
    check.value(parse_objectives(std::span(&named.id, 1), manifest));
  }
}

void library_loads(Check& check) {
  open_library(check);
}

void one_symbol_is_exported(Check& check) {
  expect_library(check);
  std::vector<std::string> others;
  for (auto& name : check.value(exported_symbols(check.manifest().library))) {
    if (name != AG_ENTRY_SYMBOL) others.push_back(std::move(name));
  }
  if (others.empty()) return;
  const std::size_t count = others.size();
  if (count > 5) others.resize(5);
  check.fail("exports " + std::to_string(count) + " symbols beside " AG_ENTRY_SYMBOL ": " +
             join(others, ", ") + (count > 5 ? ", ..." : "") +
             "; link with the version script ArchGymPlugin.map, as archgym_add_plugin() does");
}

void manifests_agree(Check& check) {
  const ag_plugin* table = open_library(check);
  const bool has_manifest = table &&
                            table->struct_size >= AG_SIZE_UP_TO(ag_plugin, manifest_json) &&
                            table->manifest_json;
  check.require(has_manifest, AG_ENTRY_SYMBOL "() returns a table without a manifest");
  check.require(check.manifest().text == table->manifest_json,
                "the manifest in the library is not the installed file: they come from different "
                "builds, or one was edited afterwards");
}

void tables_are_complete(Check& check) {
  expect_library(check);
  const Manifest& manifest = check.manifest();
  const void* factory = check.value(load_factory(manifest, factory_id(manifest.kind), 8));
  check.require(open_library(check)->abi_minor_needed == manifest.abi_minor_needed,
                "abi_minor_needed of the table is not abi.minor_needed of the manifest");
  check.require(complete(manifest.kind, factory),
                "the table of '" + std::string(factory_id(manifest.kind)) +
                    "' is too short or lacks a function that is not optional");
}

void unknown_factories_are_refused(Check& check) {
  const ag_plugin* table = open_library(check);
  const std::string own = factory_id(check.manifest().kind);
  for (const std::string& id :
       {std::string(), std::string("archgym"), own + "0", own + "/1", own.substr(0, own.size() - 1),
        own.substr(0, own.size() - 2), "org.example." + own, std::string(1000, 'x')}) {
    if (!check.next_case("get_factory(\"" + id.substr(0, 40) + "\")")) continue;
    check.require(!table->get_factory(id.c_str()),
                  "get_factory() gives a table for an id that it cannot know; expected NULL: "
                  "compare the whole id");
  }
  check.require(table->get_factory(own.c_str()) == table->get_factory(own.c_str()),
                "get_factory() gives another table the second time; expected static storage");
}

void nothing_happens_at_load(Check& check) {
  expect_fresh(check);
  const ProcessState before = process_state();
  open_library(check);
  const ProcessState after = process_state();
  if (const std::string changed = difference(before, after); !changed.empty()) {
    check.fail("loading the library " + changed);
  }
  check.require(after.threads == before.threads, "loading the library starts a thread");
}

void loading_is_fast(Check& check) {
  expect_fresh(check);
  const Stopwatch stopwatch;
  open_library(check);
  const double seconds = stopwatch.cpu_seconds();
  const std::string text = std::to_string(static_cast<int>(1000 * seconds)) + " ms of CPU time";
  if (seconds > k_load_seconds) {
    check.warn("loading takes " + text + ", more than " +
               std::to_string(static_cast<int>(1000 * k_load_seconds)) +
               " ms: do such work in create()");
  }
  check.note(text);
}

}  // namespace archgym::host::validation
