/* A model that keeps every rule but one: the nearest row that it knows. */
#include "defect.h"

#include <math.h>
#include <unistd.h>

#define MOST_ROWS 1000
#define MOST_COLUMNS 16

struct ag_model {
  uint64_t columns, outputs, rows;
  double x[MOST_ROWS * MOST_COLUMNS], y[MOST_ROWS * MOST_COLUMNS];
};

static ag_status AG_CALL create(const ag_host* host, const ag_model_setup* setup,
                                const ag_value* hyperparameters, uint64_t count, uint64_t seed,
                                ag_model** out, ag_error* error) {
  (void)host, (void)hyperparameters, (void)count, (void)seed;
  if (setup->space->parameter_count > MOST_COLUMNS || setup->outputs > MOST_COLUMNS) {
    return fail(error, AG_E_UNSUPPORTED, "too many parameters or outputs");
  }
  *out = calloc(1, sizeof(**out));
  (*out)->columns = setup->space->parameter_count;
  (*out)->outputs = setup->outputs;
  return AG_OK;
}

static void AG_CALL destroy(ag_model* model) {
  free(model);
}

static ag_status fits(const ag_model* model, uint64_t rows, uint64_t dims, uint64_t outputs,
                      ag_error* error) {
  if (has("takes_any_shape")) return AG_OK;
  if (rows > MOST_ROWS || dims != model->columns || outputs != model->outputs) {
    return fail(error, AG_E_INVALID, "arrays of another shape than those of the problem");
  }
  return AG_OK;
}

static ag_status AG_CALL fit(ag_model* model, ag_ctx* call, const double* x, const double* y,
                             uint64_t rows, uint64_t dims, uint64_t outputs, ag_error* error) {
  const ag_status status = fits(model, rows, dims, outputs, error);
  (void)call;
  if (status != AG_OK) return status;
  model->rows = has("does_not_learn") && rows > 20 ? 20 : rows;
  memcpy(model->x, x, model->rows * dims * sizeof(double));
  memcpy(model->y, y, model->rows * outputs * sizeof(double));
  return AG_OK;
}

static double distance(const double* a, const double* b, uint64_t columns) {
  double sum = 0;
  uint64_t k;
  for (k = 0; k < columns; ++k) {
    const double d = (isnan(a[k]) ? -1 : a[k]) - (isnan(b[k]) ? -1 : b[k]);
    sum += d * d;
  }
  return sum;
}

static uint64_t nearest(const ag_model* model, const double* x) {
  double least = HUGE_VAL;
  uint64_t row, best = 0;
  for (row = 0; row < model->rows; ++row) {
    const double d = distance(model->x + row * model->columns, x, model->columns);
    if (d >= least) continue;
    least = d;
    best = row;
  }
  return best;
}

static ag_status AG_CALL predict(ag_model* model, ag_ctx* call, const double* x, uint64_t rows,
                                 uint64_t dims, double* mean, double* stddev, uint64_t outputs,
                                 ag_error* error) {
  const ag_status status = fits(model, rows, dims, outputs, error);
  uint64_t row, k;
  (void)call;
  if (status != AG_OK) return status;
  for (row = 0; row < rows; ++row) {
    const double* y = model->y + nearest(model, x + row * dims) * model->outputs;
    for (k = 0; k < outputs; ++k) {
      mean[row * outputs + k] = y[k] + (has("guesses_by_the_process") ? getpid() : 0);
      if (stddev != NULL) stddev[row * outputs + k] = has("leaves_gaps") ? NAN : 1;
    }
  }
  return AG_OK;
}

static ag_status AG_CALL save(ag_model* model, ag_ctx* call, const ag_sink* sink, ag_error* error) {
  const char* bytes = (const char*)model;
  uint64_t left = sizeof(*model);
  ag_status status = save_number(sink, model->rows);
  (void)call, (void)error;
  while (status == AG_OK && left > 0) {
    const int64_t written = sink->write(sink->ctx, bytes, left);
    if (written <= 0) return AG_E_TRANSIENT;
    bytes += written;
    left -= (uint64_t)written;
  }
  return status;
}

static ag_status AG_CALL load(ag_model* model, ag_ctx* call, const ag_source* source,
                              ag_error* error) {
  ag_model* loaded = malloc(sizeof(*loaded));
  char* bytes = (char*)loaded;
  uint64_t left = sizeof(*loaded), rows = 0;
  ag_status status = load_number(source, &rows, error);
  (void)call;
  while (status == AG_OK && left > 0) {
    const int64_t read = source->read(source->ctx, bytes, left);
    if (read <= 0) status = fail(error, AG_E_REJECTED, "bytes are missing");
    if (read > 0) bytes += read, left -= (uint64_t)read;
  }
  if (status == AG_OK && !has("forgets_what_it_learnt")) *model = *loaded;
  free(loaded);
  return status;
}

static const void* AG_CALL get_factory(const char* id) {
  static const ag_model_factory factory = {
      sizeof(ag_model_factory), 0, create, destroy, fit, predict, save, load, NULL};
  return strcmp(id, AG_MODEL_ID) == 0 ? &factory : NULL;
}

const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, defect_manifest, get_factory};
  return &plugin;
}
