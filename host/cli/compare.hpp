// The same designs on several backends of one environment, and how far the results are apart.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluate/make.hpp"
#include "evaluate/setup.hpp"
#include "space/space.hpp"

namespace archgym::host {

struct Comparison {
  EvaluationSetup setup;  // its config is without a backend
  Execution execution;
  std::vector<std::string> backends;  // at least two values of the setting "backend"
  std::vector<Point> designs;
  const Space* space = nullptr;  // of the designs; borrowed
  bool json = false;
};

// "builtin,dramsys" as a list of at least two different names.
Result<std::vector<std::string>> parse_backends(std::string_view text);

// Evaluates and prints. Differences are relative to the last backend. Returns the exit code.
Result<int> compare(const Comparison& comparison);

}  // namespace archgym::host
