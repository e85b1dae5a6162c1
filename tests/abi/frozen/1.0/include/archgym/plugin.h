/*
 * archgym/plugin.h - the library: one exported function that returns one table.
 *
 * The host reads the manifest file <name>.archgym.json first, loads the library only when it is
 * used, calls archgym_plugin_v1() and asks the table for the factory of the kind it wants.
 */
#ifndef ARCHGYM_PLUGIN_H
#define ARCHGYM_PLUGIN_H

#include "abi.h"

AG_EXTERN_C_BEGIN

typedef struct ag_plugin {
  uint32_t struct_size;
  /* Lowest host minor this plugin can work with: what it needs, not what it was built with. */
  uint32_t abi_minor_needed;
  /* The manifest, byte for byte the installed <name>.archgym.json. The host lists, validates and
   * documents plugins from the file without loading code, and compares it with this at load. */
  const char* manifest_json;
  /* Factory table of one plugin kind by versioned id ("archgym.env/1", "archgym.agent/1",
   * "archgym.model/1"), or NULL for any other text. Static storage. [any-thread] */
  const void*(AG_CALL* get_factory)(const char* id);
} ag_plugin;

/* The one exported symbol (AG-ABI-1). The major version is in its name, so that a host can say
 * "built for another major" instead of crashing, and one binary may serve two majors. Must be fast,
 * must not start threads, open files or touch the environment; may be called again. */
#define AG_ENTRY_SYMBOL "archgym_plugin_v1"
AG_EXPORT const ag_plugin* AG_CALL archgym_plugin_v1(void);
typedef const ag_plugin*(AG_CALL* ag_entry_fn)(void);

AG_EXTERN_C_END
#endif
