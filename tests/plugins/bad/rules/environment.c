/* An environment that keeps every rule but one. */
#include "defect.h"

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SIZE, POLICY, FAST, EXTRA, BOOST, PARAMETER_COUNT };
enum { TIME, POWER, METRIC_COUNT };
enum { A, B, C };

struct ag_env {
  const ag_host* host;
  uint64_t evaluations;
  int64_t last_size; /* of the step before; 0: there is none */
};

static int living; /* instances */

__attribute__((constructor)) static void at_load(void) {
  const clock_t until = clock() + CLOCKS_PER_SEC / 7;
  if (has("opens_a_file_at_load")) (void)!open("/dev/null", O_RDONLY);
  while (has("loads_slowly") && clock() < until) {
  }
}

#ifdef EXPORTS_MORE
AG_EXPORT int archgym_test_more(void);
int archgym_test_more(void) {
  return 1;
}
#endif

static void* sleep_for_ever(void* nothing) {
  for (;;) pause();
  return nothing;
}

static void touch(size_t bytes) {
  volatile char* memory = malloc(bytes); /* and never freed */
  size_t k;
  for (k = 0; memory != NULL && k < bytes; k += 1024) memory[k] = 1;
}

static int created; /* instances so far */

static ag_status AG_CALL create(const ag_host* host, const ag_env_setup* setup, ag_env** out,
                                ag_error* error) {
  pthread_t thread;
  ag_env* env;
  (void)setup;
  if (has("is_not_created")) return fail(error, AG_E_TRANSIENT, "no licence");
  if (has("hangs")) sleep_for_ever(NULL);
  if (has("keeps_memory_of_instances")) touch(1 << 20);
  /* One is enough: a thread takes a megabyte under the thread sanitizer. */
  if (has("leaves_a_thread") && created++ == 0) {
    pthread_create(&thread, NULL, sleep_for_ever, NULL);
  }
  if (has("believes_the_host_is_new")) host->get_extension(host, "archgym.host.agents/1");
  env = malloc(sizeof(*env));
  env->host = host;
  env->evaluations = 0;
  env->last_size = 0;
  ++living;
  *out = env;
  return AG_OK;
}

static void AG_CALL destroy(ag_env* env) {
  --living;
  free(env);
}

static void change_the_process(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  if (has("blocks_signals")) sigprocmask(SIG_BLOCK, &signals, NULL);
  if (has("changes_directory")) (void)!chdir("/");
  if (has("changes_locale")) setlocale(LC_ALL, "C.UTF-8");
  if (has("changes_signals")) signal(SIGUSR1, SIG_IGN);
  if (has("changes_umask")) umask(0777);
  if (has("changes_environment")) setenv("ARCHGYM_TEST_BROKEN", "1", 1);
  if (has("leaves_a_file_open")) (void)!dup(STDIN_FILENO);
  if (has("prints")) puts("hello"), fflush(stdout);
}

static ag_status fails_or_not(const ag_value* p, const char* workload, ag_eval_result* result) {
  const int heavy = strcmp(workload, "heavy") == 0;
  const int64_t size = p[SIZE].as.i64;
  if (heavy && has("forgets_a_workload")) {
    return fail(result->error, AG_E_INVALID, "no such workload");
  }
  if (size == 1000 && has("crashes_at_a_bound")) raise(SIGSEGV);
  if (size == 1 && has("refuses_a_bound")) return fail(result->error, AG_E_INVALID, "too small");
  if (p[EXTRA].kind == AG_KIND_NONE && has("wants_every_parameter")) {
    return fail(result->error, AG_E_INVALID, "extra is missing");
  }
  if (size >= 500 && size < 600 && p[FAST].as.i64 && has("has_a_hole")) {
    return fail(result->error, AG_E_TRANSIENT, "no idea");
  }
  if (p[POLICY].as.i64 == B && p[FAST].as.i64) {
    if (has("gives_no_reason")) return AG_INFEASIBLE;
    if (has("speaks_latin_1")) return fail(result->error, AG_INFEASIBLE, "zu gro\337");
    return fail(result->error, AG_INFEASIBLE, "b is never fast");
  }
  return AG_OK;
}

static void write_info(const ag_sink* info, const char* text) {
  if (info != NULL || has("breaks_without_a_place_for_details"))
    info->write(info->ctx, text, strlen(text));
}

/* How many other threads are in here at the same time. */
static double others_inside(void) {
  static int inside;
  int others = __sync_fetch_and_add(&inside, 1);
  usleep(2000);
  __sync_fetch_and_sub(&inside, 1);
  return others;
}

static void measure(const ag_env* env, uint64_t position, const ag_eval_request* request,
                    ag_eval_result* result) {
  const ag_value* p = request->parameters;
  const int64_t boost = p[FAST].as.i64 || has("lets_inert_parameters_act") ? p[BOOST].as.i64 : 0;
  double time = 1000.0 / (double)p[SIZE].as.i64 + 10.0 * (double)p[POLICY].as.i64;
  double power = (double)p[SIZE].as.i64;
  if (p[EXTRA].kind != AG_KIND_NONE) time += (double)p[EXTRA].as.i64;
  time -= (double)(p[FAST].as.i64 + boost) / 4.0;
  if (p[SIZE].as.i64 == 100 && has("misses_its_example")) time *= 2;
  if (has("drifts")) power += (double)env->evaluations;
  if (has("depends_on_the_batch")) power += (double)position;
  if (has("depends_on_the_process")) power += (double)getpid();
  if (has("shares_state") && living > 1) power += 1;
  if (has("is_entered_twice")) power += others_inside();
  result->metrics[TIME] = strcmp(request->workload, "heavy") == 0 ? 10 * time : time;
  result->metrics[POWER] = power;
  if (has("writes_too_far")) result->metrics[METRIC_COUNT] = 1;
  if (has("gives_details_that_are_no_json")) write_info(result->info, "{");
}

static ag_status AG_CALL evaluate(ag_env* env, ag_ctx* call, const ag_eval_request* const* requests,
                                  ag_eval_result* const* results, uint64_t count, ag_error* error) {
  uint64_t k;
  (void)error;
  if (has("breaks_without_an_error_text")) results[0]->error->length = 0;
  if (has("breaks_without_a_place_for_details")) write_info(results[0]->info, "{}");
  if (has("leaks")) touch(256 << 10);
  change_the_process();
  if (has("changes_rounding")) fesetround(FE_TONEAREST); /* as it was at the first call */
  for (k = 0; k < count; ++k) {
    if (strcmp(requests[k]->workload, "heavy") == 0 && has("is_slow")) usleep(150000);
    if (env->host->poll(env->host, call, -1, NULL) == AG_CANCELLED) {
      if (has("does_not_listen")) usleep(1500000);
      results[k]->status = AG_CANCELLED;
      continue;
    }
    results[k]->status = fails_or_not(requests[k]->parameters, requests[k]->workload, results[k]);
    if (results[k]->status == AG_OK) measure(env, k, requests[k], results[k]);
    ++env->evaluations;
  }
  if (has("changes_rounding")) fesetround(FE_UPWARD);
  return AG_OK;
}

static ag_status AG_CALL reset(ag_env* env, ag_ctx* call, ag_error* error) {
  (void)call, (void)error;
  if (!has("remembers_other_episodes")) env->last_size = 0;
  return AG_OK;
}

/* What changes from one step to the next takes time. */
static ag_status AG_CALL step(ag_env* env, ag_ctx* call, const ag_eval_request* request,
                              ag_eval_result* result, ag_error* error) {
  const int64_t size = request->parameters[SIZE].as.i64;
  const ag_status status = evaluate(env, call, &request, &result, 1, error);
  if (env->last_size != 0) result->metrics[TIME] += (double)llabs(size - env->last_size);
  if (has("begins_otherwise")) result->metrics[TIME] += 1;
  env->last_size = size;
  return status;
}

static ag_status AG_CALL save(ag_env* env, ag_ctx* call, const ag_sink* sink, ag_error* error) {
  (void)call, (void)error;
  return save_number(sink, env->evaluations);
}

static ag_status AG_CALL load(ag_env* env, ag_ctx* call, const ag_source* source, ag_error* error) {
  (void)call;
  return load_number(source, &env->evaluations, error);
}

static const void* AG_CALL get_extension(ag_env* env, const char* id) {
  static const ag_env_snapshot snapshot = {sizeof(ag_env_snapshot), 0, save, load};
  static const ag_env_episode episode = {sizeof(ag_env_episode), 0, reset, step};
  (void)env;
  if (strcmp(id, AG_ENV_EPISODE_ID) == 0) return has("has_no_episodes") ? NULL : &episode;
  if (has("has_any_extension") &&
      strncmp(id, AG_ENV_SNAPSHOT_ID, strlen(AG_ENV_SNAPSHOT_ID)) == 0) {
    return &snapshot;
  }
  return strcmp(id, AG_ENV_SNAPSHOT_ID) == 0 ? &snapshot : NULL;
}

static const void* AG_CALL get_factory(const char* id) {
  static const ag_env_factory factory = {sizeof(ag_env_factory), 0, create, destroy, evaluate,
                                         get_extension};
  static const ag_env_factory unfinished = {sizeof(ag_env_factory), 0, create, NULL, evaluate,
                                            get_extension};
  if (has("has_any_factory")) return &factory;
  if (strcmp(id, AG_ENV_ID) != 0) return NULL;
  return has("lacks_a_function") ? &unfinished : &factory;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, defect_manifest, get_factory};
  return &plugin;
}
