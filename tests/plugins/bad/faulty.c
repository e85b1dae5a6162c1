/* An agent that breaks its contract on demand, for environments whose second parameter is an
 * integer. */
#include <archgym/archgym.h>

#include <pthread.h>
#include <signal.h>
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
  EXITS_QUICKLY,
  POINTS_ELSEWHERE,
  WRITES_TOO_FAR,
  CHANGES_RESULTS,
  FORKS,
  CRASHES,
  CRASHES_IN_A_THREAD,
  CHANGES_DIRECTORY,
  ANSWERS_ANY_EXTENSION,
  UNREMARKABLE
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

static void* crash(void* nothing) {
  (void)raise(SIGSEGV);
  return nothing;
}

static void crash_in_a_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, crash, NULL) == 0) (void)pthread_join(thread, NULL);
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
    case POINTS_ELSEWHERE:
      out[0]->parameters = NULL;
      return AG_OK;
    case WRITES_TOO_FAR:
      out[0]->parameters[out[0]->parameter_count] = out[0]->parameters[0];
      return AG_OK;
    case FORKS:
      if (agent->next == 20) (void)fork();
      return AG_OK;
    case CRASHES:
      if (agent->next > 20) (void)raise(SIGSEGV);
      return AG_OK;
    case CRASHES_IN_A_THREAD:
      if (agent->next > 20) crash_in_a_thread();
      return AG_OK;
    case CHANGES_DIRECTORY:
      return chdir("/") == 0 ? AG_OK : AG_E_INSTANCE;
    default:
      return AG_OK;
  }
}

static ag_status AG_CALL tell(ag_agent* agent, ag_ctx* call, const ag_trial* const* trials,
                              uint64_t count, ag_error* error) {
  (void)call;
  for (uint64_t k = 0; k < count && agent->fault == CHANGES_RESULTS; ++k) {
    ag_trial* trial = (ag_trial*)trials[k];
    memset((void*)trial->parameters, 0x77, trial->parameter_count * sizeof(ag_value));
    memset((void*)trial->objectives, 0x77, trial->objective_count * sizeof(double));
    memset(trial, 0x77, sizeof(*trial));
  }
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

static const void* AG_CALL get_extension(ag_agent* agent, const char* id) {
  (void)id;
  return agent->fault == ANSWERS_ANY_EXTENSION ? "whatever it is, this is not it" : NULL;
}

extern const char archgym_manifest_json[];

static const void* AG_CALL get_factory(const char* id) {
  static const ag_agent_factory factory = {
      sizeof(ag_agent_factory), 0, create, destroy, ask, tell, save, load, get_extension};
  return strcmp(id, AG_AGENT_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
