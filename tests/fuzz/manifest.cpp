// Plugin manifests. One that is accepted describes a space that works.
#include <string>

#include "fuzz.hpp"
#include "plugin/declared_space.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(archgym::fuzz::text_of(data, size));
  const auto manifest = parse_manifest(std::move(text), "/plugins/toy/toy.archgym.json");
  if (!manifest) {
    expect(!manifest.error().message.empty(), "a refused manifest has a reason");
    return 0;
  }
  const Space& space = *manifest->space;
  Point initial = space.initial();
  expect(space.canonicalise(initial) == AG_OK, "the default design is valid");
  const auto named = space.parse(space.to_json(initial));
  expect(named.has_value(), "the default design can be written and read");
  Point sampled(space.size());
  const ag_status status = space.sample(1, 0, sampled);
  expect(status == AG_OK || status == AG_INFEASIBLE, "a sample has a status of its own");
  if (status == AG_OK) expect(space.canonicalise(sampled) == AG_OK, "a sample is valid");
  if (const auto config = complete_config(*manifest, {})) {
    Manifest configured = *manifest;
    expect(settle_space(configured, *config, default_workload(configured)).has_value(),
           "the defaults can be applied again");
    expect(configured.space->canonicalise(initial) == AG_OK, "the default design is still valid");
  }
  return 0;
}
