#include "validate/environment_session.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>

#include "adapter/create.hpp"
#include "json/json.hpp"
#include "plugin/error_text.hpp"
#include "plugin/info_text.hpp"
#include "plugin/library.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::size_t k_guards = 8;
constexpr std::uint64_t k_guard_bits = 0x7ff8a5a5a5a5a5a5;  // a NaN that nobody computes
constexpr std::size_t k_text_guards = 64;
constexpr char k_text_guard = '\x5a';

// One item of a call. The tables have room for the members of newer ones behind them.
struct Slot {
  Slot(const EvaluationRequest& asked, const Point& point, std::size_t metric_count)
      : metrics(metric_count + k_guards, std::bit_cast<double>(k_guard_bits)),
        text(asked.room_for_text + k_text_guards, k_text_guard),
        room(asked.room_for_text),
        error{sizeof(ag_error), AG_OK, text.data(), room, 0} {
    std::fill_n(metrics.begin(), metric_count, std::numeric_limits<double>::quiet_NaN());
    const std::uint32_t more = asked.newer ? sizeof(newer_request) : 0;
    request = {static_cast<std::uint32_t>(sizeof(ag_eval_request)) + more,
               0,
               point.data(),
               point.size(),
               asked.seed,
               asked.workload.c_str()};
    result = {static_cast<std::uint32_t>(sizeof(ag_eval_result)) + more,
              AG_OK,
              metrics.data(),
              metric_count,
              asked.optional_pointers ? &error : nullptr,
              asked.optional_pointers ? info.get() : nullptr};
  }

  Evaluated read(std::size_t metric_count) {
    Evaluated read;
    read.status = result.status;
    read.metrics.assign(metrics.begin(),
                        metrics.begin() + static_cast<std::ptrdiff_t>(metric_count));
    read.reason = text.substr(0, std::min<std::size_t>(error.length, room));
    read.info = info.take();
    const bool metrics_kept = std::all_of(
        metrics.begin() + static_cast<std::ptrdiff_t>(metric_count), metrics.end(),
        [](double guard) { return std::bit_cast<std::uint64_t>(guard) == k_guard_bits; });
    const bool text_kept =
        text.find_first_not_of(k_text_guard, room) == std::string::npos && error.length <= room;
    read.overran = !metrics_kept || !text_kept;
    return read;
  }

  std::vector<double> metrics;
  std::string text;
  std::size_t room;
  ag_error error;
  InfoText info;
  ag_eval_request request{};
  std::uint64_t newer_request[4] = {~0ULL, ~0ULL, ~0ULL, ~0ULL};
  ag_eval_result result{};
  std::uint64_t newer_result[4] = {~0ULL, ~0ULL, ~0ULL, ~0ULL};
};

}  // namespace

std::string Evaluated::bytes() const {
  std::string bytes(reinterpret_cast<const char*>(&status), sizeof(status));
  if (status == AG_OK || status == AG_DONE) {
    bytes.append(reinterpret_cast<const char*>(metrics.data()), metrics.size() * sizeof(double));
  }
  return bytes;
}

EnvironmentSession::EnvironmentSession(Check& check, const ag_host& host, const Manifest& settled,
                                       const boost::json::object& config)
    : environment_(make(check, host, settled, config)), metric_count_(settled.metrics.size()) {
  const auto& workloads = check.manifest().workloads;
  if (!workloads.empty()) first_workload_ = workloads.front().id;
  call_.cancel = &cancel_;
  call_.scratch_root = check.setup().directory;
}

Environment EnvironmentSession::make(Check& check, const ag_host& host, const Manifest& manifest,
                                     const boost::json::object& given) {
  const auto config = check.value(complete_config(manifest, given));
  if (manifest.adapter != Adapter::none) {
    return check.value(create_environment(check.services(), manifest, config));
  }
  factory_ = static_cast<const ag_env_factory*>(
      check.value(load_factory(manifest, AG_ENV_ID, AG_SIZE_UP_TO(ag_env_factory, evaluate))));
  ErrorText error;
  const std::string text = compact(config);
  const std::string resources = manifest.path.parent_path().string();
  const ag_env_setup setup{sizeof setup, 0, text.c_str(), resources.c_str()};
  const ag_status status = factory_->create(&host, &setup, &instance_, error.get());
  if (status != AG_OK || !instance_) {
    check.fail("create() fails: " + error.text(status_name(status)));
  }
  return {factory_, instance_};
}

std::vector<Evaluated> EnvironmentSession::evaluate(const EvaluationRequest& asked) {
  std::vector<std::unique_ptr<Slot>> slots;
  std::vector<const ag_eval_request*> request_pointers;
  std::vector<ag_eval_result*> result_pointers;
  for (const Point& point : asked.points) {
    slots.push_back(std::make_unique<Slot>(asked, point, metric_count_));
    request_pointers.push_back(&slots.back()->request);
    result_pointers.push_back(&slots.back()->result);
  }
  ErrorText error;
  const ag_status status = environment_.evaluate(call_, request_pointers, result_pointers,
                                                 asked.optional_pointers ? error.get() : nullptr);
  call_.remove_scratch();
  std::vector<Evaluated> results;
  for (const auto& slot : slots) {
    results.push_back(slot->read(metric_count_));
    if (status == AG_OK) continue;
    results.back().status = status;
    results.back().reason = error.text("");
  }
  return results;
}

Evaluated EnvironmentSession::evaluate(const Point& point, std::uint64_t seed) {
  return evaluate({{point}, first_workload_, seed}).front();
}

std::vector<Evaluated> EnvironmentSession::take_steps(const std::vector<Point>& points) {
  ErrorText error;
  std::vector<Evaluated> results;
  ag_status status = environment_.reset(call_, error.get());
  for (const Point& point : points) {
    const EvaluationRequest asked{{point}, first_workload_};
    Slot slot(asked, point, metric_count_);
    if (status == AG_OK) status = environment_.step(call_, slot.request, slot.result, error.get());
    call_.remove_scratch();
    results.push_back(slot.read(metric_count_));
    if (status != AG_OK) {
      results.back().status = status;
      results.back().reason = error.text("");
    }
    if (results.back().status != AG_OK) break;
  }
  return results;
}

const void* EnvironmentSession::extension(const char* id) const {
  if (!AG_HAS(ag_env_factory, factory_, get_extension)) return nullptr;
  return factory_->get_extension(instance_, id);
}

std::string quoted_reason(const Evaluated& result) {
  return status_name(result.status) +
         (result.reason.empty() ? ", without a reason" : ": " + result.reason);
}

void expect_result(const Check& check, const Evaluated& result) {
  if (result.status == AG_INFEASIBLE) return;
  if (result.status == AG_E_INVALID) {
    check.fail("the evaluation ends with " + quoted_reason(result) +
               "; the design is valid by the manifest: AG_INFEASIBLE says that it has no result");
  }
  check.require(result.status == AG_OK, "the evaluation ends with " + quoted_reason(result));
  const bool measured =
      std::ranges::any_of(result.metrics, [](double m) { return !std::isnan(m); });
  check.require(measured, "the evaluation ends with AG_OK, but no metric was written");
}

std::vector<std::string> all_workloads(Check& check) {
  std::vector<std::string> ids;
  for (const Workload& workload : check.manifest().workloads) ids.push_back(workload.id);
  if (ids.empty()) ids.emplace_back();
  return ids;
}

std::string design_text(const Space& space, std::span<const ag_value> point) {
  std::string text;
  for (std::size_t k = 0; k < space.size(); ++k) {
    if (point[k].kind == AG_KIND_NONE) continue;
    text += (text.empty() ? "" : " ") + space[k].name + "=" + space.to_text(k, point[k]);
  }
  return text;
}

std::vector<Point> some_designs(const Space& space, std::uint64_t count) {
  std::vector<Point> designs{space.initial()};
  for (std::uint64_t k = 0; k < count; ++k) {
    Point point(space.size());
    if (space.sample(1, k, point) == AG_OK) designs.push_back(std::move(point));
  }
  return designs;
}

}  // namespace archgym::host::validation
