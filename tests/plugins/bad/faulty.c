/* An agent that breaks its contract on demand, for environments whose second parameter is an
 * integer. */
#include <archgym/archgym.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum fault {
  WRONG_KIND,
  OUT_OF_RANGE,
  TOO_MANY,
  STUCK,
  NOTHING,
  ASK_FAILS,
  TELL_FAILS,
  CREATE_FAILS,
  UNREPEATABLE,
  EXITS,
  EXITS_QUICKLY
};

struct ag_agent {
  const ag_space* space;
  int64_t fault;
  uint64_t next;
};

static ag_status fail(ag_error* error, const char* text) {
  if (error && error->capacity >= strlen(text)) {
    memcpy(error->message, text, strlen(text));
    error->length = strlen(text);
  }
  return AG_E_INSTANCE;
}

static ag_status AG_CALL create(const ag_host* host, const ag_problem* problem,
                                const ag_value* hyperparameters, uint64_t count, uint64_t seed,
                                ag_agent** out, ag_error* error) {
  static ag_agent instance; /* one at a time is enough here */
  (void)host, (void)count, (void)seed;
  instance.space = problem->space;
  instance.fault = hyperparameters[0].as.i64;
  /* What no agent may do: behave differently in another process. */
  instance.next = instance.fault == UNREPEATABLE ? (uint64_t)getpid() : 0;
  if (instance.fault == CREATE_FAILS) return fail(error, "no licence for this agent");
  *out = &instance;
  return AG_OK;
}

static void AG_CALL destroy(ag_agent* agent) {
  (void)agent;
}

static ag_status AG_CALL ask(ag_agent* agent, ag_ctx* call, ag_proposal* const* out, uint64_t count,
                             uint64_t* filled, ag_error* error) {
  (void)call;
  *filled = 1;
  agent->space->sample(agent->space, 1, agent->next++, out[0]->parameters);
  switch (agent->fault) {
    case WRONG_KIND:
      out[0]->parameters[1].kind = AG_KIND_REAL;
      return AG_OK;
    case OUT_OF_RANGE:
      out[0]->parameters[1].as.i64 = 1000000;
      return AG_OK;
    case TOO_MANY:
      *filled = count + 1;
      return AG_OK;
    case STUCK:
      *filled = 0;
      return AG_AGAIN;
    case NOTHING:
      *filled = 0;
      return AG_OK;
    case ASK_FAILS:
      return fail(error, "the model has diverged");
    case EXITS:
      if (agent->next > 20) exit(0);
      return AG_OK;
    case EXITS_QUICKLY:
      if (agent->next > 20) quick_exit(0);
      return AG_OK;
    default:
      return AG_OK;
  }
}

static ag_status AG_CALL tell(ag_agent* agent, ag_ctx* call, const ag_trial* const* trials,
                              uint64_t count, ag_error* error) {
  (void)call, (void)trials, (void)count;
  return agent->fault == TELL_FAILS ? fail(error, "the result was not understood") : AG_OK;
}

static ag_status AG_CALL save(ag_agent* agent, ag_ctx* call, const ag_sink* sink, ag_error* error) {
  (void)call, (void)error, (void)agent;
  return sink->write(sink->ctx, "x", 1) < 0 ? AG_E_TRANSIENT : AG_OK;
}

static ag_status AG_CALL load(ag_agent* agent, ag_ctx* call, const ag_source* source,
                              ag_error* error) {
  (void)agent, (void)call, (void)source, (void)error;
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
