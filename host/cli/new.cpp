// archgym-host new: the beginning of a plugin, from a template.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"
#include "cli/templates.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_manifest_suffix = ".archgym.json";

struct NewOptions {
  std::string kind, name;
  std::string directory = ".";
};

// A file of the skeleton.
struct NewFile {
  fs::path path;  // below its directory
  std::string text;
};

std::vector<std::string> kinds() {
  std::vector<std::string> all;
  for (const TemplateFile& file : template_files()) {
    if (all.empty() || all.back() != file.kind) all.emplace_back(file.kind);
  }
  std::ranges::sort(all);
  return all;
}

// The rule of the manifest for names.
bool is_plugin_name(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && lower(text.front()) && std::ranges::all_of(text, [&](char c) {
    return lower(c) || digit(c) || c == '_' || c == '-';
  });
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  for (std::size_t at = 0; (at = result.find(from, at)) != std::string::npos; at += to.size()) {
    result.replace(at, from.size(), to);
  }
  return result;
}

// "toy_cache": "ToyCache".
std::string class_name(std::string_view name) {
  std::string result;
  bool first = true;
  for (const char c : name) {
    if (c == '_' || c == '-') {
      first = true;
    } else {
      result += first && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      first = false;
    }
  }
  return result;
}

// The name of a template's plugin.
std::string template_name(std::string_view kind) {
  for (const TemplateFile& file : template_files()) {
    if (file.kind == kind && file.path.ends_with(k_manifest_suffix)) {
      return std::string(file.path.substr(0, file.path.size() - k_manifest_suffix.size()));
    }
  }
  return "";
}

std::vector<NewFile> skeleton(std::string_view kind, std::string_view name) {
  const std::string old_name = template_name(kind);
  std::vector<NewFile> files;
  for (const TemplateFile& file : template_files()) {
    if (file.kind != kind) continue;
    files.push_back(
        {replaced(file.path, old_name, name),
         replaced(replaced(file.text, old_name, name), class_name(old_name), class_name(name))});
  }
  return files;
}

// A new file. Scripts can be run.
Result<void> write_new(const fs::path& path, std::string_view text) {
  const mode_t mode = text.starts_with("#!") ? 0777 : 0666;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  bool written = file >= 0;
  while (written && !text.empty()) {
    const ssize_t bytes = ::write(file, text.data(), text.size());
    written = bytes > 0;
    if (written) text.remove_prefix(static_cast<std::size_t>(bytes));
  }
  if (written) {
    ::close(file);
    return {};
  }
  const std::string reason = std::generic_category().message(errno);
  if (file >= 0) ::close(file);
  return failure(path.string() + ": cannot be written: " + reason);
}

Result<void> check(const NewOptions& options) {
  const auto known = kinds();
  if (std::ranges::find(known, options.kind) == known.end()) {
    return bad_input("unknown kind '" + options.kind + "'" + suggestion(options.kind, known));
  }
  if (!is_plugin_name(options.name)) {
    return bad_input("'" + options.name +
                     "' cannot be the name of a plugin; expected lower-case letters, digits, '_' "
                     "and '-', starting with a letter");
  }
  return {};
}

// The commands of a README: its indented lines.
std::string commands_of(std::string_view readme) {
  std::string commands;
  for (const std::string_view line : split(readme, '\n')) {
    if (line.starts_with("    ")) commands += std::string(line) + "\n";
  }
  return commands;
}

Result<void> write_skeleton(const NewOptions& options) {
  if (auto right = check(options); !right) return right;
  const fs::path directory = (fs::path(options.directory) / options.name).lexically_normal();
  std::error_code error;
  if (fs::exists(directory, error)) {
    return bad_input(directory.string() + ": exists already; choose another name, or --directory");
  }
  fs::create_directories(directory, error);
  if (error) return bad_input(directory.string() + ": cannot be made: " + error.message());
  std::string commands;
  for (const NewFile& file : skeleton(options.kind, options.name)) {
    const fs::path path = directory / file.path;
    fs::create_directories(path.parent_path(), error);
    if (auto written = write_new(path, file.text); !written) return written;
    print(path.string() + "\n");
    if (file.path == "README.md") commands = commands_of(file.text);
  }
  print("\nNext, in " + directory.string() + ":\n\n" + commands);
  return {};
}

}  // namespace

void add_new_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<NewOptions>();
  auto* command = app.add_subcommand("new", "Write the beginning of a plugin, which works");
  command->add_option("kind", options->kind, "One of " + join(kinds(), ", "))
      ->required()
      ->type_name("KIND");
  command->add_option("name", options->name, "Of the plugin, and of its folder")
      ->required()
      ->type_name("NAME");
  command->add_option("--directory", options->directory, "Where the folder is made (here)")
      ->type_name("DIR");
  command->callback([options, &exit_code] {
    auto done = write_skeleton(*options);
    exit_code = done ? k_exit_ok : report(done.error());
  });
}

}  // namespace archgym::host
