// Plugins tried against the rules, one rule after another.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "validate/rules.hpp"
#include "validate/verdict.hpp"
#include "validate/waivers.hpp"

namespace archgym::host {

// One case of one rule: "AG-ENV-3:17".
struct ReplayCase {
  std::string rule;
  std::uint64_t number = 0;
};
Result<ReplayCase> parse_replay(std::string_view text);

struct ValidationOptions {
  ValidationLevel level = ValidationLevel::standard;
  std::vector<std::string> only;     // ids of rules, of any level; empty: all of the level
  std::optional<ReplayCase> replay;  // this alone
  bool in_process = false;           // no process for each test, for debuggers
  double time_limit_seconds = 60;    // of each test that has its own process
  Waivers waivers;
};

struct RuleResult {
  const Rule* rule = nullptr;
  Verdict verdict;
  double seconds = 0;
};

struct PluginValidation {
  std::string plugin;                   // its name; the file's when the manifest cannot be read
  std::filesystem::path manifest_file;  // absolute
  std::vector<RuleResult> results;

  bool passed() const;  // nothing failed or crashed
};

// Every rule of the options that is for this kind of plugin, told to `observe` as it is done. The
// error is that the options, or the machine, do not allow it; what the plugin does is a verdict.
Result<PluginValidation> validate_plugin(const std::filesystem::path& manifest_file,
                                         const ValidationOptions& options,
                                         const std::function<void(const RuleResult&)>& observe);

}  // namespace archgym::host
