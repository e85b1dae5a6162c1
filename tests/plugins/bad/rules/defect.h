/* One library serves many plugins, each with another defect: the name of the plugin, which is that
 * of the directory the library lies in. The plugin `flawless` has none. */
#ifndef ARCHGYM_TEST_DEFECT_H
#define ARCHGYM_TEST_DEFECT_H
#define _GNU_SOURCE /* dladdr() */

#include <archgym/archgym.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const char archgym_manifest_json[]; /* with @DEFECT@ where the name of the plugin is */

static char defect_name[64];
static char defect_manifest[8192];

static void write_manifest(void) {
  static const char variable[] = "@DEFECT@";
  const char* from = archgym_manifest_json;
  char* to = defect_manifest;
  const char* at;
  while ((at = strstr(from, variable)) != NULL) {
    to += sprintf(to, "%.*s%s", (int)(at - from), from, defect_name);
    from = at + strlen(variable);
  }
  strcpy(to, from);
}

/* Before anything else of the library. */
__attribute__((constructor(101))) static void find_defect(void) {
  Dl_info library;
  char* end;
  const char* begin;
  if (dladdr((const void*)archgym_manifest_json, &library) == 0) return;
  snprintf(defect_manifest, sizeof(defect_manifest), "%s", library.dli_fname);
  end = strrchr(defect_manifest, '/');
  if (end == NULL) return;
  *end = '\0';
  begin = strrchr(defect_manifest, '/');
  snprintf(defect_name, sizeof(defect_name), "%.63s", begin == NULL ? defect_manifest : begin + 1);
  write_manifest();
}

static int has(const char* defect) {
  return strcmp(defect_name, defect) == 0;
}

static ag_status fail(ag_error* error, ag_status status, const char* reason) {
  if (error != NULL && error->message != NULL) {
    error->length = strlen(reason) < error->capacity ? strlen(reason) : error->capacity;
    memcpy(error->message, reason, error->length);
    error->status = status;
  }
  return status;
}

/* A state is a word of magic and a number. */
struct state {
  char magic[8];
  uint64_t number;
};

__attribute__((unused)) static ag_status save_number(const ag_sink* sink, uint64_t number) {
  struct state state = {"broken1", 0};
  state.number = number;
  return sink->write(sink->ctx, &state, sizeof(state)) == (int64_t)sizeof(state) ? AG_OK
                                                                                 : AG_E_TRANSIENT;
}

__attribute__((unused)) static ag_status load_number(const ag_source* source, uint64_t* number,
                                                     ag_error* error) {
  struct state state;
  const int64_t bytes = source->read(source->ctx, &state, sizeof(state));
  if (has("takes_any_state")) return AG_OK;
  if (bytes != (int64_t)sizeof(state) || memcmp(state.magic, "broken1", 8) != 0) {
    return fail(error, AG_E_REJECTED, "this is no state of mine");
  }
  *number = state.number;
  return AG_OK;
}

#endif
