// The rules that plugins keep, and the tests that try them: one table.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

namespace validation {
class Check;
}

// How thorough a validation is: each level has the rules of those before it.
enum class ValidationLevel { quick, standard, thorough };

std::string_view to_text(ValidationLevel level);
std::optional<ValidationLevel> validation_level_from_text(std::string_view text);

// Which kinds of plugins a rule is for.
struct RuleScope {
  bool environments, agents, models;

  bool has(PluginKind kind) const {
    return kind == PluginKind::environment ? environments
           : kind == PluginKind::agent     ? agents
                                           : models;
  }
};

struct Rule {
  std::string_view id;           // as in the headers: "AG-ABI-1"
  std::string_view sentence;     // what a plugin does
  std::string_view consequence;  // what happens to users when it does not
  ValidationLevel level;
  RuleScope scope;
  std::string_view needs;  // ids, separated by spaces: when one is broken, this one is not tried
  void (*test)(validation::Check&);
};

// All of them, those that others need first.
std::span<const Rule> all_rules();

// The error names the nearest one.
Result<const Rule*> rule_named(std::string_view id);

}  // namespace archgym::host
