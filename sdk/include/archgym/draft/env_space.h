/*
 * archgym/draft/env_space.h - spaces that depend on the workload or the configuration. Extension
 * "archgym.draft.env.space/1" of environments. A draft: docs/abi-policy.md says what that means.
 *
 * The space of most environments is in their manifest. That of a mapper depends on the layer, that
 * of a system on chip on its tasks: such an environment has "space_depends_on" in its manifest, in
 * place of parameters, and answers here with the space of a workload. The host treats the answer
 * like the members of a manifest: it checks it, records it in the run file, and from then on
 * `ag_eval_request.parameters` of that workload are the values of these parameters, in this order.
 *
 * The answer is a function of the config, the workload and the files that the two name: the same
 * before and after any evaluation, in every instance and every process (AG-SPC-2). One instance is
 * asked for, and evaluates, any number of workloads.
 */
#ifndef ARCHGYM_DRAFT_ENV_SPACE_H
#define ARCHGYM_DRAFT_ENV_SPACE_H

#include "../env.h"

AG_EXTERN_C_BEGIN

typedef struct ag_space_request { /* borrowed for declare() */
  uint32_t struct_size;
  uint32_t reserved;
  const char* workload; /* as in ag_eval_request */
} ag_space_request;

typedef struct ag_env_space {
  uint32_t struct_size;
  uint32_t reserved;
  /* Write one JSON object with the members `parameters`, `constraints`, `spaces` and `fidelity` as
   * schemas/manifest.schema.json describes them; all but the first are optional. UTF-8, at most
   * 64 MiB, in any number of pieces. AG_E_INVALID: the workload is unknown, or the user's file
   * cannot be used; ag_error says why. */
  ag_status(AG_CALL* declare)(ag_env*, ag_ctx*, const ag_space_request*, const ag_sink* out,
                              ag_error*);
} ag_env_space;

#define AG_ENV_SPACE_ID "archgym.draft.env.space/1"

AG_EXTERN_C_END
#endif
