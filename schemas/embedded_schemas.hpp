// The schemas of this directory as text, compiled in: NUL-terminated.
#pragma once

extern "C" {
extern const char archgym_manifest_schema[];
extern const char archgym_waivers_schema[];
extern const char archgym_run_schema[];
extern const char archgym_replay_schema[];
extern const char archgym_problem_schema[];
extern const char archgym_process_schema[];
extern const char archgym_ffi_schema[];
extern const char archgym_persistent_schema[];
}
