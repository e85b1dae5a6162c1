/*
 * archgym/agent_loader.h - optional: an agent that runs other agents. Host extension
 * "archgym.host.agents/1", from ag_host.get_extension().
 *
 * A portfolio, a schedule or a meta-learner does not know the plugins of the user's machine. It
 * asks the host for agents by name, and from then on stands in the place of a host towards them: it
 * calls ask, tell, save and load of their factory, under the rules of agent.h.
 *
 *   Ownership  The new agent belongs to the caller, who destroys it with the factory's destroy() at
 *              the latest in its own destroy(). The problem, and everything it points to, outlives
 *              the agent; the problem that the caller was created with does.
 *   Threads    create() is called from within create(), ask(), tell(), save() or load() of the
 *              caller, on the same thread. Calls on one agent never overlap (AG-THR-1); calls on
 * two may only if both manifests say concurrency = "instances". Whoever passes the ag_ctx of its
 * own call on to an agent waits for the agent before it returns (AG-THR-3). Trial ids  are chosen
 * by the caller: every proposal of one agent has another one.
 */
#ifndef ARCHGYM_AGENT_LOADER_H
#define ARCHGYM_AGENT_LOADER_H

#include "agent.h"

AG_EXTERN_C_BEGIN

typedef struct ag_host_agents {
  uint32_t struct_size;
  uint32_t reserved;

  /* Create the agent that users call `name`, with the defaults of its hyperparameters. On AG_OK
   * *factory, which has static storage, and *out are set. AG_E_INVALID: there is no such agent, and
   * the text says which ones are near. AG_E_UNSUPPORTED: it cannot run here: it takes one instance
   * per process (concurrency = "process"), refuses the problem, or does not use fidelities while
   * the problem has a free one. Other codes as from its own create(). */
  ag_status(AG_CALL* create)(const ag_host*, const char* name, const ag_problem*, uint64_t seed,
                             const ag_agent_factory** factory, ag_agent** out, ag_error*);
} ag_host_agents;

#define AG_HOST_AGENTS_ID "archgym.host.agents/1"

AG_EXTERN_C_END
#endif
