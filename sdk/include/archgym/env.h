/*
 * archgym/env.h - environments: simulators that evaluate design points. Factory "archgym.env/1".
 *
 * The primitive is evaluate(batch): an architecture simulator is a function from a design point, a
 * workload and a seed to metrics. Metrics are plain measurements in the manifest's units; what is
 * good about them (the objective) is the host's business. Optional capabilities - episodes,
 * snapshots, interruption - are extensions with their own headers.
 *
 * Life of an instance: create -> evaluate ... evaluate -> destroy.
 */
#ifndef ARCHGYM_ENV_H
#define ARCHGYM_ENV_H

#include "host.h"
#include "stream.h"
#include "value.h"

AG_EXTERN_C_BEGIN

typedef struct ag_env ag_env;

typedef struct ag_eval_request {
  uint32_t struct_size;
  uint32_t reserved;
  const ag_value* parameters; /* manifest order, all present, canonical, valid */
  uint64_t parameter_count;
  uint64_t seed;        /* the only randomness allowed */
  const char* workload; /* a workload id of the manifest; or the absolute path of a file that the
                           user named, where the manifest declares workload files; or "" */
} ag_eval_request;

typedef struct ag_eval_result { /* allocated by the host */
  uint32_t struct_size;
  ag_status status;      /* out, per item: one bad point does not fail the batch. AG_E_INVALID: the
                            user's workload file cannot be used, whatever the design */
  double* metrics;       /* out, manifest order; preset to NaN = not produced */
  uint64_t metric_count; /* slots behind `metrics` */
  ag_error* error;       /* out: the reason when status is not AG_OK; may be NULL */
  const ag_sink* info;   /* out: optional JSON detail for people and tools; may be NULL */
} ag_eval_result;

typedef struct ag_env_setup { /* borrowed for create() */
  uint32_t struct_size;
  uint32_t reserved;
  const char* config_json;  /* valid against the manifest's config_schema */
  const char* resource_dir; /* absolute path of the directory that holds the manifest and the
                               plugin's data files */
} ag_env_setup;

typedef struct ag_env_factory {
  uint32_t struct_size;
  uint32_t reserved;

  /* On success *out is a new instance; on failure *out is untouched and ag_error says why. */
  ag_status(AG_CALL* create)(const ag_host*, const ag_env_setup*, ag_env** out, ag_error*);

  /* Cannot fail; joins every thread the instance started. */
  void(AG_CALL* destroy)(ag_env*);

  /* Evaluate `count` >= 1 independent design points; count <= the manifest's max_batch. Returns
   * other than AG_OK only when the whole call failed. The result of an item must not depend on the
   * other items or on earlier calls (AG-DET-1). */
  ag_status(AG_CALL* evaluate)(ag_env*, ag_ctx*, const ag_eval_request* const* requests,
                               ag_eval_result* const* results, uint64_t count, ag_error*);

  /* Optional capability of an instance by versioned id, or NULL. May itself be NULL. */
  const void*(AG_CALL* get_extension)(ag_env*, const char* id);
} ag_env_factory;

#define AG_ENV_ID "archgym.env/1"

AG_EXTERN_C_END
#endif
