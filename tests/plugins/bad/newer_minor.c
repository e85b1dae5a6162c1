/* A plugin that needs a newer minor version than any host has. */
#include <archgym/archgym.h>

extern const char archgym_manifest_json[];
static const void* AG_CALL get_factory(const char* id) {
  (void)id;
  return 0;
}
const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 1000, archgym_manifest_json, get_factory};
  return &plugin;
}
