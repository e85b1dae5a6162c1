/* An agent that costs nothing, for measuring the host: proposal n has the digits of n in base 1024
 * as its first three integers and the defaults elsewhere. For the environment `cheap` only. */
#include <archgym/archgym.h>

#include <string.h>

struct ag_agent {
  const ag_space* space;
  uint64_t next;
};

static ag_status AG_CALL create(const ag_host* host, const ag_problem* problem,
                                const ag_value* hyperparameters, uint64_t count, uint64_t seed,
                                ag_agent** out, ag_error* error) {
  static ag_agent instance; /* one at a time is enough here */
  (void)host, (void)hyperparameters, (void)count, (void)seed, (void)error;
  instance.space = problem->space;
  instance.next = 0;
  *out = &instance;
  return AG_OK;
}

static void AG_CALL destroy(ag_agent* agent) {
  (void)agent;
}

static ag_status AG_CALL ask(ag_agent* agent, ag_ctx* call, ag_proposal* const* out, uint64_t count,
                             uint64_t* filled, ag_error* error) {
  uint64_t i, k;
  (void)call, (void)error;
  for (i = 0; i < count; ++i, ++agent->next) {
    for (k = 0; k < out[i]->parameter_count; ++k) {
      out[i]->parameters[k] = agent->space->parameters[k]->initial;
      if (k < 3) out[i]->parameters[k].as.i64 = (int64_t)(agent->next >> (10 * k) & 1023);
    }
  }
  *filled = count;
  return AG_OK;
}

static ag_status AG_CALL tell(ag_agent* agent, ag_ctx* call, const ag_trial* const* trials,
                              uint64_t count, ag_error* error) {
  (void)agent, (void)call, (void)trials, (void)count, (void)error;
  return AG_OK;
}

static ag_status AG_CALL save(ag_agent* agent, ag_ctx* call, const ag_sink* sink, ag_error* error) {
  (void)call, (void)error;
  return sink->write(sink->ctx, &agent->next, sizeof(agent->next)) < 0 ? AG_E_TRANSIENT : AG_OK;
}

static ag_status AG_CALL load(ag_agent* agent, ag_ctx* call, const ag_source* source,
                              ag_error* error) {
  uint64_t next;
  (void)call, (void)error;
  if (source->read(source->ctx, &next, sizeof(next)) != (int64_t)sizeof(next)) return AG_E_REJECTED;
  agent->next = next;
  return AG_OK;
}

extern const char archgym_manifest_json[];

static const void* AG_CALL get_factory(const char* id) {
  static const ag_agent_factory factory = {
      sizeof(ag_agent_factory), 0, create, destroy, ask, tell, save, load, NULL};
  return strcmp(id, AG_AGENT_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
