/*
 * archgym/model.h - cost models: learn metrics from data and predict them. Factory
 * "archgym.model/1".
 */
#ifndef ARCHGYM_MODEL_H
#define ARCHGYM_MODEL_H

#include "host.h"
#include "space.h"
#include "stream.h"

AG_EXTERN_C_BEGIN

typedef struct ag_model ag_model;

typedef struct ag_model_setup { /* owned by the host, lives as long as the model */
  uint32_t struct_size;
  uint32_t reserved;
  const ag_space* space;
  uint64_t outputs; /* modelled metrics, >= 1 */
} ag_model_setup;

typedef struct ag_model_factory {
  uint32_t struct_size;
  uint32_t reserved;

  /* `hyperparameters` as for agents (agent.h). */
  ag_status(AG_CALL* create)(const ag_host*, const ag_model_setup*, const ag_value* hyperparameters,
                             uint64_t hyperparameter_count, uint64_t seed, ag_model** out,
                             ag_error*);
  void(AG_CALL* destroy)(ag_model*);

  /* Row-major x[rows][dims] in manifest order (indices as numbers, inactive = NaN),
   * y[rows][outputs] in the units of the metrics. NULL in the table: pre-trained only. */
  ag_status(AG_CALL* fit)(ag_model*, ag_ctx*, const double* x, const double* y, uint64_t rows,
                          uint64_t dims, uint64_t outputs, ag_error*);

  /* Writes mean[rows][outputs] and, unless it is NULL, stddev[rows][outputs]. */
  ag_status(AG_CALL* predict)(ag_model*, ag_ctx*, const double* x, uint64_t rows, uint64_t dims,
                              double* mean, double* stddev, uint64_t outputs, ag_error*);

  /* predict() after load(save()) gives the same bytes. AG_E_REJECTED: nothing changed. */
  ag_status(AG_CALL* save)(ag_model*, ag_ctx*, const ag_sink*, ag_error*);
  ag_status(AG_CALL* load)(ag_model*, ag_ctx*, const ag_source*, ag_error*);

  /* Optional capability of an instance by versioned id, or NULL. May itself be NULL. */
  const void*(AG_CALL* get_extension)(ag_model*, const char* id);
} ag_model_factory;

#define AG_MODEL_ID "archgym.model/1"

AG_EXTERN_C_END
#endif
