#include "cli/plugin_page.hpp"

#include "base/number.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace json = boost::json;
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string numbers_text(const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) text += (text.empty() ? "" : ", ") + format_real(number);
  return text;
}

std::string parameters_text(const Space& space) {
  std::string text;
  for (std::size_t i = 0; i < space.size(); ++i) {
    const Parameter& parameter = space[i];
    text += "  " + parameter.name + " (" + std::string(type_text(parameter.type)) + ")\n";
    text += wrapped(parameter.description, 6);
    Rows facts;
    if (parameter.type != ParameterType::text) facts.push_back({"values", values_text(parameter)});
    if (!parameter.unit.empty()) facts.push_back({"unit", parameter.unit});
    facts.push_back({"default", space.to_text(i, parameter.initial)});
    if (parameter.fixed) facts.push_back({"held at", space.to_text(i, *parameter.fixed)});
    if (parameter.when) facts.push_back({"only when", parameter.when_text});
    if (parameter.inert_when) facts.push_back({"no effect when", parameter.inert_when_text});
    if (parameter.fidelity) facts.push_back({"fidelity", std::string(k_fidelity_note)});
    text += table(facts, 6);
  }
  return text;
}

// Objectives and spaces that have names.
std::string named_text(const Manifest& manifest) {
  std::string text;
  Rows objectives, spaces;
  for (const auto& objective : manifest.objectives) {
    objectives.push_back({objective.id, objective.objective, objective.description});
  }
  for (const auto& part : manifest.spaces) {
    spaces.push_back({part.id, part.description + " " + cardinality_text(*part.space) + "."});
  }
  if (!objectives.empty()) text += "\nObjectives (--objective ID)\n" + table(objectives, 2);
  if (!spaces.empty()) text += "\nSpaces (--space ID)\n" + table(spaces, 2);
  return text;
}

std::string environment_text(const Manifest& manifest) {
  std::string text;
  if (!manifest.space->constraints().empty()) {
    text += "\nConstraints\n";
    for (const auto& constraint : manifest.space->constraints()) {
      text += "  " + constraint.text + "\n" + wrapped(constraint.reason, 6);
    }
  }
  text += "\nMetrics\n";
  Rows metrics;
  for (const auto& metric : manifest.metrics) {
    metrics.push_back({metric.name, metric.unit, std::string(direction_text(metric.direction)),
                       metric.description});
  }
  text += table(metrics, 2);
  if (!manifest.workloads.empty()) {
    text += "\nWorkloads (the first is the default)\n";
    Rows workloads;
    for (const auto& workload : manifest.workloads) {
      workloads.push_back({workload.id, workload.description});
    }
    text += table(workloads, 2);
  }
  text += named_text(manifest);
  if (manifest.workload_file) {
    text += "\nWorkload files: " + join(manifest.workload_file->extensions, ", ") + "\n" +
            wrapped(manifest.workload_file->description, 2);
  }
  if (!manifest.config_schema.empty()) {
    text += "\nConfiguration (--config name=value)\n";
    Rows settings;
    const auto* properties = manifest.config_schema.if_contains("properties");
    if (properties && properties->is_object()) {
      for (const auto& [name, schema] : properties->as_object()) {
        if (!schema.is_object()) continue;
        const auto* initial = schema.as_object().if_contains("default");
        const auto* description = schema.as_object().if_contains("description");
        settings.push_back(
            {std::string(name), initial ? compact(*initial) : "",
             description && description->is_string() ? std::string(description->as_string()) : ""});
      }
    }
    text += table(settings, 2);
  }
  return text;
}

}  // namespace

std::string_view type_text(ParameterType type) {
  switch (type) {
    case ParameterType::boolean:
      return "bool";
    case ParameterType::integer:
      return "integer";
    case ParameterType::ordinal:
      return "ordinal";
    case ParameterType::categorical:
      return "categorical";
    case ParameterType::real:
      return "real";
    case ParameterType::permutation:
      return "permutation";
    case ParameterType::text:
      return "text";
  }
  return "";
}

std::string values_text(const Parameter& parameter) {
  std::string range = format_real(parameter.lower) + " .. " + format_real(parameter.upper);
  switch (parameter.type) {
    case ParameterType::boolean:
      return "false, true";
    case ParameterType::integer:
      if (parameter.step != 1) range += " in steps of " + std::to_string(parameter.step);
      [[fallthrough]];
    case ParameterType::real:
      return parameter.scale == Scale::log ? range + ", logarithmic" : range;
    case ParameterType::ordinal:
      return numbers_text(parameter.numbers);
    case ParameterType::categorical:
      return join(allowed_labels(parameter), ", ");
    case ParameterType::permutation:
      return "orders of " + join(parameter.labels, ", ");
    case ParameterType::text:
      return "any text";
  }
  return "";
}

const std::string_view k_fidelity_note =
    "The default is the full simulation; less is cheaper and less exact, and only agents that use "
    "fidelities vary it.";

std::string_view direction_text(Direction direction) {
  switch (direction) {
    case Direction::minimize:
      return "minimize";
    case Direction::maximize:
      return "maximize";
    case Direction::none:
      return "";
  }
  return "";
}

bool space_is_unknown(const Manifest& manifest) {
  return manifest.declared.empty();
}

std::string depends_text(const Manifest& manifest) {
  return "the space depends on the " + join(manifest.space_depends_on, " and the ") +
         "; describe --plugin " + manifest.name +
         (space_depends_on(manifest, "workload") ? " --workload ID" : "") +
         (space_depends_on(manifest, "config") ? " --config NAME=VALUE" : "") + " shows it";
}

std::string cardinality_text(const Space& space) {
  const Cardinality cardinality = space.cardinality();
  if (!cardinality.finite) return "infinitely many designs (a parameter is real)";
  std::string text = cardinality.designs.str() + " designs";
  if (cardinality.canonical != cardinality.designs) {
    text += cardinality.canonical_exact ? ", " : ", at most ";
    text += cardinality.canonical.str() + " of them distinct and allowed";
  }
  return text;
}

std::string page_as_text(const Manifest& manifest) {
  std::string text =
      manifest.name + " " + manifest.version + " (" + manifest.id + ")\n" + manifest.summary + "\n";
  if (!manifest.description.empty()) text += "\n" + wrapped(manifest.description, 0);
  const bool environment = manifest.kind == PluginKind::environment;
  text += environment ? "\nParameters: " : "\nHyperparameters: ";
  if (space_is_unknown(manifest)) {
    text += depends_text(manifest) + "\n";
  } else {
    text += cardinality_text(*manifest.space) + "\n" + parameters_text(*manifest.space);
  }
  if (environment) text += environment_text(manifest);
  return text;
}

json::object page_as_json(const Manifest& manifest) {
  auto text = parse(manifest.text, manifest.path.string());
  json::object page{{"path", manifest.path.string()},
                    {"code", code_text(manifest)},
                    {"manifest", text ? *text : json::value(nullptr)}};
  if (space_is_unknown(manifest)) {
    page["space"] = nullptr;
    return page;
  }
  const Cardinality cardinality = manifest.space->cardinality();
  json::object size{{"finite", cardinality.finite}};
  if (cardinality.finite) {
    // As text: the numbers do not fit into a double.
    size["designs"] = cardinality.designs.str();
    size["canonical"] = cardinality.canonical.str();
    size["canonical_exact"] = cardinality.canonical_exact;
  }
  page["space"] = manifest.settled;
  page["cardinality"] = std::move(size);
  return page;
}

}  // namespace archgym::host
