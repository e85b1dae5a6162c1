/* An agent that keeps every rule but one: random search. */
#include "defect.h"

#include <time.h>
#include <unistd.h>

struct ag_agent {
  const ag_space* space;
  uint64_t objectives, budget, seed;
  uint64_t asked, told, failed;
};

static ag_status AG_CALL create(const ag_host* host, const ag_problem* problem,
                                const ag_value* hyperparameters, uint64_t count, uint64_t seed,
                                ag_agent** out, ag_error* error) {
  ag_agent* agent;
  (void)host, (void)count;
  if (hyperparameters[0].as.i64 == 100 && has("breaks_at_a_hyperparameter")) {
    return fail(error, AG_E_INSTANCE, "100 is too much");
  }
  agent = calloc(1, sizeof(*agent));
  agent->space = problem->space;
  agent->objectives = problem->objective_count + problem->constraint_count;
  agent->budget = problem->budget;
  agent->seed = seed + (uint64_t)hyperparameters[0].as.i64;
  if (has("draws_by_the_clock")) agent->seed += (uint64_t)getpid();
  *out = agent;
  return AG_OK;
}

static void AG_CALL destroy(ag_agent* agent) {
  free(agent);
}

static void burn_cpu(void) {
  const clock_t until = clock() + CLOCKS_PER_SEC / 8;
  while (clock() < until) {
  }
}

/* The sample, or the default design where there is none. */
static void propose(ag_agent* agent, ag_proposal* proposal) {
  const uint64_t n = proposal->parameter_count;
  uint64_t k;
  if (agent->space->sample(agent->space, agent->seed, agent->asked, proposal->parameters) !=
          AG_OK ||
      has("does_not_search")) {
    for (k = 0; k < n; ++k) proposal->parameters[k] = agent->space->parameters[k]->initial;
    agent->space->canonicalise(agent->space, proposal->parameters);
  }
  if (agent->asked == 20 && has("proposes_nonsense")) proposal->parameters[0].kind = 4711;
  if (has("writes_too_much")) proposal->parameters[n].kind = AG_KIND_INT;
  /* The only problem of that many designs whose ten parameters are integers. */
  if (agent->asked >= 150 && n == 10 && has("ponders") &&
      agent->space->parameters[0]->type == AG_PARAMETER_INTEGER) {
    burn_cpu();
  }
  ++agent->asked;
}

static ag_status AG_CALL ask(ag_agent* agent, ag_ctx* call, ag_proposal* const* out, uint64_t count,
                             uint64_t* filled, ag_error* error) {
  uint64_t k;
  (void)call;
  *filled = 0;
  if (agent->asked >= 12 && has("is_stuck")) return AG_AGAIN;
  if (count > 100 && has("wants_small_batches")) return fail(error, AG_E_INSTANCE, "too many");
  if (agent->budget == 10 && agent->asked >= 10 && has("counts_on_its_budget")) {
    return fail(error, AG_E_INSTANCE, "the budget is spent");
  }
  if (agent->objectives > 1 && has("knows_one_objective")) {
    return fail(error, AG_E_INSTANCE, "there is more than one objective");
  }
  if (agent->failed >= 30 && agent->failed == agent->told && has("gives_up")) {
    return fail(error, AG_E_INSTANCE, "everything fails");
  }
  for (k = 0; k < count; ++k) propose(agent, out[k]);
  *filled = count;
  return AG_OK;
}

static ag_status AG_CALL tell(ag_agent* agent, ag_ctx* call, const ag_trial* const* trials,
                              uint64_t count, ag_error* error) {
  uint64_t k;
  (void)call;
  for (k = 0; k < count; ++k) {
    if (trials[k]->trial_id >= agent->asked && has("knows_only_its_own")) {
      return fail(error, AG_E_INVALID, "I did not ask for this");
    }
    agent->told += 1;
    agent->failed += trials[k]->status != AG_OK;
  }
  return AG_OK;
}

static ag_status AG_CALL save(ag_agent* agent, ag_ctx* call, const ag_sink* sink, ag_error* error) {
  (void)call, (void)error;
  return save_number(sink, agent->asked);
}

static ag_status AG_CALL load(ag_agent* agent, ag_ctx* call, const ag_source* source,
                              ag_error* error) {
  uint64_t asked = agent->asked;
  ag_status status;
  (void)call;
  if (has("breaks_without_a_place_for_errors")) error->length = 0;
  status = load_number(source, &asked, error);
  if (!has("forgets_where_it_was")) agent->asked = asked;
  return status;
}

static uint64_t AG_CALL previous(ag_agent* agent, uint64_t trial_id) {
  (void)agent;
  return trial_id % 2 == 0 || !has("refines_what_it_does_not_know") ? trial_id : trial_id - 1;
}

static const void* AG_CALL get_extension(ag_agent* agent, const char* id) {
  static const ag_agent_episode episode = {sizeof(ag_agent_episode), 0, previous};
  (void)agent;
  return strcmp(id, AG_AGENT_EPISODE_ID) == 0 ? &episode : NULL;
}

static const void* AG_CALL get_factory(const char* id) {
  static const ag_agent_factory factory = {
      sizeof(ag_agent_factory), 0, create, destroy, ask, tell, save, load, get_extension};
  return strcmp(id, AG_AGENT_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, defect_manifest, get_factory};
  return &plugin;
}
