#include "plugin/manifest.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schema.hpp"
#include "json/schemas.hpp"
#include "plugin/settings.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// The position of a word in the order of its enumeration; the first when the key is absent.
template <class Enum, std::size_t N>
Enum choice_at(const json::object& object, std::string_view key,
               const std::array<std::string_view, N>& words, Enum otherwise) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return otherwise;
  const auto place = std::find(words.begin(), words.end(), std::string_view(value->as_string()));
  return static_cast<Enum>(place - words.begin());
}

constexpr std::array<std::string_view, 3> kinds{"environment", "agent", "model"};
constexpr std::array<std::string_view, 3> directions{"minimize", "maximize", "none"};
constexpr std::array<std::string_view, 3> concurrencies{"process", "serial", "instances"};
constexpr std::array<std::string_view, 3> determinisms{"bitwise", "seeded", "none"};
constexpr std::array<std::string_view, 4> adapters{"", "process", "persistent", "ffi"};
constexpr std::array<std::string_view, 3> cancellations{"poll", "interrupt", "kill"};

Isolation read_isolation(const json::object& object) {
  return {flag_at(object, "in_process"), limits_from_json(object)};
}

void read_identity(const json::object& object, Manifest& manifest) {
  manifest.id = text_at(object, "id");
  manifest.name = text_at(object, "name");
  manifest.kind = choice_at(object, "kind", kinds, PluginKind::environment);
  manifest.version = text_at(object, "version");
  manifest.summary = text_at(object, "summary");
  manifest.description = text_at(object, "description");
  manifest.adapter = choice_at(object, "adapter", adapters, Adapter::none);
  if (manifest.adapter == Adapter::none) {
    manifest.library = manifest.path.parent_path() / text_at(object, "library");
  } else {
    manifest.descriptor = object_at(object, text_at(object, "adapter"));
  }
  const json::object abi = object_at(object, "abi");
  manifest.abi_major = number_at<std::uint32_t>(abi, "major", 1);
  manifest.abi_minor_needed = number_at<std::uint32_t>(abi, "minor_needed", 0);
  manifest.concurrency = choice_at(object, "concurrency", concurrencies, Concurrency::process);
  manifest.determinism = choice_at(object, "determinism", determinisms, Determinism::none);
  manifest.cancellation = choice_at(object, "cancellation", cancellations, Cancellation::kill);
  manifest.max_batch = number_at<std::uint64_t>(object, "max_batch", 1);
  manifest.episodes = flag_at(object, "episodes");
  manifest.isolation = read_isolation(object_at(object, "isolation"));
}

Result<void> check_file_name(const Manifest& manifest) {
  const std::string expected = manifest.name + ".archgym.json";
  if (manifest.path.filename() == expected) return {};
  return bad_input("name: '" + manifest.name +
                   "' does not match the file name; expected the file " + expected);
}

Result<void> read_space(const json::object& object, Manifest& manifest) {
  const bool environment = manifest.kind == PluginKind::environment;
  const json::array& declared = list_at(object, environment ? "parameters" : "hyperparameters");
  // Not complete_config(): a setting that the user must give has no default, and is then an error
  // in a constraint only.
  const auto settings =
      setting_variables(manifest.config_schema, Schema::with_defaults(manifest.config_schema, {}));
  auto space = Space::from_json(declared, list_at(object, "constraints"), settings);
  if (!space) return tl::unexpected(space.error());
  manifest.space = std::make_shared<const Space>(std::move(*space));
  return {};
}

Result<void> read_fidelity(const json::object& object, Manifest& manifest) {
  manifest.uses_fidelity = flag_at(object, "uses_fidelity");
  const std::string name = text_at(object, "fidelity");
  if (name.empty()) return {};
  const auto parameter = manifest.space->find(name);
  if (!parameter) {
    std::vector<std::string> known;
    for (const Parameter& each : manifest.space->parameters()) known.push_back(each.name);
    return bad_input("fidelity: there is no parameter '" + name + "'" + suggestion(name, known));
  }
  auto space = manifest.space->with_fidelity(*parameter);
  if (!space) return tl::unexpected(space.error());
  manifest.space = std::make_shared<const Space>(std::move(*space));
  return {};
}

Result<void> read_metrics(const json::object& object, Manifest& manifest) {
  std::unordered_set<std::string> names;
  for (const json::value& value : list_at(object, "metrics")) {
    const json::object& declared = value.as_object();
    Metric metric{text_at(declared, "name"), text_at(declared, "unit"),
                  choice_at(declared, "direction", directions, Direction::none),
                  text_at(declared, "description")};
    if (manifest.space->find(metric.name)) {
      return bad_input("metric '" + metric.name + "' has the name of a parameter");
    }
    // Whatever the case: they become columns of a table, whose names ignore it.
    if (!names.insert(lower_case(metric.name)).second) {
      return bad_input("metric '" + metric.name + "' is declared twice");
    }
    manifest.metrics.push_back(std::move(metric));
  }
  return {};
}

Result<void> read_workloads(const json::object& object, Manifest& manifest) {
  for (const json::value& value : list_at(object, "workloads")) {
    const json::object& declared = value.as_object();
    Workload workload{text_at(declared, "id"), text_at(declared, "description")};
    for (const Workload& other : manifest.workloads) {
      if (other.id == workload.id) {
        return bad_input("workload '" + workload.id + "' is declared twice");
      }
    }
    manifest.workloads.push_back(std::move(workload));
  }
  if (object.contains("workload_file")) {
    const json::object declared = object_at(object, "workload_file");
    WorkloadFile file;
    for (const json::value& extension : list_at(declared, "extensions")) {
      file.extensions.emplace_back(extension.as_string());
    }
    file.description = text_at(declared, "description");
    file.names_files = text_at(declared, "names_files");
    manifest.workload_file = std::move(file);
  }
  return {};
}

Result<void> read_objectives(const json::object& object, Manifest& manifest) {
  for (const json::value& value : list_at(object, "objectives")) {
    const json::object& declared = value.as_object();
    NamedObjective objective{text_at(declared, "id"), text_at(declared, "objective"),
                             text_at(declared, "description")};
    for (const Metric& metric : manifest.metrics) {
      if (metric.name != objective.id) continue;
      return bad_input("objective '" + objective.id + "' has the name of a metric");
    }
    for (const NamedObjective& other : manifest.objectives) {
      if (other.id != objective.id) continue;
      return bad_input("objective '" + objective.id + "' is declared twice");
    }
    manifest.objectives.push_back(std::move(objective));
  }
  return {};
}

Result<void> read_spaces(const json::object& object, Manifest& manifest) {
  for (const json::value& value : list_at(object, "spaces")) {
    const json::object& declared = value.as_object();
    const std::string id = text_at(declared, "id");
    for (const NamedSpace& other : manifest.spaces) {
      if (other.id == id) return bad_input("space '" + id + "' is declared twice");
    }
    auto part = manifest.space->narrow(declared.at("parameters").as_object());
    if (!part) return within("space '" + id + "'", part.error());
    manifest.spaces.push_back(
        {id, text_at(declared, "description"), std::make_shared<const Space>(std::move(*part))});
  }
  return {};
}

Result<void> read_config_schema(const json::object& object, Manifest& manifest) {
  manifest.config_schema = object_at(object, "config_schema");
  auto schema = Schema::compile(manifest.config_schema);
  if (!schema) return within("config_schema", schema.error());
  return {};
}

Result<Example> read_example(const json::object& object, const Manifest& manifest) {
  Example example;
  example.parameters = object_at(object, "parameters");
  if (auto point = manifest.space->parse(example.parameters); !point) {
    return tl::unexpected(point.error());
  }
  example.config = object_at(object, "config");
  if (auto config = complete_config(manifest, example.config); !config) {
    return tl::unexpected(config.error());
  }
  std::vector<std::string> workloads;
  for (const Workload& workload : manifest.workloads) workloads.push_back(workload.id);
  example.workload = text_at(object, "workload");
  if (example.workload.empty() && !workloads.empty()) example.workload = workloads.front();
  const bool known =
      std::find(workloads.begin(), workloads.end(), example.workload) != workloads.end();
  if (!example.workload.empty() && !known) {
    return bad_input("unknown workload '" + example.workload + "'" +
                     suggestion(example.workload, workloads));
  }
  example.seed = number_at<std::uint64_t>(object, "seed", 0);
  example.relative_tolerance = number_at<double>(object, "relative_tolerance", 0);
  std::vector<std::string> metrics;
  for (const Metric& metric : manifest.metrics) metrics.push_back(metric.name);
  for (const auto& [name, value] : object.at("metrics").as_object()) {
    const auto place = std::find(metrics.begin(), metrics.end(), std::string_view(name));
    if (place == metrics.end()) {
      return bad_input("unknown metric '" + std::string(name) + "'" + suggestion(name, metrics));
    }
    example.metrics.emplace_back(static_cast<std::size_t>(place - metrics.begin()),
                                 value.to_number<double>());
  }
  return example;
}

Result<void> read_examples(const json::object& object, Manifest& manifest) {
  const json::array& examples = list_at(object, "examples");
  for (std::size_t i = 0; i < examples.size(); ++i) {
    auto example = read_example(examples[i].as_object(), manifest);
    if (!example) return within("examples[" + std::to_string(i) + "]", example.error());
    manifest.examples.push_back(std::move(*example));
  }
  return {};
}

Result<void> read_all(const json::object& object, Manifest& manifest) {
  read_identity(object, manifest);
  manifest.default_objective = text_at(object, "default_objective");
  if (auto named = check_file_name(manifest); !named) return named;
  for (const auto read : {read_config_schema, read_space, read_fidelity, read_metrics,
                          read_workloads, read_objectives, read_spaces, read_examples}) {
    if (auto done = read(object, manifest); !done) return done;
  }
  return {};
}

}  // namespace

Result<Manifest> parse_manifest(std::string text, const fs::path& path) try {
  const std::string where = path.string();
  auto document = parse(text, where);
  if (!document) return tl::unexpected(document.error());
  if (auto valid = manifest_schema().validate(*document, where); !valid) {
    return tl::unexpected(valid.error());
  }
  Manifest manifest;
  manifest.path = fs::absolute(path).lexically_normal();
  manifest.text = std::move(text);
  if (auto read = read_all(document->as_object(), manifest); !read) {
    return within(where, read.error());
  }
  return manifest;
} catch (const std::exception& error) {
  return failure(path.string() + ": cannot be read: " + error.what());
}

Result<std::string> manifest_text(const fs::path& file) {
  constexpr std::uintmax_t k_largest = std::uintmax_t{64} << 20;
  std::error_code ignored;
  const fs::file_status status = fs::status(file, ignored);
  // Opening a pipe would wait for a writer.
  if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status)) {
    return bad_input("cannot read " + file.string() + ": it is not a regular file");
  }
  if (fs::is_regular_file(status) && fs::file_size(file, ignored) > k_largest) {
    return bad_input("cannot read " + file.string() + ": a manifest has at most " +
                     std::to_string(k_largest) + " bytes");
  }
  return read_text(file);
}

Result<Manifest> read_manifest(const fs::path& file) {
  return manifest_text(file).and_then(
      [&](std::string text) { return parse_manifest(std::move(text), file); });
}

std::string code_text(const Manifest& manifest) {
  if (manifest.adapter == Adapter::none) return "library " + manifest.library.filename().string();
  return "adapter " + std::string(adapters[static_cast<std::size_t>(manifest.adapter)]);
}

Result<std::shared_ptr<const Space>> space_named(const Manifest& manifest, std::string_view id) {
  if (id.empty()) return manifest.space;
  std::vector<std::string> known;
  for (const NamedSpace& each : manifest.spaces) {
    if (each.id == id) return each.space;
    known.push_back(each.id);
  }
  if (known.empty()) {
    return bad_input("environment '" + manifest.name + "' has no named spaces, so '" +
                     std::string(id) + "' cannot be chosen");
  }
  return bad_input("environment '" + manifest.name + "' has no space '" + std::string(id) + "'" +
                   suggestion(id, known));
}

Result<json::object> complete_config(const Manifest& manifest, const json::object& config) {
  if (manifest.config_schema.empty()) {
    if (config.empty()) return config;
    return bad_input("config: plugin '" + manifest.name + "' has no settings, but '" +
                     std::string(config.begin()->key()) + "' was given");
  }
  auto schema = Schema::compile(manifest.config_schema);
  if (!schema) return within("config_schema", schema.error());
  json::object complete = Schema::with_defaults(manifest.config_schema, config);
  if (auto valid = schema->validate(complete, "config"); !valid) {
    return tl::unexpected(valid.error());
  }
  return complete;
}

Result<void> apply_settings(Manifest& manifest, const json::object& config) {
  const auto settings = setting_variables(manifest.config_schema, config);
  const auto apply = [&](std::shared_ptr<const Space>& space) -> Result<void> {
    auto bound = space->with_settings(settings);
    if (!bound) return within("environment '" + manifest.name + "'", bound.error());
    space = std::make_shared<const Space>(std::move(*bound));
    return {};
  };
  for (NamedSpace& part : manifest.spaces) {
    if (auto done = apply(part.space); !done) return done;
  }
  return apply(manifest.space);
}

}  // namespace archgym::host
