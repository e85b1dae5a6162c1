/* An environment that costs nothing, for measuring the host. Plain C, no layer in between. */
#include <archgym/archgym.h>

#include <string.h>

struct ag_env {
  int unused;
};

static ag_status AG_CALL create(const ag_host* host, const ag_env_setup* setup, ag_env** out,
                                ag_error* error) {
  static ag_env instance; /* without state, one serves all */
  (void)host, (void)setup, (void)error;
  *out = &instance;
  return AG_OK;
}

static void AG_CALL destroy(ag_env* env) {
  (void)env;
}

static ag_status AG_CALL evaluate(ag_env* env, ag_ctx* call, const ag_eval_request* const* requests,
                                  ag_eval_result* const* results, uint64_t count, ag_error* error) {
  uint64_t item;
  (void)env, (void)call, (void)error;
  for (item = 0; item < count; ++item) {
    const ag_value* p = requests[item]->parameters;
    double* metrics = results[item]->metrics;
    const double a = (double)p[0].as.i64, b = (double)p[1].as.i64, c = (double)p[2].as.i64;
    metrics[0] = a + b + c;
    metrics[1] = a - b;
    metrics[2] = a * b;
    results[item]->status = AG_OK;
  }
  return AG_OK;
}

extern const char archgym_manifest_json[];

static const void* AG_CALL get_factory(const char* id) {
  static const ag_env_factory factory = {
      sizeof(ag_env_factory), 0, create, destroy, evaluate, NULL};
  return strcmp(id, AG_ENV_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
