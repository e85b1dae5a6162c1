/*
 * archgym/host.h - what the host offers to a plugin.
 *
 * The ag_host passed to create() outlives the instance. Most services take the ag_ctx of the call
 * in progress: it identifies one plugin call and dies with it.
 */
#ifndef ARCHGYM_HOST_H
#define ARCHGYM_HOST_H

#include "status.h"

AG_EXTERN_C_BEGIN

typedef struct ag_ctx ag_ctx; /* opaque, one per plugin call in flight */

#define AG_LOG_TRACE 0
#define AG_LOG_DEBUG 1
#define AG_LOG_INFO 2
#define AG_LOG_WARN 3
#define AG_LOG_ERROR 4

typedef struct ag_host {
  uint32_t struct_size;
  uint32_t abi_minor; /* minor version the host was built with */
  void* ctx;
  const char* name;    /* "archgym-host" */
  const char* version; /* "1.4.0", for logs only: never branch on it */

  /* Plugins never print. `component` names the part that speaks. [any-thread], non-blocking. */
  void(AG_CALL* log)(const struct ag_host*, int32_t level, const char* component, const char* text);

  /* Progress and cancellation in one call: call it at least every 100 ms of work. `fraction` is in
   * [0,1], or negative when unknown; `note` may be NULL. Returns AG_OK to go on, AG_CANCELLED to
   * stop. A plugin that cannot poll says so in the manifest. [in-call] */
  ag_status(AG_CALL* poll)(const struct ag_host*, ag_ctx*, double fraction, const char* note);

  /* Absolute path of an empty directory private to this call; removed afterwards unless kept for
   * debugging. NULL when it cannot be made. Never chdir() into it. Valid until the call returns.
   * [in-call] */
  const char*(AG_CALL* scratch_dir)(const struct ag_host*, ag_ctx*);

  /* How many threads this call may use, >= 1. [in-call] */
  uint32_t(AG_CALL* thread_budget)(const struct ag_host*, ag_ctx*);

  /* Optional host capability by versioned id, or NULL. Owned by the host, lives as long as it.
   * [any-thread] */
  const void*(AG_CALL* get_extension)(const struct ag_host*, const char* id);
} ag_host;

AG_EXTERN_C_END
#endif
