// Plugin manifests: <name>.archgym.json, read and checked before any code of the plugin runs.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "plugin/limits.hpp"
#include "space/space.hpp"

namespace archgym::host {

enum class PluginKind { environment, agent, model };
enum class Direction { minimize, maximize, none };
enum class Concurrency { process, serial, instances };
enum class Determinism { bitwise, seeded, none };
// What stands in for a library of the plugin's own: nothing, or an adapter of the host.
enum class Adapter { none, process, persistent, ffi };
enum class Cancellation { poll, interrupt, kill };

struct Metric {
  std::string name;
  std::string unit;
  Direction direction = Direction::none;
  std::string description;
};

struct Workload {
  std::string id;
  std::string description;
  boost::json::object constants;  // of expressions: workload.NAME; the same names in all workloads
};

// The plugin takes workloads that are files of the user.
struct WorkloadFile {
  std::vector<std::string> extensions;  // ".stl"; what a file name may end with
  std::string description;
  std::string names_files;  // "/traces/*": where a JSON file names further ones; "": nowhere
  std::string constants;    // "/layer": where a JSON file has its constants; "": nowhere
};

// An objective that has a name.
struct NamedObjective {
  std::string id;
  std::string objective;  // as for --objective
  std::string description;
};

// A part of the space that has a name.
struct NamedSpace {
  std::string id;
  std::string description;
  std::shared_ptr<const Space> space;
};

// Known results, checked by the validator: default parameters with `parameters` on top.
struct Example {
  boost::json::object parameters;
  boost::json::object config;
  std::string workload;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::size_t, double>> metrics;  // (metric index, value)
  double relative_tolerance = 0;
};

struct Isolation {
  bool in_process = false;  // the plugin may run inside the host
  Limits limits;
};

struct Manifest {
  std::filesystem::path path;  // the manifest file, absolute
  std::string text;            // its bytes
  std::string id;              // "org.archgym.dramsys"
  std::string name;            // "dramsys": the file is <name>.archgym.json
  PluginKind kind{};
  std::string version;            // semantic version of the plugin
  std::string summary;            // one line
  std::string description;        // paragraphs of Markdown
  std::filesystem::path library;  // absolute path of the shared library; "" with an adapter
  Adapter adapter = Adapter::none;
  boost::json::object descriptor;  // what the adapter is to do; see its schema
  std::uint32_t abi_major = 1;
  std::uint32_t abi_minor_needed = 0;
  Concurrency concurrency = Concurrency::process;
  Determinism determinism = Determinism::none;
  Cancellation cancellation = Cancellation::kill;
  std::uint64_t max_batch = 1;
  bool episodes = false;  // of an environment: results depend on the designs before (episode.h)
  Isolation isolation;

  // The searched parameters of an environment; the hyperparameters of an agent or a model. As it is
  // for the default settings and the first workload until settle_space() (declared_space.hpp) makes
  // it that of others, and so are the named parts, `spaces`.
  std::shared_ptr<const Space> space;
  // Environments: "workload", "config". Unless empty, the environment is asked for its space, and
  // until then the space has no parameters.
  std::vector<std::string> space_depends_on;
  // What the space is made from: members `parameters` and more, as declared; and as it is in use,
  // with numbers in place of expressions, and `constants`, the values of the names that are none of
  // parameters.
  boost::json::object declared, settled;

  // agents: chooses the fidelity of evaluations where the environment offers one
  bool uses_fidelity = false;

  // environments
  boost::json::object config_schema;  // JSON Schema (draft 7) of the config object; may be empty
  std::vector<Metric> metrics;
  std::vector<Workload> workloads;  // the first is the default; empty: no workloads
  std::optional<WorkloadFile> workload_file;
  std::string default_objective;  // "" : the first metric with a direction
  std::vector<NamedObjective> objectives;
  std::vector<NamedSpace> spaces;
  std::vector<Example> examples;
};

// "library libdramsys_env.so", "adapter process": what runs, in words.
std::string code_text(const Manifest& manifest);

// Read one manifest file: JSON with a position on error, the schema, then what the schema cannot
// say (names, defaults, expressions, file name and library match).
Result<Manifest> read_manifest(const std::filesystem::path& file);
// The bytes of a manifest file. Whatever has its name is read or refused with the reason: a
// directory, a pipe, a link to nowhere, a file without an end.
Result<std::string> manifest_text(const std::filesystem::path& file);
// The same from bytes, for tests and the embedded copy. `path` is where it would be.
Result<Manifest> parse_manifest(std::string text, const std::filesystem::path& path);

// The first of the manifest; "" when it has none.
std::string default_workload(const Manifest&);

// Whether the space depends on "workload" or "config", as far as the environment is asked for it.
bool space_depends_on(const Manifest&, std::string_view what);

// The part of the space with this name; the whole space for "". The error names the nearest one.
Result<std::shared_ptr<const Space>> space_named(const Manifest&, std::string_view id);

// The config of a plugin, complete: checked against config_schema, defaults filled in.
Result<boost::json::object> complete_config(const Manifest&, const boost::json::object& config);

}  // namespace archgym::host
