/* A plugin for the next major version of the ABI. */
__attribute__((visibility("default"))) const void* archgym_plugin_v2(void);
const void* archgym_plugin_v2(void) {
  return 0;
}
