/* A plugin that needs a symbol which nothing provides. */
#include <archgym/archgym.h>

extern const ag_plugin* archgym_symbol_that_nobody_has(void);
const ag_plugin* AG_CALL archgym_plugin_v1(void) {
  return archgym_symbol_that_nobody_has();
}
