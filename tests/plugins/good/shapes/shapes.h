/* A library that knows nothing of ArchGym: C functions of all shapes that the ffi adapter calls. */
#ifndef SHAPES_H
#define SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cache, with an odd mix of types for the layout. Status: 0; 2 when it does not fit its area, 7
 * when the replacement policy is unknown. */
struct cache_config {
  bool write_back;
  uint64_t sets;
  uint16_t ways;
  int8_t policy;
  float clock_ghz;
  int32_t latencies[3];
};
struct cache_result {
  double access_time; /* seconds */
  uint32_t counts[2]; /* accesses, bytes */
  int8_t level;
};
int cache_model(const struct cache_config* config, struct cache_result* result);

/* By value, of every size. */
double add_all(int8_t a, uint8_t b, int16_t c, uint16_t d, int32_t e, uint32_t f, int64_t g,
               uint64_t h, float i, double j, bool k);

/* Arrays in and out, a scalar in and out. */
size_t weigh(const int32_t* values, size_t count, double* sum_and_product, double* weight);

size_t text_length(const char* text);
uint64_t echo_seed(uint64_t seed);
uint64_t byte_sum(const uint8_t* bytes, size_t count);
int8_t negative(int value);

/* Structs by value. */
struct pair {
  double first;
  int32_t second;
};
struct pair turned(struct pair pair);

/* Objects. */
struct model;
struct model* model_new(int scale);
int model_open(struct model** model, const char* name);
double model_run(struct model* model, double x);
void model_free(struct model* model);
int models_alive(int unused);

/* What goes wrong. */
double crash_at(int value, int bad);
void write_around(int32_t* out, int place);                   /* out has one element */
void write_first(double* out, int32_t* counts, double value); /* out: unless it is 0 */
double divide(double a, double b);
int sum_of(int count, ...);

#endif
