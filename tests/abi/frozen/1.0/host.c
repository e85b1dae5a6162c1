/*
 * host <environment library> <agent library>: a host of version 1.0 as small as can be. The
 * environment is toy_pipeline of the templates, whose default design it evaluates; the agent
 * searches a space of four switches, is saved, loaded, and goes on. Built with the frozen headers
 * and run with plugins of today.
 */
#include <archgym/archgym.h>

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                         \
  do {                                                           \
    if (!(condition)) {                                          \
      fprintf(stderr, "%d: not so: %s\n", __LINE__, #condition); \
      exit(1);                                                   \
    }                                                            \
  } while (0)

enum { SWITCHES = 4, TRIALS = 12, BATCH = 3, STATE_BYTES = 1 << 16 };

struct ag_ctx {
  int unused;
};

static void AG_CALL host_log(const ag_host* host, int32_t level, const char* component,
                             const char* text) {
  (void)host, (void)level, (void)component, (void)text;
}
static ag_status AG_CALL host_poll(const ag_host* host, ag_ctx* call, double fraction,
                                   const char* note) {
  (void)host, (void)call, (void)fraction, (void)note;
  return AG_OK;
}
static const char* AG_CALL host_scratch_dir(const ag_host* host, ag_ctx* call) {
  (void)host, (void)call;
  return NULL;
}
static uint32_t AG_CALL host_thread_budget(const ag_host* host, ag_ctx* call) {
  (void)host, (void)call;
  return 1;
}

static const ag_host host = {
    sizeof(ag_host),    0,   NULL, "frozen", "1.0.0", host_log, host_poll, host_scratch_dir,
    host_thread_budget, NULL};

/* Switches: every point is feasible and canonical. */
static ag_status AG_CALL canonicalise(const ag_space* space, ag_value* point) {
  uint64_t k;
  for (k = 0; k < space->parameter_count; ++k) {
    if (point[k].kind == AG_KIND_NONE) point[k] = space->parameters[k]->initial;
    if (point[k].kind != AG_KIND_BOOL || (uint64_t)point[k].as.i64 > 1) return AG_E_INVALID;
  }
  return AG_OK;
}
static void set_switch(ag_value* value, int on) {
  memset(value, 0, sizeof(*value));
  value->kind = AG_KIND_BOOL;
  value->as.i64 = on;
}
static ag_status AG_CALL sample(const ag_space* space, uint64_t seed, uint64_t index,
                                ag_value* point) {
  uint64_t bits = (seed + 1) * 0x9e3779b97f4a7c15u + index * 0xbf58476d1ce4e5b9u;
  uint64_t k;
  bits ^= bits >> 29;
  for (k = 0; k < space->parameter_count; ++k) set_switch(&point[k], (int)(bits >> (8 * k) & 1));
  return AG_OK;
}
static ag_status AG_CALL neighbour(const ag_space* space, uint64_t seed, uint64_t index,
                                   const ag_value* from, ag_value* to) {
  const uint64_t flipped = (seed + index) % space->parameter_count;
  memmove(to, from, space->parameter_count * sizeof(*to));
  to[flipped].as.i64 = !from[flipped].as.i64;
  return AG_OK;
}
static void AG_CALL encode(const ag_space* space, const ag_value* point, double* unit) {
  uint64_t k;
  for (k = 0; k < space->parameter_count; ++k) unit[k] = point[k].as.i64 ? 0.75 : 0.25;
}
static ag_status AG_CALL decode(const ag_space* space, const double* unit, ag_value* point) {
  uint64_t k;
  for (k = 0; k < space->parameter_count; ++k) set_switch(&point[k], unit[k] >= 0.5);
  return AG_OK;
}
static void AG_CALL to_indices(const ag_space* space, const ag_value* point, uint64_t* indices) {
  uint64_t k;
  for (k = 0; k < space->parameter_count; ++k) indices[k] = (uint64_t)point[k].as.i64;
}
static ag_status AG_CALL from_indices(const ag_space* space, const uint64_t* indices,
                                      ag_value* point) {
  uint64_t k;
  for (k = 0; k < space->parameter_count; ++k) set_switch(&point[k], indices[k] == 1);
  return AG_OK;
}

static const ag_plugin* load(const char* library) {
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  ag_entry_fn entry = NULL;
  if (handle == NULL) fprintf(stderr, "%s\n", dlerror());
  CHECK(handle != NULL);
  *(void**)&entry = dlsym(handle, AG_ENTRY_SYMBOL);
  CHECK(entry != NULL);
  CHECK(entry()->struct_size >= AG_SIZE_UP_TO(ag_plugin, get_factory));
  CHECK(entry()->abi_minor_needed == 0);
  return entry();
}

static void try_environment(const char* library) {
  const ag_env_factory* factory = load(library)->get_factory(AG_ENV_ID);
  struct ag_ctx call = {0};
  ag_env* env = NULL;
  ag_value point[3];
  double metrics[2];
  ag_eval_request request = {sizeof(request), 0, point, 3, 1, "branchy"};
  ag_eval_result result = {sizeof(result), AG_OK, metrics, 2, NULL, NULL};
  const ag_env_setup setup = {sizeof(setup), 0, "{}", "/"};
  const ag_eval_request* requests[] = {&request};
  ag_eval_result* results[] = {&result};
  memset(point, 0, sizeof(point));
  point[0].kind = point[1].kind = AG_KIND_INT;
  point[0].as.i64 = 8;
  point[1].as.i64 = 1;
  point[2].kind = AG_KIND_REAL;
  point[2].as.f64 = 1.0;
  CHECK(factory != NULL && factory->create(&host, &setup, &env, NULL) == AG_OK);
  CHECK(factory->evaluate(env, &call, requests, results, 1, NULL) == AG_OK);
  CHECK(result.status == AG_OK);
  CHECK(fabs(metrics[0] - 2.25) < 1e-9 && fabs(metrics[1] - 40.0) < 1e-9);
  factory->destroy(env);
}

struct bytes {
  char data[STATE_BYTES];
  uint64_t size, read;
};
static int64_t AG_CALL append(void* to, const void* data, uint64_t size) {
  struct bytes* bytes = to;
  if (size > STATE_BYTES - bytes->size) return AG_E_TRANSIENT;
  memcpy(bytes->data + bytes->size, data, size);
  bytes->size += size;
  return (int64_t)size;
}
static int64_t AG_CALL take(void* from, void* data, uint64_t size) {
  struct bytes* bytes = from;
  const uint64_t left = bytes->size - bytes->read;
  if (size > left) size = left;
  memcpy(data, bytes->data + bytes->read, size);
  bytes->read += size;
  return (int64_t)size;
}

/* Asks for a batch and tells that every switch costs 1. Returns the bits that were proposed. */
static uint64_t round_of(const ag_agent_factory* factory, const ag_space* space, ag_agent* agent,
                         uint64_t first) {
  struct ag_ctx call = {0};
  ag_value points[BATCH][SWITCHES];
  ag_proposal proposals[BATCH];
  ag_proposal* pointers[BATCH];
  ag_trial trials[BATCH];
  const ag_trial* told[BATCH];
  double costs[BATCH];
  uint64_t filled = 0, bits = 0, i, k;
  ag_status status;
  for (i = 0; i < BATCH; ++i) {
    ag_proposal proposal = {sizeof(proposal), 0, 0, NULL, SWITCHES};
    proposal.trial_id = first + i;
    proposal.parameters = points[i];
    proposals[i] = proposal;
    pointers[i] = &proposals[i];
  }
  status = factory->ask(agent, &call, pointers, BATCH, &filled, NULL);
  CHECK((status == AG_OK || status == AG_DONE || status == AG_AGAIN) && filled <= BATCH);
  for (i = 0; i < filled; ++i) {
    ag_trial trial = {sizeof(trial), AG_OK, 0, NULL, SWITCHES, NULL, 1, NULL, 0, 1.0};
    CHECK(canonicalise(space, points[i]) == AG_OK);
    costs[i] = 0;
    for (k = 0; k < SWITCHES; ++k) {
      costs[i] += (double)points[i][k].as.i64;
      bits = bits << 1 | (uint64_t)points[i][k].as.i64;
    }
    trial.trial_id = first + i;
    trial.parameters = points[i];
    trial.objectives = &costs[i];
    trials[i] = trial;
    told[i] = &trials[i];
  }
  if (filled > 0) CHECK(factory->tell(agent, &call, told, filled, NULL) == AG_OK);
  return bits;
}

static void try_agent(const char* library) {
  static struct bytes state;
  ag_parameter switches[SWITCHES];
  const ag_parameter* pointers[SWITCHES];
  ag_space space = {sizeof(space), 0,      NULL,      SWITCHES, pointers, 1.2,
                    canonicalise,  sample, neighbour, encode,   decode,   to_indices,
                    from_indices};
  ag_problem problem = {sizeof(problem), 1, &space, 1, 0, 0, "{}"};
  const ag_agent_factory* factory = load(library)->get_factory(AG_AGENT_ID);
  const ag_sink sink = {sizeof(sink), 0, &state, append};
  const ag_source source = {sizeof(source), 0, &state, take};
  struct ag_ctx call = {0};
  ag_agent *agent = NULL, *copy = NULL;
  ag_value hyperparameter;
  uint64_t k;
  memset(switches, 0, sizeof(switches));
  for (k = 0; k < SWITCHES; ++k) {
    switches[k].struct_size = sizeof(switches[k]);
    switches[k].type = AG_PARAMETER_BOOL;
    switches[k].name = "switch";
    switches[k].choices = 2;
    switches[k].upper = 1;
    set_switch(&switches[k].initial, 0);
    pointers[k] = &switches[k];
  }
  memset(&hyperparameter, 0, sizeof(hyperparameter)); /* the one of toy_climber: patience */
  hyperparameter.kind = AG_KIND_INT;
  hyperparameter.as.i64 = 20;
  CHECK(factory != NULL);
  CHECK(factory->create(&host, &problem, &hyperparameter, 1, 1, &agent, NULL) == AG_OK);
  CHECK(factory->create(&host, &problem, &hyperparameter, 1, 1, &copy, NULL) == AG_OK);
  for (k = 0; k < TRIALS; k += BATCH) round_of(factory, &space, agent, k);
  CHECK(factory->save(agent, &call, &sink, NULL) == AG_OK);
  CHECK(factory->load(copy, &call, &source, NULL) == AG_OK);
  CHECK(round_of(factory, &space, agent, k) == round_of(factory, &space, copy, k));
  factory->destroy(copy);
  factory->destroy(agent);
}

int main(int count, char** arguments) {
  CHECK(count == 3);
  try_environment(arguments[1]);
  try_agent(arguments[2]);
  puts("plugins of today work");
  return 0;
}
