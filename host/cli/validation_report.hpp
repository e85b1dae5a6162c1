// What `archgym-host validate` found, as text, JSON and JUnit XML, and its rules as a page.
#pragma once

#include <boost/json.hpp>
#include <span>
#include <string>

#include "validate/validation.hpp"

namespace archgym::host {

std::string validation_heading(const std::filesystem::path& manifest_file);
// A line with the verdict; below it the reason and how to repeat it, when there is one.
std::string result_as_text(const RuleResult& result);
// How many rules have which verdict.
std::string validation_summary(const PluginValidation& validation);

boost::json::value validations_as_json(std::span<const PluginValidation> validations);
std::string validations_as_junit(std::span<const PluginValidation> validations);

// All rules in Markdown: docs/reference/rules.md.
std::string rules_as_markdown();

}  // namespace archgym::host
