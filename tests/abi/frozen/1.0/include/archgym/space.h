/*
 * archgym/space.h - the search space, as agents and models see it.
 *
 * The host owns the space: it parsed the manifest, knows conditions, constraints and fixed values,
 * and lends its operations, so that every agent searches exactly the same space and none has to
 * write this again. Everything here is immutable, lives as long as the instance that received it,
 * and is [any-thread].
 *
 * A "point" is an array of parameter_count values in manifest order. A point is canonical when
 * inactive parameters are AG_KIND_NONE and inert ones (declared to have no effect under the other
 * values) hold their default: equal designs have equal canonical points, byte for byte.
 */
#ifndef ARCHGYM_SPACE_H
#define ARCHGYM_SPACE_H

#include "status.h"
#include "value.h"

AG_EXTERN_C_BEGIN

#define AG_PARAMETER_BOOL 1u
#define AG_PARAMETER_INTEGER 2u
#define AG_PARAMETER_ORDINAL 3u
#define AG_PARAMETER_CATEGORICAL 4u
#define AG_PARAMETER_REAL 5u
#define AG_PARAMETER_PERMUTATION 6u

#define AG_SCALE_LINEAR 0u
#define AG_SCALE_LOG 1u

typedef struct ag_parameter {
  uint32_t struct_size;
  uint32_t type;    /* AG_PARAMETER_* */
  uint32_t scale;   /* AG_SCALE_*: LOG only for positive integers and reals */
  uint32_t fixed;   /* 1: the user fixed this parameter, canonicalise() always restores its value */
  const char* name; /* as in the manifest */
  /* Number of distinct values, at least 1; 0 for reals. Permutations: the factorial of `items`. */
  uint64_t choices;
  /* Smallest and largest number: 0 and 1 of a bool, indices of categories and permutations,
   * integers, ordinals and reals as declared. A category may have fewer choices than there are
   * indices between the two, when the user narrowed the space: count choices by to_indices(). */
  double lower;
  double upper;
  uint64_t items; /* permutation: how many things are permuted; 0 otherwise */
  /* The numbers of an ordinal in ascending order, `choices` of them; NULL otherwise. */
  const double* numbers;
  ag_value initial; /* the default of the manifest */

  /* 1: this integer or ordinal parameter sets the fidelity of an evaluation. A design is the same
   * design at every value; the greatest one, which is the default, is the full simulation, and
   * value / upper is the share of its cost and what tell() brings as ag_trial.fidelity. Only an
   * agent whose manifest says uses_fidelity finds it free; for all others, and where the user chose
   * a value, it is `fixed` and every evaluation counts as full. 0 when the host is older. */
  uint32_t fidelity;
  uint32_t reserved;
} ag_parameter;

typedef struct ag_space {
  uint32_t struct_size;
  uint32_t reserved;
  const void* ctx;
  uint64_t parameter_count;
  const ag_parameter* const* parameters;

  /* log10 of the number of designs before conditions and constraints, at full fidelity; infinity
   * with a real. */
  double log10_cardinality;

  /* Bring a point to canonical form in place. An active parameter with AG_KIND_NONE gets its
   * default, so that a mixture of two points is complete. AG_OK; AG_INFEASIBLE when it is well
   * formed but breaks a constraint between parameters (it is canonical all the same); AG_E_INVALID
   * when a value has the wrong kind or is out of range (the point is unspecified then). */
  ag_status(AG_CALL* canonicalise)(const struct ag_space*, ag_value* point);

  /* A feasible canonical point: every parameter independently uniform over its values (over the
   * logarithm with AG_SCALE_LOG), rejecting what breaks a constraint. The same (seed, index) gives
   * the same point everywhere. AG_INFEASIBLE when no feasible point was found. */
  ag_status(AG_CALL* sample)(const struct ag_space*, uint64_t seed, uint64_t index,
                             ag_value* point);

  /* A feasible canonical point that differs from the canonical point `from` in one active, live
   * parameter, chosen uniformly, by one step: integers and ordinals to an adjacent value, reals by
   * a normal step of 1/10 of the range, categories to any other, permutations by one swap.
   * AG_INFEASIBLE when none was found; `to` may equal `from`. */
  ag_status(AG_CALL* neighbour)(const struct ag_space*, uint64_t seed, uint64_t index,
                                const ag_value* from, ag_value* to);

  /* Unit cube, parameter_count coordinates in [0,1]; outside, the nearer end counts. encode() gives
   * the centre of a discrete value's cell ((k + 0.5) / choices; with AG_SCALE_LOG the integer v has
   * the cell [v, v + step) of the logarithmic axis), decode() the value whose cell contains the
   * coordinate, so a uniform coordinate gives a uniform value. decode(encode(x)) == x for discrete
   * parameters of up to 2^50 values and within rounding for reals. Inactive parameters encode as
   * NaN, and decode() ignores their coordinates; NaN for an active one means its default. decode()
   * canonicalises and returns what canonicalise() returns. */
  void(AG_CALL* encode)(const struct ag_space*, const ag_value* point, double* unit);
  ag_status(AG_CALL* decode)(const struct ag_space*, const double* unit, ag_value* point);

  /* Index vector, parameter_count positions: 0 .. choices-1. Reals use 0 .. 2^53-1. Inactive
   * parameters give UINT64_MAX, and from_indices() ignores their entry; UINT64_MAX for an active
   * one means its default. from_indices() canonicalises and returns what canonicalise() returns. */
  void(AG_CALL* to_indices)(const struct ag_space*, const ag_value* point, uint64_t* indices);
  ag_status(AG_CALL* from_indices)(const struct ag_space*, const uint64_t* indices,
                                   ag_value* point);
} ag_space;

AG_EXTERN_C_END
#endif
