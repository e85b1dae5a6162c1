#include "adapter/plugin_files.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <string>

#include "adapter/create.hpp"
#include "adapter/program.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "plugin/discovery.hpp"
#include "plugin/settings.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// A folder with more is a place where somebody works, or the root of a disk.
constexpr std::size_t k_most_files = 1000;

class Collector {
 public:
  Collector(const Manifest& manifest, const json::object& config)
      : manifest_(manifest),
        config_(config),
        folder_(manifest.path.parent_path()),
        // The manifest was made from this text, so it parses.
        text_(parse(manifest.text, "manifest").value()),
        named_(list_at(text_.as_object(), "files")) {}

  Result<std::vector<fs::path>> collect(const fs::path& run_file) {
    add_descriptor();
    for (const fs::path& file : files_of_settings(manifest_.config_schema, config_)) add(file);
    if (auto named = add_named(); !named) return tl::unexpected(named.error());
    if (!written_here(run_file) && manifests_in(folder_).size() == 1) add_below(folder_);
    std::ranges::sort(files_);
    files_.erase(std::unique(files_.begin(), files_.end()), files_.end());
    return std::move(files_);
  }

 private:
  // The text with folder and settings in their places; nothing when a design decides, too.
  std::optional<std::string> rendered(std::string text) const {
    for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos;) {
      const std::size_t end = text.find('}', at);
      if (end == std::string::npos) return std::nullopt;
      const std::string name = text.substr(at + 2, end - at - 2);
      std::string value;
      if (name == "resources") {
        value = folder_.string();
      } else if (name.starts_with("config.")) {
        value = text_at_or_empty(name.substr(7));
      } else {
        return std::nullopt;
      }
      text.replace(at, end + 1 - at, value);
      at += value.size();
    }
    return text;
  }

  std::string text_at_or_empty(const std::string& setting) const {
    const json::value* value = config_.if_contains(setting);
    return value && value->is_string() ? std::string(value->get_string()) : "";
  }

  void add(const fs::path& path) {
    std::error_code ignored;
    const fs::path file = fs::absolute(path, ignored).lexically_normal();
    if (file != manifest_.path && file != manifest_.library && fs::is_regular_file(file, ignored)) {
      files_.push_back(file);
    }
  }

  // False when there are too many, of which none is added.
  bool add_below(const fs::path& directory) {
    std::error_code error;
    std::vector<fs::path> found;
    fs::recursive_directory_iterator at(directory, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      const std::string name = at->path().filename().string();
      std::error_code ignored;
      const bool is_directory = at->is_directory(ignored);
      if (name.starts_with('.') || name == "__pycache__" || left_out(at->path()) ||
          (is_directory && !manifests_in(at->path()).empty())) {
        if (is_directory) at.disable_recursion_pending();
        continue;
      }
      if (!is_directory) found.push_back(at->path());
      if (found.size() > k_most_files) return false;
    }
    for (const fs::path& file : found) add(file);
    return true;
  }

  void add_path(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      add_below(path);
    } else {
      add(path);
    }
  }

  void add_descriptor() {
    const json::object& declared = manifest_.descriptor;
    if (manifest_.adapter == Adapter::process) {
      for (const json::value& file : list_at(declared, "files")) add_input(file.as_object());
    }
    add_arguments(list_at(declared, "arguments"));
    for (const auto& [name, value] : object_at(declared, "environment")) {
      if (value.is_string()) add_argument(std::string(value.get_string()));
    }
  }

  // A file of the working directory, by what it is made from.
  void add_input(const json::object& declared) {
    if (const std::string name = text_at(declared, "template"); !name.empty()) {
      return add(folder_ / name);
    }
    fs::path root = folder_;
    if (text_at(declared, "relative_to") == "program") {
      const auto program = code_of(manifest_, config_);
      if (!program) return;
      std::error_code ignored;
      root = fs::weakly_canonical(*program, ignored).parent_path();
    }
    for (const char* origin : {"copy", "link"}) {
      const auto path = rendered(text_at(declared, origin));
      if (path && !path->empty()) add_path(root / *path);
    }
  }

  // Those that only some designs have are objects.
  void add_arguments(const json::array& arguments) {
    for (const json::value& argument : arguments) {
      if (argument.is_object()) add_arguments(list_at(argument.get_object(), "arguments"));
      if (argument.is_string()) add_argument(std::string(argument.get_string()));
    }
  }

  // A script, "--model=FILE": whatever is an absolute path.
  void add_argument(const std::string& argument) {
    const auto text = rendered(argument);
    if (!text) return;
    const std::size_t equals = text->find("=/");
    const std::string path = equals == std::string::npos ? *text : text->substr(equals + 1);
    if (path.starts_with('/')) add(path);
  }

  Result<void> add_named() {
    for (const json::value& named : named_) {
      auto path = named.is_object() ? find_program(manifest_, named.get_object(), config_)
                                    : path_of(std::string(named.get_string()));
      if (!path) return within(manifest_.path.string() + ": files", path.error());
      if (!path->empty()) add_path(*path);
    }
    return {};
  }

  // "" for a name that leaves out, and for a setting that is not set.
  Result<fs::path> path_of(const std::string& named) const {
    if (named.starts_with('!')) return fs::path();
    const auto text = rendered(named);
    if (!text) return bad_input("'" + named + "': only ${resources} and ${config.NAME} are known");
    if (text->empty()) return fs::path();
    const fs::path path = folder_ / *text;
    std::error_code ignored;
    if (fs::exists(path, ignored)) return path;
    return bad_input("there is no file '" + path.string() + "'");
  }

  bool left_out(const fs::path& path) const {
    const std::string relative = path.lexically_relative(folder_).string();
    return std::ranges::any_of(named_, [&relative](const json::value& named) {
      if (!named.is_string()) return false;
      const std::string text(named.get_string());
      return text.starts_with('!') && ::fnmatch(text.c_str() + 1, relative.c_str(), 0) == 0;
    });
  }

  bool written_here(const fs::path& run_file) const {
    if (run_file.empty()) return false;
    std::error_code ignored;
    const fs::path inside = fs::weakly_canonical(run_file, ignored)
                                .lexically_relative(fs::weakly_canonical(folder_, ignored));
    return !inside.empty() && *inside.begin() != "..";
  }

  const Manifest& manifest_;
  const json::object& config_;
  fs::path folder_;
  json::value text_;
  const json::array& named_;
  std::vector<fs::path> files_;
};

}  // namespace

Result<std::vector<fs::path>> files_of(const Manifest& manifest, const json::object& config,
                                       const fs::path& run_file) {
  return Collector(manifest, config).collect(run_file);
}

}  // namespace archgym::host
