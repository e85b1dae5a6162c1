/*
 * archgym/episode.h - draft: sequential environments. Extension "archgym.draft.env.episode/1".
 *
 * An environment whose result depends on a sequence of design points offers reset() and step()
 * beside evaluate(). No host calls it yet: as a draft it may still change, and then gets another id
 * (docs/abi-policy.md). evaluate() is what a host can rely on.
 */
#ifndef ARCHGYM_EPISODE_H
#define ARCHGYM_EPISODE_H

#include "env.h"

AG_EXTERN_C_BEGIN

typedef struct ag_env_episode {
  uint32_t struct_size;
  uint32_t reserved;
  /* Start a new episode and write the first observation into the caller's array. */
  ag_status(AG_CALL* reset)(ag_env*, ag_ctx*, uint64_t seed, double* observation,
                            uint64_t observation_count, ag_error*);
  /* Apply one design point. AG_OK: the episode goes on; AG_DONE: terminal state reached. */
  ag_status(AG_CALL* step)(ag_env*, ag_ctx*, const ag_eval_request*, ag_eval_result*,
                           double* observation, uint64_t observation_count, ag_error*);
} ag_env_episode;

#define AG_ENV_EPISODE_ID "archgym.draft.env.episode/1"

AG_EXTERN_C_END
#endif
