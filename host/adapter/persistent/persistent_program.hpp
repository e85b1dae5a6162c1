// What the member `persistent` of a manifest says: a program to keep running.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "adapter/program.hpp"
#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace archgym::host {

struct PersistentProgram {
  Program program;
  std::vector<std::string> arguments;
  std::vector<std::string> variables;  // "NAME=value"
};

// Checks the descriptor and finds the program. The config is complete.
Result<PersistentProgram> persistent_program(const Manifest& manifest,
                                             const boost::json::object& config);

}  // namespace archgym::host
