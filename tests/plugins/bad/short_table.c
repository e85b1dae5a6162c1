/* A plugin whose environment table is too short to have evaluate(). */
#include <archgym/archgym.h>

extern const char archgym_manifest_json[];
static const void* AG_CALL get_factory(const char* id) {
  static const ag_env_factory factory = {AG_SIZE_UP_TO(ag_env_factory, destroy), 0, 0, 0, 0, 0};
  return id ? &factory : 0;
}
const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, archgym_manifest_json, get_factory};
  return &plugin;
}
