// What a run found, for people and for machines.
#pragma once

#include <boost/json.hpp>
#include <filesystem>

#include "run/baseline.hpp"
#include "run/search.hpp"

namespace archgym::host {

struct Summary {
  const Search& search;
  Ending ending;
  const Baseline& baseline;
  std::filesystem::path file;
  std::filesystem::path first_replay;  // of a failed evaluation; "" when none failed
};

void print_summary(const Summary& summary, bool json);

// A metric as {"value": ..., "unit": ...}, by name.
boost::json::object metrics_to_json(const Manifest& environment, std::span<const double> metrics);

}  // namespace archgym::host
