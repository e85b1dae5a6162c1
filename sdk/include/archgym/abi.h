/*
 * archgym/abi.h - the rules of the ArchGym plugin ABI, major version 1.
 *
 * A host (archgym-host) loads simulators, search algorithms and cost models as shared libraries
 * that speak the C ABI of these headers. They need only <stddef.h> and <stdint.h>, no library to
 * link and no JSON parser, and compile as C99 to C23 and C++11 to C++23. 64-bit targets only.
 * Include <archgym/archgym.h> for all of them, or one header per topic.
 *
 * Rules. Each has an id that error messages and documents cite.
 *
 *  AG-ABI-1  A plugin exports exactly one symbol: archgym_plugin_v1.
 *  AG-ABI-2  Every table starts with struct_size. Tables only grow at the end. Read a member of
 *            the other side's table only through AG_HAS(). Require the oldest size that has what
 *            you need, never sizeof() of today's struct.
 *  AG-ABI-3  ag_value has no struct_size: it is frozen for major 1.
 *  AG-ABI-4  Nothing throws, longjmps, exits, aborts or changes process-wide state (working
 *            directory, locale, signals, umask, rounding mode, environment) across the boundary.
 *  AG-MEM-1  Nobody frees memory allocated by the other side. Inputs are borrowed for the duration
 *            of the call. Outputs are written into caller-owned memory or pushed through an
 *            ag_sink. Static strings returned by a plugin live as long as the library.
 *  AG-MEM-2  What a comment says may be NULL (an ag_error, an ag_sink, an optional callback) is not
 *            used without asking.
 *  AG-THR-1  Calls on one instance never overlap, except functions marked [any-thread]. They may
 *            come from different threads one after another.
 *  AG-THR-2  Two instances overlap only if the manifest says concurrency = "instances". The
 *            default is "process": one live instance per process.
 *  AG-THR-3  Host callbacks marked [in-call] are legal only while a plugin call that received that
 *            ag_ctx is running, from any thread; they never re-enter the plugin.
 *  AG-STR-1  All text is NUL-terminated UTF-8. Bytes are pointer + size. No struct is passed or
 *            returned by value, so that any foreign-function interface can call everything.
 *  AG-VAL-1  No number in these headers ever changes its meaning. New meaning, new name.
 *  AG-DET-1  evaluate() is a pure function of (manifest, config, workload, parameters, seed) to the
 *            degree the manifest declares: determinism = "bitwise" | "seeded" | "none".
 *  AG-DET-2  An agent or a model that declares `determinism` gives the same proposals or
 *            predictions for the same arguments and calls, in another instance, thread and process.
 *
 * Arrays of tables that may grow are arrays of pointers: an array of structs would bake the stride
 * into the ABI (AG-ABI-2).
 */
#ifndef ARCHGYM_ABI_H
#define ARCHGYM_ABI_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define AG_EXPORT __declspec(dllexport)
#define AG_CALL __cdecl
#else
#define AG_EXPORT __attribute__((visibility("default")))
#define AG_CALL
#endif

#if defined(__cplusplus)
#define AG_EXTERN_C_BEGIN extern "C" {
#define AG_EXTERN_C_END }
#else
#define AG_EXTERN_C_BEGIN
#define AG_EXTERN_C_END
#endif

/* Smallest struct_size that contains `member`. */
#define AG_SIZE_UP_TO(type, member) (offsetof(type, member) + sizeof(((type*)0)->member))

/* True when *p is new enough to have the pointer `member` and the other side filled it in. */
#define AG_HAS(type, p, member) \
  ((p) != 0 && (p)->struct_size >= AG_SIZE_UP_TO(type, member) && (p)->member != 0)

#define AG_ABI_MAJOR 1u
#define AG_ABI_MINOR 0u /* what these headers describe; says nothing about what a plugin needs */

#endif
