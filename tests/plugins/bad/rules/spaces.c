/* An environment whose space depends on its workload, and that keeps every rule but one. */
#include "defect.h"

#include <archgym/draft/env_space.h>

#include <unistd.h>

struct ag_env {
  int asked; /* how often */
  int banks; /* of the workload that was asked for last */
};

static ag_status AG_CALL create(const ag_host* host, const ag_env_setup* setup, ag_env** out,
                                ag_error* error) {
  (void)host, (void)setup, (void)error;
  *out = calloc(1, sizeof(ag_env));
  return AG_OK;
}

static void AG_CALL destroy(ag_env* env) {
  free(env);
}

static int banks_of(const char* workload) {
  return strcmp(workload, "heavy") == 0 ? 4 : 2;
}

static ag_status AG_CALL evaluate(ag_env* env, ag_ctx* call, const ag_eval_request* const* requests,
                                  ag_eval_result* const* results, uint64_t count, ag_error* error) {
  uint64_t k;
  int bank;
  (void)call, (void)error;
  for (k = 0; k < count; ++k) {
    const char* workload = requests[k]->workload;
    const int banks = has("mixes_workloads_up") && env->banks ? env->banks : banks_of(workload);
    double time = 0;
    results[k]->status = AG_OK;
    if (has("refuses_its_own_designs") && banks == 4 && requests[k]->parameters[0].as.i64 > 8) {
      results[k]->status = fail(results[k]->error, AG_E_INVALID, "too many rows");
      continue;
    }
    for (bank = 0; bank < banks && bank < (int)requests[k]->parameter_count; ++bank) {
      time += 1.0 / (double)requests[k]->parameters[bank].as.i64;
    }
    results[k]->metrics[0] = time;
  }
  return AG_OK;
}

static ag_status AG_CALL declare(ag_env* env, ag_ctx* call, const ag_space_request* request,
                                 const ag_sink* out, ag_error* error) {
  const int heavy = strcmp(request->workload, "heavy") == 0;
  char text[4096];
  char* to = text;
  int banks = banks_of(request->workload), bank;
  (void)call, (void)error;
  env->banks = banks;
  if (has("answers_otherwise_the_second_time") && env->asked++ > 0) ++banks;
  if (has("answers_with_half_an_object")) {
    out->write(out->ctx, "{\"parameters\":", 14);
    return AG_OK;
  }
  to += sprintf(to, "{\"parameters\":[");
  for (bank = 0; bank < banks; ++bank) {
    to += sprintf(
        to,
        "%s{\"name\":\"rows_%d\",\"type\":\"integer\",\"minimum\":1,\"maximum\":%d,"
        "\"default\":1,\"description\":\"Rows of a bank.\"}",
        bank > 0 ? "," : "", has("names_two_alike") && heavy ? 0 : bank,
        10 * banks_of(request->workload) + (has("answers_by_the_process") ? (int)getpid() : 0));
  }
  to += sprintf(to, "],\"constraints\":[{\"require\":\"rows_0 <= %d\",\"reason\":\"Room.\"}]}",
                has("breaks_its_own_constraint") && heavy ? 0 : 1000);
  out->write(out->ctx, text, (uint64_t)(to - text));
  return AG_OK;
}

static const void* AG_CALL get_extension(ag_env* env, const char* id) {
  static const ag_env_space space = {sizeof(ag_env_space), 0, declare};
  (void)env;
  return strcmp(id, AG_ENV_SPACE_ID) == 0 && !has("does_not_answer") ? &space : NULL;
}

static const void* AG_CALL get_factory(const char* id) {
  static const ag_env_factory factory = {sizeof(ag_env_factory), 0, create, destroy, evaluate,
                                         get_extension};
  return strcmp(id, AG_ENV_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, defect_manifest, get_factory};
  return &plugin;
}
