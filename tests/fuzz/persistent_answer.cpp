// What persistent programs answer.
#include "adapter/persistent/answer.hpp"
#include "fuzz.hpp"
#include "unit/adapter_fixture.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Manifest manifest = archgym::test::adapter_manifest();
  const auto answer = read_answer(archgym::fuzz::text_of(data, size), 1);
  if (!answer) {
    expect(answer.error().message.size() < 10'000, "a message is not as long as the line");
    return 0;
  }
  if (const auto* metrics = answer->if_contains("metrics")) {
    const auto values = read_metrics(*metrics, manifest.metrics);
    if (values) expect(values->size() == manifest.metrics.size(), "a value for every metric");
  }
  if (const auto* points = answer->if_contains("points"); points && points->is_array()) {
    for (const auto& proposed : points->get_array()) {
      auto point = read_point(proposed, *manifest.space);
      if (!point) continue;
      const ag_status status = manifest.space->canonicalise(*point);
      expect(status == AG_OK || status == AG_INFEASIBLE, "a point that was read is well formed");
    }
  }
  return 0;
}
