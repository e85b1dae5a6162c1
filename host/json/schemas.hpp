// The schemas of this project, compiled in. Files below schemas/ are their source.
#pragma once

#include "json/schema.hpp"

namespace archgym::host {

const Schema& manifest_schema();    // <name>.archgym.json
const Schema& space_schema();       // the members of a manifest that declare a space, alone
const Schema& constants_schema();   // the constants of a workload
const Schema& waivers_schema();     // archgym-host validate --waivers
const Schema& run_schema();         // archgym-host run --config
const Schema& replay_schema();      // archgym-host eval --replay
const Schema& problem_schema();     // what an agent receives
const Schema& process_schema();     // the member `process` of a manifest
const Schema& ffi_schema();         // the member `ffi` of a manifest
const Schema& persistent_schema();  // the member `persistent` of a manifest

}  // namespace archgym::host
