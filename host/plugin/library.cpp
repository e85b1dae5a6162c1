#include "plugin/library.hpp"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include "plugin/shared_library.hpp"

namespace archgym::host {
namespace {

namespace dll = boost::dll;

constexpr std::uint32_t k_oldest_plugin = AG_SIZE_UP_TO(ag_plugin, get_factory);

// A library for another major version has archgym_plugin_v<other> instead of ours.
std::string missing_entry(const dll::shared_library& library) {
  for (int major = 2; major <= 9; ++major) {
    if (library.has("archgym_plugin_v" + std::to_string(major))) {
      return "this plugin was built for ABI major version " + std::to_string(major) +
             ", and this host speaks version 1: install a matching host, or build the plugin with "
             "the SDK of version 1";
    }
  }
  return "no symbol '" AG_ENTRY_SYMBOL "', so this is not an ArchGym plugin (or it was linked " +
         std::string("without exporting it)");
}

Result<const ag_plugin*> check_table(const Manifest& manifest, const ag_plugin* table) {
  const std::string where = manifest.library.string();
  if (!table || table->struct_size < k_oldest_plugin || !table->manifest_json ||
      !table->get_factory) {
    return failure(where + ": " AG_ENTRY_SYMBOL "() returned an incomplete table (AG-ABI-2)");
  }
  if (table->abi_minor_needed > AG_ABI_MINOR) {
    return bad_input(where + ": needs ABI version 1." + std::to_string(table->abi_minor_needed) +
                     ", and this host has 1." + std::to_string(AG_ABI_MINOR) +
                     ": install a newer archgym-host");
  }
  if (manifest.text != table->manifest_json) {
    return bad_input(manifest.path.string() + ": differs from the manifest embedded in " + where +
                     ": they come from different builds; install both from the same one");
  }
  return table;
}

// A function of a table that every plugin must have.
struct Function {
  std::string_view factory, name;
  std::size_t offset;
};

constexpr Function k_functions[] = {
    {AG_ENV_ID, "create", offsetof(ag_env_factory, create)},
    {AG_ENV_ID, "destroy", offsetof(ag_env_factory, destroy)},
    {AG_ENV_ID, "evaluate", offsetof(ag_env_factory, evaluate)},
    {AG_AGENT_ID, "create", offsetof(ag_agent_factory, create)},
    {AG_AGENT_ID, "destroy", offsetof(ag_agent_factory, destroy)},
    {AG_AGENT_ID, "ask", offsetof(ag_agent_factory, ask)},
    {AG_AGENT_ID, "tell", offsetof(ag_agent_factory, tell)},
    {AG_AGENT_ID, "save", offsetof(ag_agent_factory, save)},
    {AG_AGENT_ID, "load", offsetof(ag_agent_factory, load)},
    {AG_MODEL_ID, "create", offsetof(ag_model_factory, create)},
    {AG_MODEL_ID, "destroy", offsetof(ag_model_factory, destroy)},
    {AG_MODEL_ID, "predict", offsetof(ag_model_factory, predict)},
    {AG_MODEL_ID, "save", offsetof(ag_model_factory, save)},
    {AG_MODEL_ID, "load", offsetof(ag_model_factory, load)},
};

// The first of them that is NULL, or nullptr.
const char* missing_function(std::string_view id, const void* table, std::uint32_t size) {
  for (const Function& each : k_functions) {
    if (each.factory != id || each.offset + sizeof(void*) > size) continue;
    const void* function = nullptr;
    std::memcpy(&function, static_cast<const char*>(table) + each.offset, sizeof(function));
    if (!function) return each.name.data();
  }
  return nullptr;
}

}  // namespace

Result<const ag_plugin*> load_library(const Manifest& manifest) {
  const std::string where = manifest.library.string();
  if (manifest.abi_major != AG_ABI_MAJOR) {
    return bad_input(manifest.path.string() + ": abi.major is " +
                     std::to_string(manifest.abi_major) + ", and this host speaks version 1");
  }
  std::error_code error;
  if (!std::filesystem::exists(manifest.library, error)) {
    return bad_input(manifest.path.string() + ": the library '" + where + "' does not exist");
  }
  auto library = load_shared_library(manifest.library);
  if (!library) return tl::unexpected(library.error());
  if (!library->has(AG_ENTRY_SYMBOL)) return bad_input(where + ": " + missing_entry(*library));
  return check_table(manifest, library->get<const ag_plugin*()>(AG_ENTRY_SYMBOL)());
}

Result<const void*> load_factory(const Manifest& manifest, const char* id,
                                 std::uint32_t oldest_size) {
  auto table = load_library(manifest);
  if (!table) return tl::unexpected(table.error());
  const void* factory = (*table)->get_factory(id);
  if (!factory) {
    return failure(manifest.library.string() + ": the manifest says kind '" + id +
                   "', but the library has no such factory");
  }
  std::uint32_t size = 0;
  std::memcpy(&size, factory, sizeof(size));  // AG-ABI-2: every table starts with struct_size
  if (size < oldest_size) {
    return failure(manifest.library.string() + ": the table of '" + id + "' has " +
                   std::to_string(size) + " bytes, expected at least " +
                   std::to_string(oldest_size) + " (AG-ABI-2)");
  }
  if (const char* missing = missing_function(id, factory, size)) {
    return failure(manifest.library.string() + ": the member '" + missing + "' of the table of '" +
                   id + "' is NULL; expected a function (AG-LIB-3)");
  }
  return factory;
}

}  // namespace archgym::host
