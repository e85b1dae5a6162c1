/*
 * archgym/stream.h - byte streams for output of unknown size.
 *
 * The caller owns the stream; it is valid until the call that received it returns (AG-MEM-1).
 */
#ifndef ARCHGYM_STREAM_H
#define ARCHGYM_STREAM_H

#include "abi.h"

AG_EXTERN_C_BEGIN

typedef struct ag_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Append `size` bytes. Returns the bytes accepted, or a negative ag_status. */
  int64_t(AG_CALL* write)(void* ctx, const void* bytes, uint64_t size);
} ag_sink;

typedef struct ag_source {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Read up to `size` bytes. Returns the bytes read, 0 at the end, or a negative ag_status. */
  int64_t(AG_CALL* read)(void* ctx, void* bytes, uint64_t size);
} ag_source;

AG_EXTERN_C_END
#endif
