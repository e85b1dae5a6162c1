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
#include "plugin/declared_space.hpp"

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
  manifest.uses_fidelity = flag_at(object, "uses_fidelity");
  manifest.isolation = read_isolation(object_at(object, "isolation"));
}

Result<void> check_file_name(const Manifest& manifest) {
  const std::string expected = manifest.name + ".archgym.json";
  if (manifest.path.filename() == expected) return {};
  return bad_input("name: '" + manifest.name +
                   "' does not match the file name; expected the file " + expected);
}

Result<void> read_space(const json::object& object, Manifest& manifest) {
  manifest.space_depends_on = texts_at(object, "space_depends_on");
  manifest.space = std::make_shared<const Space>(Space::from_json({}, {}).value());
  if (!manifest.space_depends_on.empty()) return {};
  for (const char* key : {"parameters", "constraints", "spaces", "fidelity"}) {
    if (const json::value* value = object.if_contains(key)) manifest.declared[key] = *value;
  }
  if (const json::value* value = object.if_contains("hyperparameters")) {
    manifest.declared["parameters"] = *value;
  }
  // Not complete_config(): a setting that the user must give has no default, and is then an error
  // in an expression only.
  const auto config = Schema::with_defaults(manifest.config_schema, {});
  if (auto settled = settle_space(manifest, config, default_workload(manifest)); !settled) {
    return settled;
  }
  return check_default_designs(manifest);
}

Result<void> read_metrics(const json::object& object, Manifest& manifest) {
  std::unordered_set<std::string> names;
  for (const json::value& value : list_at(object, "metrics")) {
    const json::object& declared = value.as_object();
    Metric metric{text_at(declared, "name"), text_at(declared, "unit"),
                  choice_at(declared, "direction", directions, Direction::none),
                  text_at(declared, "description")};
    // Whatever the case: they become columns of a table, whose names ignore it.
    if (!names.insert(lower_case(metric.name)).second) {
      return bad_input("metric '" + metric.name + "' is declared twice");
    }
    manifest.metrics.push_back(std::move(metric));
  }
  return {};
}

// Expressions that use one are to work on every workload.
Result<void> check_constants(const Manifest& manifest, const Workload& workload) {
  if (manifest.workloads.empty()) return {};
  const Workload& first = manifest.workloads.front();
  const auto check = [](const Workload& has, const Workload& lacks) -> Result<void> {
    for (const auto& [name, value] : has.constants) {
      if (lacks.constants.contains(name)) continue;
      return bad_input("workload '" + lacks.id + "' has no constant '" + std::string(name) +
                       "', which '" + has.id + "' has");
    }
    return {};
  };
  return check(first, workload).and_then([&] { return check(workload, first); });
}

Result<void> read_workloads(const json::object& object, Manifest& manifest) {
  for (const json::value& value : list_at(object, "workloads")) {
    const json::object& declared = value.as_object();
    Workload workload{text_at(declared, "id"), text_at(declared, "description"),
                      object_at(declared, "constants")};
    for (const Workload& other : manifest.workloads) {
      if (other.id == workload.id) {
        return bad_input("workload '" + workload.id + "' is declared twice");
      }
    }
    if (auto same = check_constants(manifest, workload); !same) return same;
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
    file.constants = text_at(declared, "constants");
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

Result<void> read_config_schema(const json::object& object, Manifest& manifest) {
  manifest.config_schema = object_at(object, "config_schema");
  auto schema = Schema::compile(manifest.config_schema);
  if (!schema) return within("config_schema", schema.error());
  return {};
}

Result<Example> read_example(const json::object& object, const Manifest& manifest) {
  Example example;
  example.parameters = object_at(object, "parameters");
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

// Values of an example are those of the space under its settings, on its workload. Where the
// environment is asked for the space, only the validator can say whether they are.
Result<void> check_parameters(const Manifest& manifest, const Example& example) {
  if (!manifest.space_depends_on.empty()) return {};
  std::shared_ptr<const Space> space = manifest.space;
  if (manifest.declared.at("parameters") != manifest.settled.at("parameters")) {
    Manifest of_example = manifest;
    auto config = complete_config(manifest, example.config);
    if (!config) return tl::unexpected(config.error());
    auto settled = settle_space(of_example, *config, example.workload);
    if (!settled) return settled;
    space = of_example.space;
  }
  auto point = space->parse(example.parameters);
  if (!point) return tl::unexpected(point.error());
  return {};
}

Result<void> read_examples(const json::object& object, Manifest& manifest) {
  const json::array& examples = list_at(object, "examples");
  for (std::size_t i = 0; i < examples.size(); ++i) {
    auto example = read_example(examples[i].as_object(), manifest);
    if (example) {
      if (auto valid = check_parameters(manifest, *example); !valid) {
        example = tl::unexpected(valid.error());
      }
    }
    if (!example) return within("examples[" + std::to_string(i) + "]", example.error());
    manifest.examples.push_back(std::move(*example));
  }
  return {};
}

Result<void> read_all(const json::object& object, Manifest& manifest) {
  read_identity(object, manifest);
  manifest.default_objective = text_at(object, "default_objective");
  if (auto named = check_file_name(manifest); !named) return named;
  for (const auto read : {read_config_schema, read_workloads, read_metrics, read_space,
                          read_objectives, read_examples}) {
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

bool space_depends_on(const Manifest& manifest, std::string_view what) {
  return std::ranges::any_of(manifest.space_depends_on,
                             [what](const std::string& each) { return each == what; });
}

std::string default_workload(const Manifest& manifest) {
  return manifest.workloads.empty() ? std::string() : manifest.workloads.front().id;
}

}  // namespace archgym::host
