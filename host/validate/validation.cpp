#include "validate/validation.hpp"

#include <algorithm>
#include <set>

#include "base/clock.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "evaluate/scratch.hpp"
#include "plugin/manifest.hpp"
#include "validate/check_process.hpp"

namespace archgym::host {
namespace fs = std::filesystem;
namespace {

bool broken(VerdictStatus status) {
  return status == VerdictStatus::failed || status == VerdictStatus::crashed;
}

// The rules to try, in the order of the table.
std::vector<const Rule*> chosen_rules(const ValidationOptions& options,
                                      const std::optional<PluginKind>& kind) {
  std::set<std::string_view> named(options.only.begin(), options.only.end());
  if (options.replay) named = {options.replay->rule};
  std::vector<const Rule*> chosen;
  for (const Rule& rule : all_rules()) {
    const bool wanted = named.empty() ? rule.level <= options.level : named.contains(rule.id);
    const bool fits = kind ? rule.scope.has(*kind) : rule.needs.empty();
    if (wanted && fits) chosen.push_back(&rule);
  }
  return chosen;
}

class Validation {
 public:
  Validation(PluginValidation& validation, const ValidationOptions& options, ScratchRoot scratch)
      : validation_(validation), options_(options), scratch_(std::move(scratch)) {}

  Result<RuleResult> run(const Rule& rule) {
    RuleResult result{&rule, {}, 0};
    if (const std::string need = broken_need(rule); !need.empty()) {
      result.verdict = {VerdictStatus::skipped, "not tried, because " + need + " is broken",
                        std::nullopt, ""};
      broken_.insert(rule.id);
      return result;
    }
    const Stopwatch stopwatch;
    auto verdict = try_rule(rule);
    if (!verdict) return tl::unexpected(verdict.error());
    result.verdict = std::move(*verdict);
    result.seconds = stopwatch.wall_seconds();
    if (broken(result.verdict.status)) broken_.insert(rule.id);
    waive(result);
    return result;
  }

 private:
  Result<Verdict> try_rule(const Rule& rule) {
    validation::CheckSetup setup;
    setup.manifest_file = validation_.manifest_file;
    setup.directory = scratch_.path() / rule.id;
    setup.seconds = options_.time_limit_seconds;
    if (options_.replay) setup.only = options_.replay->number;
    std::error_code error;
    fs::create_directories(setup.directory, error);
    if (error) return failure(setup.directory.string() + ": " + error.message());
    if (!options_.in_process) return check_in_process(rule, setup, "/proc/self/exe");
    setup.own_process = false;
    return validation::run_check(rule.test, std::move(setup));
  }

  std::string broken_need(const Rule& rule) const {
    for (const std::string_view id : split(rule.needs, ' ')) {
      if (broken_.contains(id)) return std::string(id);
    }
    return "";
  }

  void waive(RuleResult& result) const {
    if (!broken(result.verdict.status) && result.verdict.status != VerdictStatus::warning) return;
    const Waiver* waiver = options_.waivers.find(result.rule->id, validation_.plugin);
    if (!waiver) return;
    result.verdict.status = VerdictStatus::waived;
    result.verdict.reason = waiver->reason + " (" + result.verdict.reason + ")";
  }

  PluginValidation& validation_;
  const ValidationOptions& options_;
  ScratchRoot scratch_;
  std::set<std::string_view> broken_;
};

}  // namespace

Result<ReplayCase> parse_replay(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return bad_input("--replay '" + std::string(text) +
                     "': expected a rule and the number of a case, such as AG-ENV-3:17");
  }
  auto number = parse_unsigned(text.substr(colon + 1));
  if (!number) return within("--replay", number.error());
  auto rule = rule_named(text.substr(0, colon));
  if (!rule) return within("--replay", rule.error());
  return ReplayCase{std::string((*rule)->id), *number};
}

bool PluginValidation::passed() const {
  return std::ranges::none_of(
      results, [](const RuleResult& result) { return broken(result.verdict.status); });
}

Result<PluginValidation> validate_plugin(const fs::path& manifest_file,
                                         const ValidationOptions& options,
                                         const std::function<void(const RuleResult&)>& observe) {
  auto scratch = ScratchRoot::create();
  if (!scratch) return tl::unexpected(scratch.error());
  const auto manifest = read_manifest(manifest_file);
  std::optional<PluginKind> kind;
  if (manifest) kind = manifest->kind;

  PluginValidation plugin;
  plugin.plugin = manifest ? manifest->name : manifest_file.filename().string();
  plugin.manifest_file = manifest_file;
  Validation validation(plugin, options, std::move(*scratch));
  for (const Rule* rule : chosen_rules(options, kind)) {
    auto result = validation.run(*rule);
    if (!result) return tl::unexpected(result.error());
    if (observe) observe(*result);
    plugin.results.push_back(std::move(*result));
  }
  return plugin;
}

}  // namespace archgym::host
