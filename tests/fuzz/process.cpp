// Descriptors of the process adapter, and the output that they read: a descriptor, a NUL, a text.
// Nothing is run.
#include <filesystem>
#include <fstream>

#include "adapter/process/arguments.hpp"
#include "adapter/process/input_files.hpp"
#include "adapter/process/measurements.hpp"
#include "adapter/process/output_patterns.hpp"
#include "fuzz.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

namespace {

namespace fs = std::filesystem;

constexpr const char* k_manifest = R"json({
  "manifest_version": 1, "id": "org.example.tool", "name": "tool", "kind": "environment",
  "version": "1.0.0", "summary": "s", "adapter": "process",
  "parameters": [{"name": "Size", "type": "ordinal", "values": [1, 2, 4], "unit": "KiB",
                  "default": 2, "description": "d"}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "process": {}})json";

// A run that left `text` as each of its outputs.
fs::path left_behind(const std::string& text) {
  static const fs::path directory = [] {
    std::string pattern = (fs::temp_directory_path() / "archgym-fuzz-XXXXXX").string();
    return fs::path(::mkdtemp(pattern.data()));
  }();
  fs::create_directories(directory / "work");
  for (const char* name : {"stdout", "stderr", "work/out"}) {
    std::ofstream(directory / name, std::ios::binary) << text;
  }
  return directory;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Manifest manifest = parse_manifest(k_manifest, "/tool/tool.archgym.json").value();
  static const Scope scope = Scope::create(manifest, {}).value();
  static const Point point = manifest.space->initial();
  const std::string input(archgym::fuzz::text_of(data, size));
  const std::size_t end = std::min(input.find('\0'), input.size());
  const auto document = parse(std::string_view(input).substr(0, end), "descriptor");
  if (!document || !document->is_object()) return 0;
  const auto& declared = document->get_object();
  if (!process_schema().validate(declared, "process")) return 0;

  const Design design = scope.design(point, "", 1);
  const auto arguments = Arguments::create(scope, list_at(declared, "arguments"));
  if (arguments) (void)arguments->render(scope, design);
  (void)Variables::create(scope, object_at(declared, "environment"));
  (void)InputFiles::create(scope, list_at(declared, "files"));
  const auto measurements = Measurements::create(manifest, scope, object_at(declared, "metrics"));
  const auto infeasible = OutputPatterns::create("infeasible", declared);
  const fs::path directory = left_behind(end < input.size() ? input.substr(end + 1) : "");
  Outputs outputs(directory / "work", directory);
  if (infeasible) (void)infeasible->find(outputs);
  if (!measurements) return 0;
  const auto metrics = measurements->read(outputs, design);
  expect(!metrics || metrics->size() == 1, "one value for every metric");
  return 0;
}
