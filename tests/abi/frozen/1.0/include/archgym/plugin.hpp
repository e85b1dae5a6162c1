/*
 * archgym/plugin.hpp - what the three kinds of plugin share in C++: the exported table and the
 * embedded manifest. Authors use ARCHGYM_ENVIRONMENT, ARCHGYM_AGENT or ARCHGYM_MODEL.
 */
#ifndef ARCHGYM_PLUGIN_HPP
#define ARCHGYM_PLUGIN_HPP

#include "cpp.hpp"
#include "plugin.h"

#include <cstring>
#include <type_traits>

/* The bytes of the manifest file; archgym_add_plugin() compiles them into the library. */
extern "C" {
extern __attribute__((visibility("hidden"))) const char archgym_manifest_json[];
}

/* Define the entry point of a library whose factory `factory_table` (a pointer) answers to `id`.
 * The layer needs nothing beyond minor version 0 of the host. */
#define ARCHGYM_DETAIL_PLUGIN(id, factory_table)                                             \
  extern "C" AG_EXPORT const ag_plugin* AG_CALL archgym_plugin_v1(void) {                    \
    static const ag_plugin table = {                                                         \
        sizeof(ag_plugin), 0, archgym_manifest_json, [](const char* wanted) -> const void* { \
          return std::strcmp(wanted, id) == 0 ? (factory_table) : nullptr;                   \
        }};                                                                                  \
    return &table;                                                                           \
  }

namespace archgym::detail {

/* Detection of optional member functions: has<Expression, T> is true when Expression<T> is valid.
 */
template <template <class> class Expression, class T, class = void>
struct Has : std::false_type {};
template <template <class> class Expression, class T>
struct Has<Expression, T, std::void_t<Expression<T>>> : std::true_type {};
template <template <class> class Expression, class T>
inline constexpr bool has = Has<Expression, T>::value;

}  // namespace archgym::detail

#endif
