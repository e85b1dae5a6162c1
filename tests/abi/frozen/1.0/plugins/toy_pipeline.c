/*
 * An environment in plain C: it gets a design point and answers with metrics. Replace the formulas
 * by a call to your simulator. Everything that the host needs to know about parameters, metrics and
 * workloads is in toy_pipeline.archgym.json; the code only relies on their order there.
 */
#include <archgym/archgym.h>
#include <stdlib.h>
#include <string.h>

enum { STAGES, WIDTH, VOLTAGE, PARAMETER_COUNT };
enum { TIME_PER_INSTRUCTION, POWER, METRIC_COUNT };

/* One instance. Nothing may be global: instances can run at the same time. */
struct ag_env {
  const ag_host* host;
};

/* The manifest file, compiled in by archgym_add_plugin(). */
extern const char archgym_manifest_json[];

/* Give the host a status with a reason. It may want no text, or have less room than we need. */
static ag_status fail(ag_error* error, ag_status status, const char* reason) {
  if (error != NULL && error->struct_size >= AG_SIZE_UP_TO(ag_error, length)) {
    uint64_t length = strlen(reason);
    if (error->message == NULL) length = 0;
    if (length > error->capacity) length = error->capacity;
    if (length > 0) memcpy(error->message, reason, (size_t)length);
    error->length = length;
    error->status = status;
  }
  return status;
}

/* A host may be older than these headers: AG_HAS() says whether it has a service. */
static void say(const ag_host* host, const char* text) {
  if (AG_HAS(ag_host, host, log)) host->log(host, AG_LOG_DEBUG, "toy_pipeline", text);
}

static int cancelled(const ag_host* host, ag_ctx* ctx, double fraction) {
  return AG_HAS(ag_host, host, poll) && host->poll(host, ctx, fraction, NULL) != AG_OK;
}

static ag_status AG_CALL create(const ag_host* host, const ag_env_setup* setup, ag_env** out,
                                ag_error* error) {
  ag_env* env = malloc(sizeof *env);
  (void)setup; /* this plugin has no config_schema and reads no files */
  if (env == NULL) return fail(error, AG_E_TRANSIENT, "out of memory");
  env->host = host;
  say(host, "created");
  *out = env;
  return AG_OK;
}

static void AG_CALL destroy(ag_env* env) {
  free(env);
}

/* One design point: AG_OK with metrics, or a reason why there are none. */
static ag_status evaluate_one(const ag_eval_request* request, ag_eval_result* result) {
  const double stages = (double)request->parameters[STAGES].as.i64;
  const double width = (double)request->parameters[WIDTH].as.i64;
  const double voltage = request->parameters[VOLTAGE].as.f64;
  const double mispredicted = strcmp(request->workload, "branchy") == 0 ? 1.0 / 8.0 : 1.0 / 64.0;

  /* 8 ns of logic, shared by the stages, and 0.125 ns for each latch; a flush costs all stages. */
  const double cycle = (8.0 / stages + 0.125) / voltage;
  if (cycle < 0.25) return fail(result->error, AG_INFEASIBLE, "the clock is above 4 GHz");
  result->metrics[TIME_PER_INSTRUCTION] = cycle * (1.0 / width + mispredicted * stages);
  result->metrics[POWER] = 5.0 * stages * width * width * voltage * voltage;
  return AG_OK;
}

static ag_status AG_CALL evaluate(ag_env* env, ag_ctx* ctx, const ag_eval_request* const* requests,
                                  ag_eval_result* const* results, uint64_t count, ag_error* error) {
  uint64_t i;
  for (i = 0; i < count; ++i) {
    if (requests[i]->parameter_count != PARAMETER_COUNT ||
        results[i]->metric_count != METRIC_COUNT) {
      return fail(error, AG_E_INVALID, "the design point does not fit the manifest");
    }
    if (cancelled(env->host, ctx, (double)i / (double)count)) {
      results[i]->status = fail(results[i]->error, AG_CANCELLED, "cancelled by the host");
    } else {
      results[i]->status = evaluate_one(requests[i], results[i]);
    }
  }
  return AG_OK;
}

static const ag_env_factory factory = {sizeof(ag_env_factory), 0, create, destroy, evaluate, NULL};

static const void* AG_CALL get_factory(const char* id) {
  return strcmp(id, AG_ENV_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  /* 0: works with every host of major version 1, however new the headers it was built with. */
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
