// archgym-host list: which plugins there are.
#include <memory>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "plugin/discovery.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

std::string_view kind_text(PluginKind kind) {
  switch (kind) {
    case PluginKind::environment:
      return "environment";
    case PluginKind::agent:
      return "agent";
    case PluginKind::model:
      return "model";
  }
  return "";
}

void print_as_json(const std::vector<std::filesystem::path>& directories,
                   const std::vector<FoundPlugin>& plugins) {
  json::array searched, usable, unusable;
  for (const auto& directory : directories) searched.emplace_back(directory.string());
  for (const auto& plugin : plugins) {
    if (!plugin.manifest) {
      unusable.push_back(
          {{"path", plugin.path.string()}, {"reason", plugin.manifest.error().message}});
      continue;
    }
    usable.push_back({{"name", plugin.manifest->name},
                      {"id", plugin.manifest->id},
                      {"kind", kind_text(plugin.manifest->kind)},
                      {"version", plugin.manifest->version},
                      {"summary", plugin.manifest->summary},
                      {"code", code_text(*plugin.manifest)},
                      {"path", plugin.path.string()}});
  }
  print_json({{"directories", searched}, {"plugins", usable}, {"unusable", unusable}});
}

void print_as_text(const std::vector<std::filesystem::path>& directories,
                   const std::vector<FoundPlugin>& plugins) {
  std::vector<std::vector<std::string>> rows{{"KIND", "NAME", "VERSION", "SUMMARY"}};
  std::string unusable;
  for (const auto& plugin : plugins) {
    if (plugin.manifest) {
      rows.push_back({std::string(kind_text(plugin.manifest->kind)), plugin.manifest->name,
                      plugin.manifest->version, plugin.manifest->summary});
    } else {
      unusable += "  " + plugin.manifest.error().message + "\n";
    }
  }
  if (rows.size() > 1)
    print(table(rows, 0));
  else
    print("no plugins\n");
  if (!unusable.empty()) print("\nNot usable:\n" + unusable);
  print("\nSearched, in this order:\n");
  for (const auto& directory : directories) print("  " + directory.string() + "\n");
}

}  // namespace

void add_list_command(CLI::App& app, int& exit_code) {
  auto as_json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("list", "List the plugins that are found, and where");
  command->add_flag("--json", *as_json, "Print one JSON object");
  command->callback([as_json, &exit_code] {
    const auto directories = plugin_directories();
    const auto plugins = list_plugins(directories);
    if (*as_json)
      print_as_json(directories, plugins);
    else
      print_as_text(directories, plugins);
    exit_code = k_exit_ok;
  });
}

}  // namespace archgym::host
