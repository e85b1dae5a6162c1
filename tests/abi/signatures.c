/*
 * Compiles only while every function of the ABI has the signature of major version 1. Frozen:
 * docs/abi-policy.md says what a difference means. Needs C11 for _Generic.
 */
#include <archgym/archgym.h>

#define SIGNATURE(table, member, result, arguments)                                          \
  _Static_assert(_Generic(((table*)0)->member, result(AG_CALL*) arguments : 1, default : 0), \
                 "the signature of " #table "." #member " has changed")

SIGNATURE(ag_sink, write, int64_t, (void* ctx, const void* bytes, uint64_t size));
SIGNATURE(ag_source, read, int64_t, (void* ctx, void* bytes, uint64_t size));
SIGNATURE(ag_host, log, void,
          (const struct ag_host*, int32_t level, const char* component, const char* text));
SIGNATURE(ag_host, poll, ag_status,
          (const struct ag_host*, ag_ctx*, double fraction, const char* note));
SIGNATURE(ag_host, scratch_dir, const char*, (const struct ag_host*, ag_ctx*));
SIGNATURE(ag_host, thread_budget, uint32_t, (const struct ag_host*, ag_ctx*));
SIGNATURE(ag_host, get_extension, const void*, (const struct ag_host*, const char* id));
SIGNATURE(ag_space, canonicalise, ag_status, (const struct ag_space*, ag_value* point));
SIGNATURE(ag_space, sample, ag_status,
          (const struct ag_space*, uint64_t seed, uint64_t index, ag_value* point));
SIGNATURE(ag_space, neighbour, ag_status,
          (const struct ag_space*, uint64_t seed, uint64_t index, const ag_value* from,
           ag_value* to));
SIGNATURE(ag_space, encode, void, (const struct ag_space*, const ag_value* point, double* unit));
SIGNATURE(ag_space, decode, ag_status,
          (const struct ag_space*, const double* unit, ag_value* point));
SIGNATURE(ag_space, to_indices, void,
          (const struct ag_space*, const ag_value* point, uint64_t* indices));
SIGNATURE(ag_space, from_indices, ag_status,
          (const struct ag_space*, const uint64_t* indices, ag_value* point));
SIGNATURE(ag_env_factory, create, ag_status,
          (const ag_host*, const ag_env_setup*, ag_env** out, ag_error*));
SIGNATURE(ag_env_factory, destroy, void, (ag_env*));
SIGNATURE(ag_env_factory, evaluate, ag_status,
          (ag_env*, ag_ctx*, const ag_eval_request* const* requests, ag_eval_result* const* results,
           uint64_t count, ag_error*));
SIGNATURE(ag_env_factory, get_extension, const void*, (ag_env*, const char* id));
SIGNATURE(ag_env_episode, reset, ag_status, (ag_env*, ag_ctx*, ag_error*));
SIGNATURE(ag_env_episode, step, ag_status,
          (ag_env*, ag_ctx*, const ag_eval_request*, ag_eval_result*, ag_error*));
SIGNATURE(ag_agent_episode, previous, uint64_t, (ag_agent*, uint64_t trial_id));
SIGNATURE(ag_env_interrupt, interrupt, void, (ag_env*));
SIGNATURE(ag_env_snapshot, save, ag_status, (ag_env*, ag_ctx*, const ag_sink*, ag_error*));
SIGNATURE(ag_env_snapshot, load, ag_status, (ag_env*, ag_ctx*, const ag_source*, ag_error*));
SIGNATURE(ag_agent_factory, create, ag_status,
          (const ag_host*, const ag_problem*, const ag_value* hyperparameters,
           uint64_t hyperparameter_count, uint64_t seed, ag_agent** out, ag_error*));
SIGNATURE(ag_agent_factory, destroy, void, (ag_agent*));
SIGNATURE(ag_agent_factory, ask, ag_status,
          (ag_agent*, ag_ctx*, ag_proposal* const* out, uint64_t count, uint64_t* filled,
           ag_error*));
SIGNATURE(ag_agent_factory, tell, ag_status,
          (ag_agent*, ag_ctx*, const ag_trial* const* trials, uint64_t count, ag_error*));
SIGNATURE(ag_agent_factory, save, ag_status, (ag_agent*, ag_ctx*, const ag_sink*, ag_error*));
SIGNATURE(ag_agent_factory, load, ag_status, (ag_agent*, ag_ctx*, const ag_source*, ag_error*));
SIGNATURE(ag_agent_factory, get_extension, const void*, (ag_agent*, const char* id));
SIGNATURE(ag_host_agents, create, ag_status,
          (const ag_host*, const char* name, const ag_problem*, uint64_t seed,
           const ag_agent_factory** factory, ag_agent** out, ag_error*));
SIGNATURE(ag_model_factory, create, ag_status,
          (const ag_host*, const ag_model_setup*, const ag_value* hyperparameters,
           uint64_t hyperparameter_count, uint64_t seed, ag_model** out, ag_error*));
SIGNATURE(ag_model_factory, destroy, void, (ag_model*));
SIGNATURE(ag_model_factory, fit, ag_status,
          (ag_model*, ag_ctx*, const double* x, const double* y, uint64_t rows, uint64_t dims,
           uint64_t outputs, ag_error*));
SIGNATURE(ag_model_factory, predict, ag_status,
          (ag_model*, ag_ctx*, const double* x, uint64_t rows, uint64_t dims, double* mean,
           double* stddev, uint64_t outputs, ag_error*));
SIGNATURE(ag_model_factory, save, ag_status, (ag_model*, ag_ctx*, const ag_sink*, ag_error*));
SIGNATURE(ag_model_factory, load, ag_status, (ag_model*, ag_ctx*, const ag_source*, ag_error*));
SIGNATURE(ag_model_factory, get_extension, const void*, (ag_model*, const char* id));
SIGNATURE(ag_plugin, get_factory, const void*, (const char* id));
_Static_assert(_Generic(&archgym_plugin_v1, const ag_plugin*(AG_CALL*)(void) : 1, default : 0),
               "the signature of " AG_ENTRY_SYMBOL " has changed");
