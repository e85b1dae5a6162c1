/*
 * archgym/snapshot.h - optional: save and restore the running state of an environment, for warm-up
 * reuse and branching. Extension "archgym.env.snapshot/1".
 */
#ifndef ARCHGYM_SNAPSHOT_H
#define ARCHGYM_SNAPSHOT_H

#include "env.h"

AG_EXTERN_C_BEGIN

typedef struct ag_env_snapshot {
  uint32_t struct_size;
  uint32_t reserved;
  ag_status(AG_CALL* save)(ag_env*, ag_ctx*, const ag_sink*, ag_error*);
  /* AG_E_REJECTED: the bytes are not a state of this plugin, and nothing changed. */
  ag_status(AG_CALL* load)(ag_env*, ag_ctx*, const ag_source*, ag_error*);
} ag_env_snapshot;

#define AG_ENV_SNAPSHOT_ID "archgym.env.snapshot/1"

AG_EXTERN_C_END
#endif
