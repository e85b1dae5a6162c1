#include "shapes.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int cache_model(const struct cache_config* config, struct cache_result* result) {
  uint64_t bytes = config->sets * config->ways * 64;
  if (config->policy > 2) return 7;
  if (bytes > 1u << 20) return 2;
  result->access_time = 1e-9 *
                        (config->latencies[0] + config->latencies[1] + config->latencies[2] +
                         (config->write_back ? 0 : 1) + config->policy) /
                        config->clock_ghz;
  result->counts[0] = 1000;
  result->counts[1] = (uint32_t)bytes;
  result->level = (int8_t)-config->latencies[1];
  return 0;
}

double add_all(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g,
               uint64_t h, float i, double j, bool k) {
  return a + b + c + d + e + (double)f + (double)g + (double)h + (double)i + j + (k ? 1 : 0);
}

size_t weigh(const int32_t* values, size_t count, double* sum_and_product, double* weight) {
  size_t i;
  sum_and_product[0] = 0;
  sum_and_product[1] = 1;
  for (i = 0; i < count; ++i) {
    sum_and_product[0] += values[i];
    sum_and_product[1] *= values[i];
  }
  *weight *= 2;
  return count;
}

size_t text_length(const char* text) {
  return strlen(text);
}

uint64_t echo_seed(uint64_t seed) {
  return seed;
}

uint64_t byte_sum(const uint8_t* bytes, size_t count) {
  uint64_t sum = 0;
  size_t i;
  for (i = 0; i < count; ++i) sum += bytes[i];
  return sum;
}

int8_t negative(int value) {
  return (int8_t)-value;
}

struct pair turned(struct pair pair) {
  struct pair result;
  result.first = pair.second;
  result.second = (int32_t)pair.first;
  return result;
}

struct model {
  int scale;
};
static int alive = 0;

struct model* model_new(int scale) {
  struct model* made = scale < 0 ? NULL : malloc(sizeof(*made));
  if (!made) return NULL;
  made->scale = scale;
  ++alive;
  return made;
}

int model_open(struct model** model, const char* name) {
  *model = NULL;
  if (strcmp(name, "broken") == 0) return 5;
  *model = model_new((int)strlen(name));
  return 0;
}

double model_run(struct model* model, double x) {
  return model->scale * x;
}

void model_free(struct model* model) {
  free(model);
  --alive;
}

int models_alive(int unused) {
  (void)unused;
  return alive;
}

double crash_at(int value, int bad) {
  if (value == bad) abort();
  return value;
}

void write_around(int32_t* out, int place) {
  memset((char*)out + place, 1, 1);
}

void write_first(double* out, int32_t* counts, double value) {
  if (value > 0) out[0] = value;
  counts[0] += (int32_t)value;
}

double divide(double a, double b) {
  return a / b;
}

int sum_of(int count, ...) {
  va_list numbers;
  int sum = 0;
  va_start(numbers, count);
  while (count-- > 0) sum += va_arg(numbers, int);
  va_end(numbers);
  return sum;
}
