#include "cli/validation_report.hpp"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

#include "cli/output.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

constexpr VerdictStatus k_all_statuses[] = {VerdictStatus::ok,      VerdictStatus::warning,
                                            VerdictStatus::failed,  VerdictStatus::crashed,
                                            VerdictStatus::skipped, VerdictStatus::waived};

// "AG-ENV-3:17", or "" when the verdict is not about a case.
std::string replay_of(const RuleResult& result) {
  const auto& number = result.verdict.case_number;
  return number ? std::string(result.rule->id) + ":" + std::to_string(*number) : "";
}

bool is_problem(VerdictStatus status) {
  return status == VerdictStatus::warning || status == VerdictStatus::failed ||
         status == VerdictStatus::crashed;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string result(text);
  result.resize(std::max(width, result.size()), ' ');
  return result;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    switch (byte) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        // XML 1.0 has no other control characters.
        result +=
            static_cast<unsigned char>(byte) < 0x20 && byte != '\n' && byte != '\t' ? '?' : byte;
    }
  }
  return result;
}

std::size_t count(const PluginValidation& validation, VerdictStatus status) {
  return static_cast<std::size_t>(std::ranges::count(
      validation.results, status, [](const RuleResult& result) { return result.verdict.status; }));
}

json::object as_json(const RuleResult& result) {
  json::object row{{"rule", result.rule->id},
                   {"sentence", result.rule->sentence},
                   {"status", to_text(result.verdict.status)},
                   {"reason", result.verdict.reason},
                   {"seconds", result.seconds}};
  if (const std::string replay = replay_of(result); !replay.empty()) {
    row["case"] = result.verdict.case_text;
    row["replay"] = replay;
  }
  return row;
}

void write_case(std::ostream& out, const PluginValidation& validation, const RuleResult& result) {
  const VerdictStatus status = result.verdict.status;
  const std::string reason = escaped(result.verdict.reason);
  out << "    <testcase classname=\"" << escaped(validation.plugin) << "\" name=\""
      << result.rule->id << " " << escaped(result.rule->sentence) << "\" time=\"" << result.seconds
      << "\"";
  if (status == VerdictStatus::failed) {
    out << "><failure message=\"" << reason << "\">" << replay_of(result) << "</failure>";
  } else if (status == VerdictStatus::crashed) {
    out << "><error message=\"" << reason << "\">" << replay_of(result) << "</error>";
  } else if (status == VerdictStatus::skipped || status == VerdictStatus::waived) {
    out << "><skipped message=\"" << reason << "\"/>";
  } else {
    out << "><system-out>" << reason << "</system-out>";
  }
  out << "</testcase>\n";
}

// The kinds of plugins in the plural, as in "environments and agents".
std::string scope_text(const RuleScope& scope) {
  if (scope.environments && scope.agents && scope.models) return "all";
  std::string text;
  const auto add = [&text](bool has, const char* name) {
    if (has) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(scope.environments, "environments");
  add(scope.agents, "agents");
  add(scope.models, "models");
  return text;
}

}  // namespace

std::string validation_heading(const std::filesystem::path& manifest_file) {
  return manifest_file.string() + "\n";
}

std::string result_as_text(const RuleResult& result) {
  const Verdict& verdict = result.verdict;
  std::string text = "  " + padded(to_text(verdict.status), 8) + padded(result.rule->id, 11) +
                     std::string(result.rule->sentence) + "\n";
  if (!verdict.reason.empty()) text += wrapped(verdict.reason, 10);
  const std::string replay = replay_of(result);
  if (!is_problem(verdict.status)) return text;
  if (!replay.empty()) {
    text += wrapped("with " + verdict.case_text, 10) + "          again: --replay " + replay + "\n";
  }
  return text + wrapped("otherwise: " + std::string(result.rule->consequence), 10);
}

std::string validation_summary(const PluginValidation& validation) {
  std::string text;
  for (const VerdictStatus status : k_all_statuses) {
    const std::size_t number = count(validation, status);
    if (number == 0) continue;
    text +=
        (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(to_text(status));
  }
  return (validation.passed() ? "passed: " : "FAILED: ") + text + "\n";
}

json::value validations_as_json(std::span<const PluginValidation> validations) {
  json::array plugins;
  bool passed = true;
  for (const PluginValidation& validation : validations) {
    json::array rules;
    for (const RuleResult& result : validation.results) rules.push_back(as_json(result));
    passed = passed && validation.passed();
    plugins.push_back(json::object{{"plugin", validation.plugin},
                                   {"manifest", validation.manifest_file.string()},
                                   {"passed", validation.passed()},
                                   {"rules", std::move(rules)}});
  }
  return json::object{{"passed", passed}, {"plugins", std::move(plugins)}};
}

std::string validations_as_junit(std::span<const PluginValidation> validations) {
  std::ostringstream out;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (const PluginValidation& validation : validations) {
    out << "  <testsuite name=\"" << escaped(validation.plugin) << "\" tests=\""
        << validation.results.size() << "\" failures=\"" << count(validation, VerdictStatus::failed)
        << "\" errors=\"" << count(validation, VerdictStatus::crashed) << "\" skipped=\""
        << count(validation, VerdictStatus::skipped) + count(validation, VerdictStatus::waived)
        << "\">\n";
    for (const RuleResult& result : validation.results) write_case(out, validation, result);
    out << "  </testsuite>\n";
  }
  out << "</testsuites>\n";
  return out.str();
}

std::string rules_as_markdown() {
  std::string text =
      "# Rules for plugins\n\n"
      "What `archgym-host validate` tries, in this order. The headers of the SDK have the whole "
      "contract;\nsome of its rules cannot be seen from outside and have no test.\n\n"
      "| rule | what a plugin does | otherwise | level | for |\n|---|---|---|---|---|\n";
  for (const Rule& rule : all_rules()) {
    text += "| " + std::string(rule.id) + " | " + std::string(rule.sentence) + " | " +
            std::string(rule.consequence) + " | " + std::string(to_text(rule.level)) + " | " +
            scope_text(rule.scope) + " |\n";
  }
  return text;
}

}  // namespace archgym::host
