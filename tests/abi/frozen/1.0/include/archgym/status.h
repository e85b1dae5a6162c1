/*
 * archgym/status.h - status codes and error text.
 *
 * A status says what the caller may do next. Zero and positive values leave the instance usable
 * and are data; negative values are failures. A code that is not listed here is treated as
 * AG_E_PROCESS. When a call fails its outputs are untouched unless its comment says otherwise.
 */
#ifndef ARCHGYM_STATUS_H
#define ARCHGYM_STATUS_H

#include "abi.h"

AG_EXTERN_C_BEGIN

typedef int32_t ag_status; /* fixed width: the size of a C enum is not part of any ABI */

#define AG_OK 0               /* outputs valid */
#define AG_INFEASIBLE 1       /* this design point has no result: data, recorded and told */
#define AG_CANCELLED 2        /* stopped because poll() said so; instance still good */
#define AG_DONE 3             /* agent: search finished; episode: terminal state reached */
#define AG_AGAIN 4            /* agent: nothing to propose until more results are told */
#define AG_PENDING 5          /* in tell(): this trial is still running, no objectives yet */
#define AG_FAILED 6           /* the simulator did not get through with this point: data */
#define AG_UNREADABLE 7       /* the simulator ran, but its output cannot be understood: data */
#define AG_E_INVALID (-1)     /* caller broke the contract; state unchanged */
#define AG_E_UNSUPPORTED (-2) /* not implemented; state unchanged */
#define AG_E_REJECTED (-3)    /* load(): bytes refused, object untouched and usable */
#define AG_E_TRANSIENT (-4)   /* licence server, disk, network: the same call may work later */
#define AG_E_INSTANCE (-5)    /* this instance is dead: destroy it and create another */
#define AG_E_PROCESS (-6)     /* the whole process is suspect: the host replaces it */

/* Text for people about a status that is not AG_OK. Allocated and owned by the caller, who may pass
 * NULL instead. The callee writes at most `capacity` bytes of UTF-8 to `message` (no terminator is
 * required), sets `length` to the bytes written and `status` to what it returns. */
typedef struct ag_error {
  uint32_t struct_size;
  ag_status status;
  char* message;
  uint64_t capacity;
  uint64_t length;
} ag_error;

AG_EXTERN_C_END
#endif
