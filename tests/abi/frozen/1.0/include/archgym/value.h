/*
 * archgym/value.h - one value of a design point.
 *
 * A design point is an array of ag_value, one per parameter, in the order of the manifest. The host
 * checks and canonicalises every point before a simulator sees it, so a plugin reads
 * point[k].as.i64 or point[k].as.f64 directly. By parameter type of the manifest:
 *
 *   bool         AG_KIND_BOOL   0 or 1
 *   integer      AG_KIND_INT    the number
 *   ordinal      AG_KIND_INT    the number, when every listed value is an integer
 *                AG_KIND_REAL   the number, otherwise
 *   categorical  AG_KIND_INDEX  position in the manifest's list of values, from 0
 *   permutation  AG_KIND_INDEX  position in the lexicographic order of all permutations of the
 *                               manifest's list, from 0 (at most 20 items, so it fits)
 *   real         AG_KIND_REAL   the number, always finite
 *   text         AG_KIND_TEXT   hyperparameters only, never searched
 *
 * A parameter whose `when` condition is false has AG_KIND_NONE and no meaning.
 */
#ifndef ARCHGYM_VALUE_H
#define ARCHGYM_VALUE_H

#include "abi.h"

AG_EXTERN_C_BEGIN

#define AG_KIND_NONE 0u  /* parameter inactive under its condition; as.bits is 0 */
#define AG_KIND_BOOL 1u  /* as.i64: 0 or 1 */
#define AG_KIND_INT 2u   /* as.i64 */
#define AG_KIND_REAL 3u  /* as.f64, always finite */
#define AG_KIND_INDEX 4u /* as.i64: position, from 0 */
#define AG_KIND_TEXT 5u  /* as.text */

typedef struct ag_value { /* frozen for major 1 (AG-ABI-3); 16 bytes on every platform */
  uint32_t kind;
  uint32_t flags; /* 0 */
  union {
    int64_t i64;
    double f64;
    const char* text;
    uint64_t bits;
  } as;
} ag_value;

AG_EXTERN_C_END
#endif
