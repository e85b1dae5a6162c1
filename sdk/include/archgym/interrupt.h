/*
 * archgym/interrupt.h - optional: wake a blocked call of an environment so that it returns
 * AG_CANCELLED soon (sc_stop() and the like). Extension "archgym.env.interrupt/1".
 */
#ifndef ARCHGYM_INTERRUPT_H
#define ARCHGYM_INTERRUPT_H

#include "env.h"

AG_EXTERN_C_BEGIN

typedef struct ag_env_interrupt {
  uint32_t struct_size;
  uint32_t reserved;
  void(AG_CALL* interrupt)(ag_env*); /* [any-thread] */
} ag_env_interrupt;

#define AG_ENV_INTERRUPT_ID "archgym.env.interrupt/1"

AG_EXTERN_C_END
#endif
