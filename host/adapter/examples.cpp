#include "adapter/examples.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "base/number.hpp"
#include "plugin/error_text.hpp"

namespace archgym::host {
namespace {

bool close(double found, double expected, double relative_tolerance) {
  return found == expected ||
         std::fabs(found - expected) <= relative_tolerance * std::fabs(expected);
}

std::string difference(const Manifest& manifest, const Example& example, std::size_t metric,
                       double expected, double found) {
  const Metric& declared = manifest.metrics[metric];
  std::string text = declared.name + " is " + format_real(found) + " " + declared.unit +
                     ", and the example says " + format_real(expected);
  if (example.relative_tolerance > 0) {
    text += " (relative tolerance " + format_real(example.relative_tolerance) + ")";
  }
  return text;
}

}  // namespace

Result<void> check_example(Environment& environment, const Manifest& manifest,
                           const Example& example) {
  auto point = manifest.space->parse(example.parameters);
  if (!point) return tl::unexpected(point.error());
  std::vector<double> metrics(manifest.metrics.size(), std::numeric_limits<double>::quiet_NaN());
  ErrorText reason, call_reason;
  const ag_eval_request request{
      sizeof(ag_eval_request), 0, point->data(), point->size(), example.seed,
      example.workload.c_str()};
  ag_eval_result result{sizeof(ag_eval_result), AG_OK,        metrics.data(),
                        metrics.size(),         reason.get(), nullptr};
  const ag_eval_request* requests[] = {&request};
  ag_eval_result* results[] = {&result};
  ag_ctx call;
  const ag_status status = environment.evaluate(call, requests, results, call_reason.get());
  if (status != AG_OK) return bad_input(call_reason.text(status_name(status)));
  if (result.status != AG_OK) return bad_input(reason.text(status_name(result.status)));
  for (const auto& [metric, expected] : example.metrics) {
    if (close(metrics[metric], expected, example.relative_tolerance)) continue;
    return bad_input(difference(manifest, example, metric, expected, metrics[metric]));
  }
  return {};
}

}  // namespace archgym::host
