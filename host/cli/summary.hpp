// What a run found, for people and for machines.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <string>

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

// Why the search has no design to show that counts; "" when it has.
std::string nothing_found(const Search& search);

void print_summary(const Summary& summary, bool json);

// A metric as {"value": ..., "unit": ...}, by name.
boost::json::object metrics_to_json(const Manifest& environment, std::span<const double> metrics);

}  // namespace archgym::host
