/*
 * archgym/episode.h - episodes: designs that are evaluated one after the other, each as a step that
 * follows the one before. Extensions "archgym.env.episode/1" of environments and
 * "archgym.agent.episode/1" of agents.
 *
 * An agent with its extension says which earlier trial a proposal refines. The host gives every
 * environment that face: one that has no episodes evaluates the design as always. One whose results
 * depend on the designs before (a mapper that goes on from the last mapping, a controller that is
 * changed while it runs) has the extension and "episodes": true in its manifest, and the host leads
 * an instance through the steps.
 *
 * The result of a step is a function of the manifest, the config, the workload, the seed and the
 * designs of its episode up to it, in their order. So the host may take the steps of an episode
 * again, with another instance or in another process: after a crash, on resume, or because the
 * instance was used for another episode meanwhile.
 */
#ifndef ARCHGYM_EPISODE_H
#define ARCHGYM_EPISODE_H

#include "agent.h"
#include "env.h"

AG_EXTERN_C_BEGIN

typedef struct ag_env_episode {
  uint32_t struct_size;
  uint32_t reserved;
  /* Forget the episode that this instance is in: the next step() is the first of another one. */
  ag_status(AG_CALL* reset)(ag_env*, ag_ctx*, ag_error*);

  /* Evaluate one design as the next step. Workload and seed are the same in all steps of an
   * episode. The first step gives what evaluate() gives for the design. Status of the call and of
   * the result are as with evaluate(), and the result may also be AG_DONE: as AG_OK, and the
   * episode has ended, so that nothing can follow. After any other status than AG_OK, and after
   * evaluate(), the host calls reset() before the next step(). */
  ag_status(AG_CALL* step)(ag_env*, ag_ctx*, const ag_eval_request*, ag_eval_result*, ag_error*);
} ag_env_episode;

#define AG_ENV_EPISODE_ID "archgym.env.episode/1"

typedef struct ag_agent_episode {
  uint32_t struct_size;
  uint32_t reserved;
  /* For each proposal of the ask() that returned last: the trial that it follows in its episode,
   * which has been told; or `trial_id` itself when it begins one. A trial that failed is left out:
   * what follows it follows the step before. A trial may be followed by several.
   *
   * An agent with this extension is told AG_DONE (as AG_OK, with objectives) for a step with which
   * the environment ended the episode; what it proposes to follow such a trial is infeasible. */
  uint64_t(AG_CALL* previous)(ag_agent*, uint64_t trial_id);
} ag_agent_episode;

#define AG_AGENT_EPISODE_ID "archgym.agent.episode/1"

AG_EXTERN_C_END
#endif
