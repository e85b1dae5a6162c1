// What the ffi adapter costs per evaluation, over a direct call of the same C function.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include "adapter/ffi/ffi_environment.hpp"
#include "adapter/ffi/foreign_library.hpp"
#include "base/clock.hpp"
#include "bench.hpp"
#include "plugin/discovery.hpp"

extern "C" {
#include "plugins/good/shapes/shapes.h"
}

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr std::uint64_t k_calls = 2'000'000;
constexpr int k_rounds = 5;

template <class Work>
double cpu_microseconds(Work&& work) {
  const Stopwatch stopwatch;
  for (std::uint64_t n = 0; n < k_calls; ++n) work(n);
  return 1e6 * stopwatch.cpu_seconds() / static_cast<double>(k_calls);
}

// The same two structs with the same values, by hand.
double direct(const Manifest& manifest) {
  const auto library =
      ffi::ForeignLibrary::load(manifest.path.parent_path() / "libshapes.so").value();
  auto* const model =
      reinterpret_cast<decltype(&cache_model)>(library.function("cache_model").value());
  double sum = 0;
  const double cost = cpu_microseconds([&](std::uint64_t n) {
    const std::int32_t ways = 1 + static_cast<std::int32_t>(n & 3);
    const cache_config config{false, 256,  static_cast<std::uint16_t>(ways),
                              1,     2.0F, {3, 12, ways + 1}};
    cache_result result{};
    if (model(&config, &result) == 0) sum += 1e9 * result.access_time;
  });
  if (sum < 0) std::puts("");  // the loop must not be optimised away
  return cost;
}

double adapted(const Manifest& manifest) {
  const HostServices services({});
  const auto environment =
      adapt_function(services, manifest, complete_config(manifest, {}).value()).value();
  Point point = manifest.space->initial();
  const std::size_t ways = manifest.space->find("Ways").value();
  std::vector<double> metrics(manifest.metrics.size());
  ag_ctx context;
  archgym::Call call(&services.table(), &context);
  double sum = 0;
  const double cost = cpu_microseconds([&](std::uint64_t n) {
    point[ways].as.i64 = 1 + static_cast<std::int64_t>(n & 3);
    const ag_eval_request request{sizeof(ag_eval_request), 0, point.data(), point.size(), 1, ""};
    ag_eval_result answer{sizeof(ag_eval_result), AG_OK,   metrics.data(),
                          metrics.size(),         nullptr, nullptr};
    archgym::Result result(&answer);
    environment->evaluate(archgym::Request(&request), result, call);
    sum += metrics[0];
  });
  if (sum < 0) std::puts("");
  return cost;
}

}  // namespace

void ffi_adapter() {
  const Manifest manifest =
      find_plugin("shapes", PluginKind::environment, {ARCHGYM_TEST_PLUGINS}).value();
  std::printf("ffi adapter: CPU microseconds per evaluation, %llu evaluations, best of %d rounds\n",
              static_cast<unsigned long long>(k_calls), k_rounds);
  const std::vector<Case> cases{{"direct call of the function", [&] { return direct(manifest); }},
                                {"the adapter's evaluate()", [&] { return adapted(manifest); }}};
  print_table(cases, k_rounds);
}

}  // namespace archgym::bench
