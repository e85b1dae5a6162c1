/*
 * archgym/agent.h - agents: search algorithms. Factory "archgym.agent/1".
 *
 * The host asks for proposals, has them evaluated and tells the results. An agent never sees
 * metrics, only objectives to minimise and constraints that are met when <= 0, so one agent serves
 * every environment. Hyperparameters are declared in the agent's manifest like the parameters of an
 * environment and arrive as flat values.
 *
 * Life of an instance: create -> [load] -> ask, tell, ask, tell ... -> destroy, with save at any
 * point between calls.
 */
#ifndef ARCHGYM_AGENT_H
#define ARCHGYM_AGENT_H

#include "host.h"
#include "space.h"
#include "stream.h"

AG_EXTERN_C_BEGIN

typedef struct ag_agent ag_agent;

typedef struct ag_problem { /* owned by the host, lives as long as the agent */
  uint32_t struct_size;
  uint32_t parallelism; /* evaluations that may run at once, >= 1 */
  const ag_space* space;
  uint64_t objective_count;  /* >= 1, all minimised */
  uint64_t constraint_count; /* constraints on results; feasible when <= 0 */
  uint64_t budget;           /* design points the run will ask for; 0 = not known */
  const char* json;          /* the same and more (names, units, objectives) for language bindings;
                                schemas/problem.schema.json */
} ag_problem;

typedef struct ag_proposal { /* allocated by the host */
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t trial_id;    /* in: assigned by the host */
  ag_value* parameters; /* out: manifest order, canonical or not; no AG_KIND_TEXT */
  uint64_t parameter_count;
} ag_proposal;

typedef struct ag_trial { /* borrowed for the call */
  uint32_t struct_size;
  ag_status status; /* AG_OK; AG_INFEASIBLE; AG_PENDING; AG_CANCELLED or negative: it failed */
  uint64_t trial_id;
  const ag_value* parameters; /* canonical */
  uint64_t parameter_count;
  const double* objectives; /* minimisation; NaN unless status is AG_OK */
  uint64_t objective_count;
  const double* constraints; /* met when <= 0; NaN unless status is AG_OK */
  uint64_t constraint_count;
  double fidelity; /* 1 = the full simulator, less = cheaper and less exact */
} ag_trial;

typedef struct ag_agent_factory {
  uint32_t struct_size;
  uint32_t reserved;

  /* `hyperparameters` are valid for, and in the order of, the manifest's `hyperparameters`; texts
   * are borrowed. The same arguments give the same stream of proposals. */
  ag_status(AG_CALL* create)(const ag_host*, const ag_problem*, const ag_value* hyperparameters,
                             uint64_t hyperparameter_count, uint64_t seed, ag_agent** out,
                             ag_error*);
  void(AG_CALL* destroy)(ag_agent*);

  /* Fill up to `count` >= 1 proposals; *filled says how many. AG_OK with *filled >= 1; AG_AGAIN:
   * nothing more until results are told; AG_DONE: the search is finished. The last two may come
   * with *filled >= 1. */
  ag_status(AG_CALL* ask)(ag_agent*, ag_ctx*, ag_proposal* const* out, uint64_t count,
                          uint64_t* filled, ag_error*);

  /* Results in any order, late, partial, failed, and for trials this agent never proposed: that is
   * how a host swaps agents in mid-run - it creates the new one and tells it the trial log. */
  ag_status(AG_CALL* tell)(ag_agent*, ag_ctx*, const ag_trial* const* trials, uint64_t count,
                           ag_error*);

  /* Checkpoint. ask() after load(save()) continues the same stream. load() is called on a freshly
   * created agent with the same arguments; when it returns AG_E_REJECTED it changed nothing. */
  ag_status(AG_CALL* save)(ag_agent*, ag_ctx*, const ag_sink*, ag_error*);
  ag_status(AG_CALL* load)(ag_agent*, ag_ctx*, const ag_source*, ag_error*);

  /* Optional capability of an instance by versioned id, or NULL. May itself be NULL. */
  const void*(AG_CALL* get_extension)(ag_agent*, const char* id);
} ag_agent_factory;

#define AG_AGENT_ID "archgym.agent/1"

AG_EXTERN_C_END
#endif
