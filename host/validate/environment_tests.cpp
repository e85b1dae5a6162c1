#include "validate/environment_tests.hpp"

#include <archgym/archgym.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "base/clock.hpp"
#include "base/number.hpp"
#include "json/json.hpp"
#include "plugin/error_text.hpp"
#include "run/values.hpp"
#include "validate/designs.hpp"
#include "validate/environment_session.hpp"
#include "validate/other_process.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_random_designs = 100;
// What a plugin that was asked to cancel has before its process is killed.
constexpr double k_cancel_seconds = 1;
constexpr int k_warm_evaluations = 10;
constexpr int k_watched_evaluations = 50;
constexpr double k_leak_kibibytes = 16;  // of one evaluation
constexpr double k_default_memory_mebibytes = 1024;
constexpr int k_timed_evaluations = 3;

EnvironmentSession session_of(Check& check) {
  return {check, check.services().table(), check.settled()};
}

bool valid_utf8(const std::string& text) {
  boost::json::error_code error;
  boost::json::parse(boost::json::serialize(boost::json::string(text)), error);
  return !error;
}

std::string printable(const std::string& text) {
  std::string kept;
  for (const char byte : text.substr(0, 60)) kept += byte >= 0x20 && byte < 0x7f ? byte : '?';
  return kept;
}

std::string first_workload(Check& check) {
  return default_workload(check.manifest());
}

// Designs with results of every kind: notable ones and random ones.
std::vector<Point> varied_designs(const Space& space) {
  std::vector<Point> designs = some_designs(space, k_random_designs);
  for (NotableDesign& design : notable_designs(space)) designs.push_back(std::move(design.point));
  return designs;
}

double resident_kibibytes() {
  std::ifstream statistics("/proc/self/statm");
  double size = 0, resident = 0;
  statistics >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::string bytes_of_steps(EnvironmentSession& session, const std::vector<Point>& designs) {
  std::string bytes;
  for (const Evaluated& step : session.take_steps(designs)) bytes += step.bytes();
  return bytes;
}

std::string all_bytes(EnvironmentSession& session, const std::vector<Point>& designs) {
  std::string bytes;
  for (const Point& design : designs) bytes += session.evaluate(design).bytes();
  return bytes;
}

// The same with several designs in each call, from the back, so that each has another place.
std::string in_calls(Check& check, const std::vector<Point>& designs) {
  auto session = session_of(check);
  const std::size_t most = std::min<std::size_t>(check.manifest().max_batch, designs.size());
  std::string bytes;
  for (std::size_t end = designs.size(); end > 0;) {
    const std::size_t begin = end - std::min(most, end);
    EvaluationRequest request;
    request.workload = first_workload(check);
    for (std::size_t k = end; k > begin; --k) request.points.push_back(designs[k - 1]);
    const auto results = session.evaluate(request);
    std::string part;
    for (std::size_t k = begin; k < end; ++k) part += results[end - 1 - k].bytes();
    bytes.insert(0, part);
    end = begin;
  }
  return bytes;
}

}  // namespace

void default_design_evaluates(Check& check) {
  auto session = session_of(check);
  const Evaluated result = session.evaluate(check.settled().space->initial());
  check.require(result.status == AG_OK,
                "the default design has no result: " + quoted_reason(result));
  expect_result(check, result);
  // What a run without options needs; an environment need not have an objective of its own.
  if (const auto objectives = parse_objectives({}, check.manifest())) {
    Outcome outcome;
    outcome.status = EvaluationStatus::ok;
    require_values({*objectives, {}, check.manifest().metrics}, result.metrics, outcome);
    check.require(outcome.status == EvaluationStatus::ok,
                  "the default design has no result: " + outcome.reason);
  }
}

void workloads_are_known(Check& check) {
  const auto& workloads = check.manifest().workloads;
  if (workloads.size() < 2) check.skip("the manifest has no second workload");
  for (const Workload& workload : workloads) {
    if (!check.next_case("workload " + workload.id)) continue;
    const Manifest settled = check.settled_for(workload.id);
    EnvironmentSession session(check, check.services().table(), settled);
    EvaluationRequest request;
    request.points = {settled.space->initial()};
    request.workload = workload.id;
    expect_result(check, session.evaluate(request).front());
  }
}

void bounds_evaluate(Check& check) {
  auto session = session_of(check);
  for (const NotableDesign& design : notable_designs(*check.settled().space)) {
    if (design.other_conditions || !check.next_case(design.text)) continue;
    expect_result(check, session.evaluate(design.point));
  }
}

void inactive_parameters_are_ignored(Check& check) {
  const Space& space = *check.settled().space;
  const bool conditions = std::ranges::any_of(
      space.parameters(), [](const Parameter& p) { return p.when.has_value(); });
  if (!conditions) check.skip("no parameter has a condition");
  auto session = session_of(check);
  for (const NotableDesign& design : notable_designs(space)) {
    if (!design.other_conditions) continue;
    if (!check.next_case(design_text(space, design.point))) continue;
    expect_result(check, session.evaluate(design.point));
  }
}

void examples_are_reproduced(Check& check) {
  const Manifest& manifest = check.manifest();
  if (manifest.examples.empty()) check.skip("the manifest has no examples");
  for (std::size_t k = 0; k < manifest.examples.size(); ++k) {
    const Example& example = manifest.examples[k];
    if (!check.next_case("examples[" + std::to_string(k) + "]")) continue;
    const Manifest settled = check.settled_for(example.workload, example.config);
    EvaluationRequest request;
    request.points = {check.value(settled.space->parse(example.parameters))};
    request.workload = example.workload;
    request.seed = example.seed;
    EnvironmentSession session(check, check.services().table(), settled, example.config);
    const Evaluated result = session.evaluate(request).front();
    check.require(result.status == AG_OK, "it has no result: " + quoted_reason(result));
    for (const auto& [metric, expected] : example.metrics) {
      const double found = result.metrics[metric];
      const double allowed = example.relative_tolerance * std::abs(expected);
      check.require(found == expected || std::abs(found - expected) <= allowed,
                    manifest.metrics[metric].name + " is " + format_real(found) + ", expected " +
                        format_real(expected) + " within " + format_real(allowed));
    }
  }
}

void inert_parameters_are_inert(Check& check) {
  if (check.manifest().determinism == Determinism::none) {
    check.skip("the manifest declares determinism = none");
  }
  const auto pairs = inert_pairs(*check.settled().space);
  if (pairs.empty()) check.skip("no parameter is inert anywhere");
  auto session = session_of(check);
  for (const InertPair& pair : pairs) {
    if (!check.next_case(pair.text + " where it is declared inert")) continue;
    const Evaluated other = session.evaluate(pair.other);
    if (other.status < 0) continue;  // it refuses what hosts never send
    check.require(other.bytes() == session.evaluate(pair.canonical).bytes(),
                  "the parameter changes the result although the manifest says that it has no "
                  "effect there (inert_when)");
  }
}

void failures_have_reasons(Check& check) {
  const Space& space = *check.settled().space;
  auto session = session_of(check);
  std::uint64_t failures = 0;
  for (const Point& design : varied_designs(space)) {
    if (!check.next_case(design_text(space, design))) continue;
    const Evaluated result = session.evaluate(design);
    if (result.status == AG_OK) continue;
    ++failures;
    check.require(!result.reason.empty(),
                  status_name(result.status) + " without a reason: write it into the ag_error");
  }
  if (failures == 0) check.skip("every design that was tried has a result");
}

void details_are_json(Check& check) {
  const Space& space = *check.settled().space;
  auto session = session_of(check);
  bool any = false;
  for (const Point& design : some_designs(space, 5)) {
    const std::string info = session.evaluate(design).info;
    any = any || !info.empty();
    if (info.empty()) continue;
    const auto parsed = parse(info, "info");
    if (!parsed) check.fail("what was written to `info` is no JSON: " + parsed.error().message);
  }
  if (!any) check.skip("it gives no details");
}

void texts_are_utf8(Check& check) {
  const Space& space = *check.settled().space;
  auto session = session_of(check);
  for (const Point& design : varied_designs(space)) {
    if (!check.next_case(design_text(space, design))) continue;
    const Evaluated result = session.evaluate(design);
    for (const std::string& text : {result.reason, result.info}) {
      check.require(valid_utf8(text), "a text is not UTF-8: " + printable(text));
    }
  }
  check.require(valid_utf8(check.log_text()), "a line of the log is not UTF-8");
}

void calls_can_be_cancelled(Check& check) {
  const Cancellation declared = check.manifest().cancellation;
  if (declared == Cancellation::kill) check.skip("the manifest declares cancellation = kill");
  const Point initial = check.settled().space->initial();
  auto session = session_of(check);
  session.cancel(declared == Cancellation::poll);
  auto call = std::async(std::launch::async, [&] { return session.evaluate(initial); });
  if (declared == Cancellation::interrupt) {
    call.wait_for(std::chrono::milliseconds(50));
    session.interrupt();
  }
  const bool ended =
      call.wait_for(std::chrono::duration<double>(k_cancel_seconds)) == std::future_status::ready;
  session.cancel(false);
  const Evaluated result = call.get();
  check.require(ended, "a call that was cancelled goes on for more than " +
                           format_real(k_cancel_seconds) + " s");
  check.require(result.status == AG_OK || result.status == AG_CANCELLED,
                "a call that was cancelled ends with " + quoted_reason(result) +
                    "; expected AG_CANCELLED, or AG_OK when it was finished already");
  const Evaluated next = session.evaluate(initial);
  check.require(next.status == AG_OK,
                "after a cancelled call the instance does not work: " + quoted_reason(next));
}

void requests_are_repeatable(Check& check) {
  if (check.manifest().determinism == Determinism::none) {
    check.skip("the manifest declares determinism = none");
  }
  const Space& space = *check.settled().space;
  const auto designs = some_designs(space, 7);
  const auto fresh = [&] {
    auto session = session_of(check);
    return all_bytes(session, designs);
  };
  const std::string elsewhere = in_other_process(fresh);
  const std::string expected = fresh();
  const auto compare = [&](const std::string& found) {
    check.require(found == expected, "the same request gives another result");
  };
  if (check.next_case("again, after other requests")) {
    auto session = session_of(check);
    all_bytes(session, designs);
    compare(all_bytes(session, designs));
  }
  if (check.next_case("with other requests in the same call")) compare(in_calls(check, designs));
  if (check.next_case("in another instance")) compare(fresh());
  if (check.next_case("in another thread")) compare(std::async(std::launch::async, fresh).get());
  if (check.next_case("in another process")) compare(elsewhere);
}

void episodes_are_repeatable(Check& check) {
  const Manifest& manifest = check.manifest();
  std::optional<EnvironmentSession> one(std::in_place, check, check.services().table(),
                                        check.settled());
  EnvironmentSession& session = *one;
  check.require(session.has_episodes() == manifest.episodes,
                manifest.episodes
                    ? "the manifest declares episodes, but there is no extension " AG_ENV_EPISODE_ID
                    : "there is an extension " AG_ENV_EPISODE_ID
                      ", but the manifest does not say \"episodes\": true");
  if (!manifest.episodes) check.skip("the manifest declares no episodes");
  if (manifest.determinism == Determinism::none) {
    check.skip("the manifest declares determinism = none");
  }
  const auto designs = some_designs(*check.settled().space, 7);
  for (const Point& design : designs) {
    if (!check.next_case("first step: " + design_text(*check.settled().space, design))) continue;
    Evaluated first = session.take_steps({design}).front();
    if (first.status == AG_DONE) first.status = AG_OK;
    check.require(first.bytes() == session.evaluate(design).bytes(),
                  "the first step of an episode gives another result than evaluate()");
  }
  const auto steps = session.take_steps(designs);
  if (steps.size() < 2) check.skip("the first step of an episode is its last one");
  std::string expected;
  for (const Evaluated& step : steps) expected += step.bytes();
  const auto compare = [&](EnvironmentSession& tried) {
    check.require(bytes_of_steps(tried, designs) == expected,
                  "the same steps give other results: reset() must forget the episode before");
  };
  if (check.next_case("the same episode again")) compare(session);
  if (check.next_case("after an episode that was not finished")) {
    session.take_steps({designs.rbegin(), designs.rend()});
    compare(session);
  }
  one.reset();  // there may be one instance only
  if (check.next_case("in another instance")) {
    auto other = session_of(check);
    compare(other);
  }
}

void memory_does_not_grow(Check& check) {
  const Manifest& manifest = check.manifest();
  auto session = session_of(check);
  const auto designs = some_designs(*check.settled().space, 9);
  const auto evaluate = [&](int count) {
    int evaluated = 0;
    for (; evaluated < count; ++evaluated) {
      if (!check.next_case("evaluation")) break;
      session.evaluate(designs[static_cast<std::size_t>(evaluated) % designs.size()]);
    }
    return evaluated;
  };
  evaluate(k_warm_evaluations);
  const double before = resident_kibibytes();
  const int first = evaluate(k_watched_evaluations / 2);
  const double middle = resident_kibibytes();
  const int second = evaluate(k_watched_evaluations / 2);
  const double after = resident_kibibytes();
  if (first + second < k_watched_evaluations) {
    check.skip("an evaluation takes too long to watch " + std::to_string(k_watched_evaluations));
  }
  const double slope = std::min((middle - before) / first, (after - middle) / second);
  if (slope < k_leak_kibibytes) return;
  const double limit = static_cast<double>(
      manifest.isolation.limits.memory_mebibytes.value_or(k_default_memory_mebibytes));
  const auto suggested = static_cast<std::uint64_t>(std::max(1.0, 512 * limit / slope));
  const auto& recycled = manifest.isolation.limits.recycle_after;
  const std::string grows =
      "memory grows by " + std::to_string(static_cast<int>(slope)) + " KiB with every evaluation";
  if (recycled && *recycled <= suggested) {
    check.note(grows + ", and workers are replaced in time");
    return;
  }
  check.warn(grows + "; set isolation.recycle_after of the manifest to " +
             std::to_string(suggested) + " or less");
}

void time_limit_is_ample(Check& check) {
  const Manifest& manifest = check.manifest();
  double slowest = 0;
  std::string slowest_workload;
  for (const std::string& workload : all_workloads(check)) {
    if (!check.next_case("workload " + workload)) continue;
    const Manifest settled = check.settled_for(workload);
    EnvironmentSession session(check, check.services().table(), settled);
    EvaluationRequest request;
    request.points = {settled.space->initial()};
    request.workload = workload;
    double fastest = HUGE_VAL;
    for (int again = 0; again < k_timed_evaluations; ++again) {
      const Stopwatch stopwatch;
      session.evaluate(request);
      fastest = std::min(fastest, stopwatch.wall_seconds());
    }
    if (fastest < slowest) continue;
    slowest = fastest;
    slowest_workload = request.workload;
  }
  const auto& limit = manifest.isolation.limits.timeout_seconds;
  const std::string text = "an evaluation takes " + std::to_string(slowest * 1000) + " ms" +
                           (slowest_workload.empty() ? "" : " on " + slowest_workload) + ", " +
                           std::to_string(std::llround(1 / std::max(slowest, 1e-9))) +
                           " in a second";
  if (limit && 2 * slowest > *limit) {
    check.warn(text + ", more than half of isolation.timeout_seconds (" + format_real(*limit) +
               " s): a slower machine times out");
  }
  check.note(text);
}

void any_design_evaluates(Check& check) {
  const Space& space = *check.settled().space;
  auto session = session_of(check);
  for (const Point& design : some_designs(space, 2 * k_random_designs)) {
    if (!check.next_case(design_text(space, design))) continue;
    expect_result(check, session.evaluate(design));
  }
}

}  // namespace archgym::host::validation
