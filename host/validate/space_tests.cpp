#include "validate/space_tests.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "adapter/create.hpp"
#include "json/json.hpp"
#include "plugin/declared_space.hpp"
#include "validate/environment_session.hpp"
#include "validate/other_process.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_designs = 12;

bool depends(const Manifest& manifest) {
  return !manifest.space_depends_on.empty();
}

void skip_unless_it_depends(Check& check) {
  if (!depends(check.manifest())) check.skip("the manifest has the space");
}

// The answer of a new instance, as text.
std::string answer(Check& check, const std::string& workload) {
  const Manifest& manifest = check.manifest();
  ag_ctx call;
  call.scratch_root = check.setup().directory;
  const auto config = check.value(complete_config(manifest, {}));
  return compact(check.value(ask_for_space(check.services(), manifest, config, workload, call)));
}

struct Trial {
  std::string workload;
  Point point;
  std::size_t round;  // its number among the designs of the workload
  std::string text, result;
};

// Does it offer what its manifest says? An adapter has no library that could.
void check_extension(Check& check) {
  const Manifest& manifest = check.manifest();
  if (manifest.adapter != Adapter::none) return;
  // Any space will do for an instance that evaluates nothing.
  const EnvironmentSession session(check, check.services().table(), manifest);
  if (depends(manifest) == session.declares_space()) return;
  check.fail(depends(manifest)
                 ? "the manifest says space_depends_on, but there is no extension " AG_ENV_SPACE_ID
                 : "there is an extension " AG_ENV_SPACE_ID
                   ", but the manifest does not say space_depends_on");
}

}  // namespace

void spaces_are_valid(Check& check) {
  check_extension(check);
  for (const std::string& workload : all_workloads(check)) {
    if (!check.next_case("workload " + workload)) continue;
    const Manifest settled = check.settled_for(workload);
    if (auto met = check_default_designs(settled); !met) {
      check.fail((workload.empty() ? "" : "on workload " + workload + ": ") + met.error().message);
    }
  }
}

void spaces_are_repeatable(Check& check) {
  skip_unless_it_depends(check);
  const auto workloads = all_workloads(check);
  const std::string& first = workloads.front();
  const std::string elsewhere = in_other_process([&] { return answer(check, first); });
  const std::string expected = answer(check, first);
  const auto compare = [&](const std::string& found) {
    check.require(found == expected, "the same configuration and workload get another space");
  };
  if (check.next_case("in another instance, after other workloads")) {
    for (const std::string& workload : workloads) answer(check, workload);
    compare(answer(check, first));
  }
  if (check.next_case("in another process")) compare(elsewhere);
  if (check.manifest().adapter == Adapter::none &&
      check.next_case("in the same instance, after an evaluation and other workloads")) {
    EnvironmentSession session(check, check.services().table(), check.settled());
    const std::string before = check.value(session.declare_space(first));
    for (const std::string& workload : workloads) check.value(session.declare_space(workload));
    session.evaluate(check.settled().space->initial());
    const std::string after = check.value(session.declare_space(first));
    check.require(std::string_view(after) == before,
                  "the same instance answers with another space after an evaluation");
  }
  if (space_depends_on(check.manifest(), "workload")) return;
  for (const std::string& workload : workloads) {
    if (!check.next_case("workload " + workload)) continue;
    check.require(answer(check, workload) == expected,
                  "the space depends on the workload, but the manifest does not say so in "
                  "space_depends_on");
  }
}

void designs_of_every_workload_evaluate(Check& check) {
  skip_unless_it_depends(check);
  const auto& table = check.services().table();
  std::vector<Trial> trials;
  for (const std::string& workload : all_workloads(check)) {
    const Manifest settled = check.settled_for(workload);
    EnvironmentSession session(check, table, settled);
    std::size_t round = 0;
    for (const Point& point : some_designs(*settled.space, k_designs)) {
      const std::string text = "workload " + workload + ": " + design_text(*settled.space, point);
      const Evaluated result = session.evaluate({{point}, workload, 1}).front();
      if (check.next_case(text)) expect_result(check, result);
      trials.push_back({workload, point, round++, text, result.bytes()});
    }
  }
  // An adapter's instance has one workload.
  if (check.manifest().adapter != Adapter::none) return;
  if (check.manifest().determinism == Determinism::none) return;
  std::ranges::stable_sort(trials, {}, &Trial::round);
  EnvironmentSession shared(check, table, check.settled());
  for (std::size_t k = 0; k < trials.size(); ++k) {
    const Trial& trial = trials[k];
    if (!check.next_case("after other workloads: " + trial.text)) continue;
    check.value(shared.declare_space(trials[(k + 1) % trials.size()].workload));
    const Evaluated result = shared.evaluate({{trial.point}, trial.workload, 1}).front();
    check.require(result.bytes() == trial.result,
                  "the result is another one when the same instance is asked for other workloads, "
                  "and evaluates them: " +
                      quoted_reason(result));
  }
}

}  // namespace archgym::host::validation
