/* A plugin whose embedded manifest is not the installed one. */
#include <archgym/archgym.h>

static const void* AG_CALL get_factory(const char* id) {
  (void)id;
  return 0;
}
const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  static const ag_plugin plugin = {sizeof(ag_plugin), 0, "{\"version\": \"0.9\"}", get_factory};
  return &plugin;
}
