#include "validate/rules.hpp"

#include <algorithm>
#include <array>

#include "base/suggest.hpp"
#include "validate/agent_tests.hpp"
#include "validate/environment_tests.hpp"
#include "validate/instance_tests.hpp"
#include "validate/library_tests.hpp"
#include "validate/model_tests.hpp"
#include "validate/space_tests.hpp"

namespace archgym::host {
namespace {

using namespace validation;
using enum ValidationLevel;

constexpr std::array<std::string_view, 3> k_levels{"quick", "standard", "thorough"};

constexpr RuleScope k_all{true, true, true};
constexpr RuleScope k_environments{true, false, false};
constexpr RuleScope k_agents{false, true, false};
constexpr RuleScope k_models{false, false, true};

// What must be true before a plugin of a kind is tried at work.
constexpr std::string_view k_works = "AG-LIFE-1 AG-ENV-1 AG-AGT-1 AG-AGT-2 AG-MOD-1";

constexpr std::string_view k_repeatable = "AG-LIFE-1 AG-AGT-1 AG-AGT-2 AG-MOD-1 AG-DET-2";

constexpr Rule k_rules[] = {
    {"AG-MAN-1",
     "The manifest is valid: it follows manifest.schema.json, and its names, defaults, objectives "
     "and expressions agree.",
     "Hosts do not list the plugin, or refuse it with the same message.", quick, k_all, "",
     manifest_is_valid},
    {"AG-LIB-1",
     "The library beside the manifest loads with all its symbols bound, and has "
     "`archgym_plugin_v1`.",
     "The plugin cannot be used.", quick, k_all, "AG-MAN-1", library_loads},
    {"AG-ABI-1", "The library exports exactly one symbol: `archgym_plugin_v1`.",
     "Its functions replace, or are replaced by, those of the same name in the host or in another "
     "plugin.",
     quick, k_all, "AG-LIB-1", one_symbol_is_exported},
    {"AG-LIB-2", "The manifest in the library is the installed file, byte for byte.",
     "The plugin is refused: parameters may be in another order than the code believes.", quick,
     k_all, "AG-LIB-1", manifests_agree},
    {"AG-LIB-3",
     "The tables of the library have every function that is not optional, and need the ABI version "
     "that the manifest says.",
     "The plugin is refused when it is used.", quick, k_all, "AG-LIB-2", tables_are_complete},
    {"AG-LIB-4",
     "`get_factory()` answers ids that the plugin does not know with NULL, and the others always "
     "with the same table.",
     "A host that asks for a kind of plugin of the future takes its table for that of another.",
     quick, k_all, "AG-LIB-3", unknown_factories_are_refused},
    {"AG-LIB-5",
     "Loading the library, and `archgym_plugin_v1()`, do nothing: no output, files, threads, "
     "signals or environment.",
     "`archgym-host` behaves differently because a plugin is installed.", quick, k_all, "AG-LIB-1",
     nothing_happens_at_load},
    {"AG-LIB-6", "Loading takes less than 100 ms of CPU time.",
     "Every worker process pays for it, and crashes make new ones.", quick, k_all, "AG-LIB-1",
     loading_is_fast},
    {"AG-LIFE-1", "`create()` makes an instance with the default configuration or hyperparameters.",
     "The plugin cannot be used without knowing what to set.", quick, k_all, "AG-LIB-3",
     instance_is_created},
    {"AG-SPC-1",
     "The space of every workload is valid, and its default designs meet the constraints; where "
     "the "
     "manifest says `space_depends_on`, the library has the extension "
     "`archgym.draft.env.space/1`.",
     "The workload cannot be searched.", quick, k_environments, "AG-LIFE-1", spaces_are_valid},
    {"AG-ENV-1",
     "The default design evaluates: `AG_OK`, at least one metric, and a finite value of the "
     "default objective.",
     "Every run starts with it, to have something to compare with.", quick, k_environments,
     "AG-LIFE-1 AG-SPC-1", default_design_evaluates},
    {"AG-AGT-1",
     "`ask()` answers as its status says: `AG_OK` with a proposal, `AG_AGAIN` only while results "
     "are outstanding, `AG_DONE` for good.",
     "The run stops, or waits for ever.", quick, k_agents, "AG-LIFE-1", answers_fit_their_status},
    {"AG-AGT-2",
     "Every proposal is a design of the space: of the right kinds and within bounds, in spaces of "
     "all kinds.",
     "The run ends with an error.", quick, k_agents, "AG-LIFE-1 AG-AGT-1", proposals_are_designs},
    {"AG-MOD-1",
     "After `fit()`, `predict()` writes a finite mean and a standard deviation for every row and "
     "output, whether or not the latter is wanted.",
     "Predictions are missing or depend on who asks.", quick, k_models, "AG-LIFE-1",
     predictions_have_the_shape},
    {"AG-EXT-1", "`get_extension()` answers ids that the plugin does not know with NULL.",
     "A host that asks for a capability of the future calls into nowhere.", quick, k_all,
     "AG-LIFE-1", unknown_extensions_are_refused},
    {"AG-LIFE-2",
     "Instances can be created and destroyed 100 times in a process and leave no descriptors or "
     "memory behind.",
     "Long runs and sweeps end for want of files or memory.", standard, k_all, k_works,
     instances_come_and_go},
    {"AG-LIFE-3", "`destroy()` joins every thread that the instance started.",
     "Threads use memory of an instance that is gone.", standard, k_all, k_works,
     threads_are_joined},
    {"AG-ABI-2",
     "Members of the host's tables are read only when `struct_size` says that they are there, and "
     "arrays of tables through their pointers.",
     "The plugin crashes or goes wrong with older and newer hosts.", standard, k_all, k_works,
     other_hosts_are_met},
    {"AG-ABI-4",
     "Nothing process-wide changes: working directory, locale, signals, umask, rounding mode, "
     "environment, open descriptors; nothing is printed.",
     "The host, and other plugins, break in ways that nobody traces to this one.", standard, k_all,
     k_works, process_stays_as_it_is},
    {"AG-MEM-1", "Outputs stay within the memory that the caller gave for them.",
     "The host's memory is damaged.", standard, k_all, k_works, outputs_stay_in_bounds},
    {"AG-MEM-2", "Whatever may be NULL is not used without asking: `ag_error`, `error`, `info`.",
     "The plugin crashes with hosts that do not want the text.", standard, k_all, k_works,
     optional_pointers_may_be_null},
    {"AG-THR-2",
     "Several instances work in one process, and at once, when the manifest says `concurrency`: "
     "`serial` or `instances`.",
     "Parallel runs give wrong results.", standard, k_all, k_works, instances_are_independent},
    {"AG-DET-1",
     "The same request gives the same result as `determinism` says: after other requests, at "
     "another place of a batch, in another instance, thread and process.",
     "Runs cannot be repeated or resumed; cached results are wrong.", standard, k_environments,
     k_works, requests_are_repeatable},
    {"AG-DET-2",
     "The same arguments give the same stream of proposals, or the same predictions, when the "
     "manifest promises `determinism`: in another instance, thread and process.",
     "Runs cannot be repeated or resumed.",
     standard,
     {false, true, true},
     k_works,
     work_is_repeatable},
    {"AG-SAVE-1",
     "`load()` answers bytes that are no state of it with `AG_E_REJECTED` and changes nothing.",
     "A damaged checkpoint crashes the run instead of being refused.", standard, k_all, k_works,
     wrong_states_are_rejected},
    {"AG-SPC-2",
     "The answer with a space is a function of the configuration and the workload, or of what "
     "`space_depends_on` says of them: after evaluations and other workloads, in another instance "
     "and process.",
     "Runs cannot be resumed, and workers search another space than the host.", standard,
     k_environments, "AG-ENV-1", spaces_are_repeatable},
    {"AG-SPC-3",
     "Designs of every workload evaluate in the space that was answered for it, also when one "
     "instance serves several workloads.",
     "Values are taken for those of another parameter.", standard, k_environments, "AG-ENV-1",
     designs_of_every_workload_evaluate},
    {"AG-ENV-2", "Every workload of the manifest is known.", "Users choose what does not work.",
     standard, k_environments, "AG-ENV-1", workloads_are_known},
    {"AG-ENV-3",
     "Every bound of a range and every value of a list evaluates: `AG_OK`, or `AG_INFEASIBLE` "
     "where only the simulation can know.",
     "Searches meet failures at the edges of the space, where optima often are.", standard,
     k_environments, "AG-ENV-1", bounds_evaluate},
    {"AG-ENV-4", "Parameters become active and inactive (`AG_KIND_NONE`) without harm.",
     "Parts of the space cannot be searched.", standard, k_environments, "AG-ENV-1",
     inactive_parameters_are_ignored},
    {"AG-ENV-5", "The examples of the manifest are reproduced within their tolerance.",
     "The plugin is not what its author tested.", standard, k_environments, "AG-ENV-1",
     examples_are_reproduced},
    {"AG-ENV-6", "A parameter has no effect where the manifest says that it is inert.",
     "Different designs share one cached result.", standard, k_environments, "AG-ENV-1 AG-DET-1",
     inert_parameters_are_inert},
    {"AG-ENV-7", "A design without a result says why.",
     "Users see failures that they cannot act on.", standard, k_environments,
     "AG-ENV-1 AG-ENV-3 AG-ENV-4", failures_have_reasons},
    {"AG-ENV-8", "What is written to `info` is JSON.", "The detail is lost.", standard,
     k_environments, "AG-ENV-1", details_are_json},
    {"AG-STR-1", "Texts are UTF-8.", "They cannot be stored or shown.", standard, k_environments,
     "AG-ENV-1 AG-ENV-3 AG-ENV-4 AG-ENV-8", texts_are_utf8},
    {"AG-ENV-9",
     "A call that is cancelled, as `cancellation` says, ends within a second, and the instance "
     "goes on to work.",
     "Ctrl-C and time-outs cost a process instead of a call.", standard, k_environments, "AG-ENV-1",
     calls_can_be_cancelled},
    {"AG-EPI-1",
     "Where the manifest declares `episodes`, the library has the extension "
     "`archgym.env.episode/1`,"
     " the first step gives what `evaluate()` gives, and the same steps give the same results: "
     "again, after other episodes, and in another instance.",
     "Episodes cannot be taken up again after a crash or on resume.", standard, k_environments,
     "AG-ENV-1 AG-DET-1", episodes_are_repeatable},
    {"AG-ENV-10",
     "Memory does not grow from evaluation to evaluation, or workers are replaced in time "
     "(`recycle_after`).",
     "Long runs end for want of memory.", standard, k_environments, "AG-ENV-1",
     memory_does_not_grow},
    {"AG-ENV-11",
     "The default design takes at most half of the manifest's `timeout_seconds` on every workload.",
     "Good designs time out on slower machines.", thorough, k_environments, "AG-ENV-1 AG-ENV-2",
     time_limit_is_ample},
    {"AG-ENV-12", "Any design that meets the constraints evaluates.",
     "Searches meet failures that are not results.", thorough, k_environments,
     "AG-ENV-1 AG-ENV-3 AG-ENV-4", any_design_evaluates},
    {"AG-AGT-3",
     "Results are taken late, in any order, twice, pending, failed, of NaN, of cheaper "
     "evaluations, and for designs that the agent never proposed.",
     "Parallel runs, and changes of the agent in the middle of a run, end with an error.", standard,
     k_agents, k_works, any_results_are_taken},
    {"AG-AGT-4", "After `load()` of what `save()` wrote, the same proposals follow.",
     "A run that was interrupted does not continue to the same trajectory.", standard, k_agents,
     k_works, checkpoints_continue},
    {"AG-AGT-5", "Proposals are asked for in batches of any size.", "Parallel runs fail.", standard,
     k_agents, k_works, batches_have_any_size},
    {"AG-AGT-6",
     "The search works with any budget, and goes on when more designs are asked for than it said.",
     "Short runs, and runs that are extended, fail.", standard, k_agents, k_works,
     budgets_have_any_size},
    {"AG-AGT-7", "A search in which no evaluation succeeds goes on.",
     "The run ends with an error where it should say that every design fails.", standard, k_agents,
     k_works, failures_do_not_end_the_search},
    {"AG-AGT-8",
     "Several objectives, and constraints on results, are searched or refused with "
     "`AG_E_UNSUPPORTED`.",
     "Users learn only in the middle of a run that the agent does not do that.", standard, k_agents,
     k_works, more_objectives_are_searched_or_refused},
    {"AG-EPI-2",
     "A proposal of an agent with the extension `archgym.agent.episode/1` "
     "begins an episode, or follows a trial that the agent was told; and results that end an "
     "episode "
     "(`AG_DONE`) are taken.",
     "The run ends with an error.", standard, k_agents, k_works, steps_follow_told_trials},
    {"AG-AGT-9", "Every hyperparameter works at its smallest and its greatest value.",
     "Tuning the agent ends with an error.", thorough, k_agents, k_works,
     hyperparameters_work_at_their_bounds},
    {"AG-AGT-10", "The search is no worse than random search on three simple problems.",
     "Users wait for what chance gives them.", thorough, k_agents, k_repeatable,
     search_beats_chance},
    {"AG-AGT-11", "A proposal costs less than 100 ms of CPU time throughout the first 200.",
     "The search costs more than the simulations.", thorough, k_agents, k_works,
     proposals_are_cheap},
    {"AG-MOD-2", "Arrays that do not fit the space or the outputs are refused with `AG_E_INVALID`.",
     "The model reads or writes memory that is not its own.", standard, k_models, k_works,
     wrong_shapes_are_refused},
    {"AG-MOD-3", "After `load()` of what `save()` wrote, predictions are the same bytes.",
     "A model that was kept is another model.", standard, k_models, k_works,
     saved_models_predict_the_same},
    {"AG-MOD-4", "More data gives a smaller error on a simple function.", "It does not learn.",
     thorough, k_models, k_repeatable, more_data_helps},
};

}  // namespace

std::string_view to_text(ValidationLevel level) {
  return k_levels[static_cast<std::size_t>(level)];
}

std::optional<ValidationLevel> validation_level_from_text(std::string_view text) {
  const auto* const found = std::ranges::find(k_levels, text);
  if (found == k_levels.end()) return std::nullopt;
  return static_cast<ValidationLevel>(found - k_levels.begin());
}

std::span<const Rule> all_rules() {
  return k_rules;
}

Result<const Rule*> rule_named(std::string_view id) {
  std::vector<std::string> names;
  for (const Rule& rule : k_rules) {
    if (rule.id == id) return &rule;
    names.emplace_back(rule.id);
  }
  const std::string near = nearest(id, names);
  return bad_input(
      "there is no rule '" + std::string(id) + "'" +
      (near.empty() ? "; docs/reference/rules.md lists them" : " (did you mean '" + near + "'?)"));
}

}  // namespace archgym::host
