#include <string>

#include "base/text.hpp"
#include "cli/plugin_page.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

// A cell of a table: bars escaped, on one line.
std::string cell(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '|')
      result += "\\|";
    else
      result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string row(const std::vector<std::string>& cells) {
  std::string text = "|";
  for (const auto& each : cells) text += " " + cell(each) + " |";
  return text + "\n";
}

std::string header(const std::vector<std::string>& cells) {
  std::string text = row(cells) + "|";
  for (std::size_t i = 0; i < cells.size(); ++i) text += "---|";
  return text + "\n";
}

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string parameters(const Space& space) {
  std::string text = header({"name", "type", "values", "unit", "default", "meaning"});
  for (std::size_t i = 0; i < space.size(); ++i) {
    const Parameter& parameter = space[i];
    std::string meaning = parameter.description;
    if (parameter.when) meaning += " Only when " + code(parameter.when_text) + ".";
    if (parameter.inert_when) meaning += " No effect when " + code(parameter.inert_when_text) + ".";
    if (parameter.fidelity) meaning += " " + std::string(k_fidelity_note);
    text +=
        row({code(parameter.name), std::string(type_text(parameter.type)), values_text(parameter),
             parameter.unit, space.to_text(i, parameter.initial), meaning});
  }
  return text;
}

std::string environment(const Manifest& manifest) {
  std::string text;
  if (!manifest.space->constraints().empty()) {
    text += "\n## Constraints\n\n" + header({"required", "because"});
    for (const auto& constraint : manifest.space->constraints()) {
      text += row({code(constraint.text), constraint.reason});
    }
  }
  text += "\n## Metrics\n\n" + header({"name", "unit", "direction", "meaning"});
  for (const auto& metric : manifest.metrics) {
    text += row({code(metric.name), metric.unit, std::string(direction_text(metric.direction)),
                 metric.description});
  }
  if (!manifest.workloads.empty()) {
    text += "\n## Workloads\n\nThe first is the default.\n\n" + header({"id", "content"});
    for (const auto& workload : manifest.workloads) {
      text += row({code(workload.id), workload.description});
    }
  }
  if (!manifest.objectives.empty()) {
    text += "\n## Objectives\n\nFor `--objective ID`.\n\n" + header({"id", "objective", "meaning"});
    for (const auto& objective : manifest.objectives) {
      text += row({code(objective.id), code(objective.objective), objective.description});
    }
  }
  if (!manifest.spaces.empty()) {
    text += "\n## Spaces\n\nParts of the space, for `--space ID`.\n\n" +
            header({"id", "size", "content"});
    for (const auto& part : manifest.spaces) {
      text += row({code(part.id), cardinality_text(*part.space), part.description});
    }
  }
  if (manifest.workload_file) {
    text += "\nWorkload files (`--workload-file`) end in " +
            join(manifest.workload_file->extensions, " or ") + ". " +
            manifest.workload_file->description + "\n";
  }
  if (!manifest.config_schema.empty()) {
    text +=
        "\n## Configuration\n\nJSON Schema of the settings (`--config name=value`):\n\n```json\n" +
        pretty(manifest.config_schema) + "\n```\n";
  }
  return text;
}

}  // namespace

std::string page_as_markdown(const Manifest& manifest) {
  const bool is_environment = manifest.kind == PluginKind::environment;
  std::string text = "# " + manifest.name + "\n\n" + manifest.summary + "\n\n" + "Version " +
                     manifest.version + ", id " + code(manifest.id) + ", " + code_text(manifest) +
                     ".\n";
  if (!manifest.description.empty()) text += "\n" + manifest.description + "\n";
  text += is_environment ? "\n## Parameters\n\n" : "\n## Hyperparameters\n\n";
  if (space_is_unknown(manifest)) {
    const std::string said = depends_text(manifest);
    text += "T" + said.substr(1) + ".\n";
  } else {
    if (is_environment) text += "The space has " + cardinality_text(*manifest.space) + ".\n\n";
    text += parameters(*manifest.space);
  }
  if (is_environment) text += environment(manifest);
  return text;
}

}  // namespace archgym::host
