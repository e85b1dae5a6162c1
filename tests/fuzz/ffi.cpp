// Descriptors of C functions: reading and planning alone. No library is loaded and nothing called.
#include <boost/json.hpp>
#include <string>

#include "adapter/ffi/plan.hpp"
#include "fuzz.hpp"
#include "json/json.hpp"
#include "plugin/manifest.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

namespace {

const Manifest& manifest() {
  static const Manifest read = parse_manifest(R"({
    "manifest_version": 1, "id": "org.example.f", "name": "f", "kind": "environment",
    "version": "1.0.0", "summary": "F.", "adapter": "ffi", "ffi": {},
    "parameters": [
      {"name": "x", "type": "integer", "minimum": -9, "maximum": 300, "default": 4, "description": "X."},
      {"name": "r", "type": "real", "minimum": 0, "maximum": 9, "default": 2.5, "unit": "ns", "description": "R."},
      {"name": "on", "type": "bool", "default": true, "description": "On."},
      {"name": "c", "type": "categorical", "values": ["a", "b", "d"], "default": "b", "description": "C."}],
    "metrics": [{"name": "m", "unit": "ns", "direction": "minimize", "description": "M."}],
    "workloads": [{"id": "abc", "description": "ABC."}],
    "examples": [{"metrics": {"m": 0}}]})",
                                              "/plugins/f/f.archgym.json")
                                   .value();
  return read;
}

// A descriptor that was accepted holds together: whatever is stored lies within its argument.
void check(const ffi::Signature& signature) {
  for (const ffi::Argument& argument : signature.arguments) {
    for (const ffi::Store& store : argument.stores) {
      expect(store.offset + ffi::size_of(store.type) <= argument.size,
             "a value lies in its argument");
    }
    for (const ffi::Cell& cell : argument.cells) {
      expect(cell.offset + cell.count * ffi::size_of(cell.type) <= argument.size,
             "a field lies in its struct");
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto descriptor = parse(archgym::fuzz::text_of(data, size), "descriptor");
  if (!descriptor || !descriptor->is_object()) return 0;
  Manifest with = manifest();
  with.descriptor = descriptor->get_object();
  const auto plan = ffi::read_plan(with, {{"k", 6}, {"text", "four"}});
  if (!plan) {
    expect(!plan.error().message.empty(), "a refused descriptor has a reason");
    return 0;
  }
  check(plan->function);
  if (plan->init) check(*plan->init);
  return 0;
}
