// Templates of descriptors, and texts inserted into them.
#include "adapter/process/template.hpp"

#include "fuzz.hpp"
#include "plugin/manifest.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

namespace {

constexpr const char* k_manifest = R"json({
  "manifest_version": 1, "id": "org.example.tool", "name": "tool", "kind": "environment",
  "version": "1.0.0", "summary": "s", "adapter": "process",
  "parameters": [
    {"name": "Size", "type": "ordinal", "values": [1, 2, 4], "unit": "KiB", "default": 2,
     "description": "d"},
    {"name": "On", "type": "bool", "default": false, "description": "d"},
    {"name": "Degree", "type": "integer", "minimum": 1, "maximum": 8, "default": 2, "when": "On",
     "description": "d"},
    {"name": "Policy", "type": "categorical", "values": ["LRU", "x"], "default": "LRU",
     "description": "d"},
    {"name": "Order", "type": "permutation", "values": ["N", "K"], "default": ["K", "N"],
     "description": "d"}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "workloads": [{"id": "small", "description": "d"}], "process": {}})json";

constexpr Format k_formats[] = {Format::argument, Format::text, Format::json,
                                Format::yaml,     Format::ini,  Format::xml};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Manifest manifest = parse_manifest(k_manifest, "/tool/tool.archgym.json").value();
  static const Scope scope = Scope::create(manifest, {}).value();
  static const Point point = manifest.space->initial();
  const auto text = archgym::fuzz::text_of(data, size);
  for (const Format format : k_formats) {
    const auto parsed = Template::parse(text, scope, format);
    // The text is also a workload: a file name that anybody chose.
    if (parsed) (void)parsed->render(scope, scope.design(point, text, 1));
    std::string escaped;
    if (!append_escaped(escaped, text, format)) continue;
    if (format == Format::argument) expect(!escaped.starts_with('-'), "no option");
    if (format != Format::json && format != Format::yaml) {
      expect(escaped.find('\n') == std::string::npos, "one line");
    }
    if (format == Format::xml) expect(escaped.find('<') == std::string::npos, "no element");
  }
  return 0;
}
