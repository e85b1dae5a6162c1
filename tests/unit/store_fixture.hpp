// What the tests of the store share: a directory, an environment with every kind of parameter, and
// evaluations of it.
#pragma once

#include <archgym/random.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "store/run_file.hpp"

namespace archgym::host::test {

// A fresh directory, removed at the end.
class Directory {
 public:
  Directory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "archgym-store-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline Manifest environment() {
  auto manifest = parse_manifest(R"({
    "manifest_version": 1, "id": "org.example.toy", "name": "toy", "kind": "environment",
    "version": "1.2.3", "summary": "A toy.", "library": "libtoy.so",
    "abi": { "major": 1, "minor_needed": 0 },
    "parameters": [
      { "name": "Policy", "type": "categorical", "values": ["Open", "Clo,\"sed", "1.0"],
        "default": "Open", "description": "d" },
      { "name": "Flag", "type": "bool", "default": false, "description": "d" },
      { "name": "Size", "type": "integer", "minimum": -3, "maximum": 1000000, "default": 8,
        "description": "d" },
      { "name": "Depth", "type": "ordinal", "values": [1, 2, 4, 8], "default": 4,
        "description": "d" },
      { "name": "Ratio", "type": "ordinal", "values": [0.5, 1, 1.5], "default": 1,
        "description": "d" },
      { "name": "Voltage", "type": "real", "minimum": -1.0, "maximum": 1.5, "default": 1.0,
        "description": "d" },
      { "name": "Order", "type": "permutation", "values": ["K", "C", "Y"],
        "default": ["K", "C", "Y"], "description": "d" },
      { "name": "Extra", "type": "integer", "minimum": 0, "maximum": 9, "default": 3,
        "when": "Flag", "description": "d" }
    ],
    "metrics": [
      { "name": "total_time", "unit": "ns", "direction": "minimize", "description": "d" },
      { "name": "power", "unit": "mW", "direction": "none", "description": "d" }
    ]
  })",
                                 "/plugins/toy/toy.archgym.json");
  INFO((manifest ? "" : manifest.error().message));
  REQUIRE(manifest);
  return std::move(*manifest);
}

// An evaluation that is a function of its id.
inline StoredEvaluation evaluation(const Manifest& environment, std::uint64_t id) {
  Random random(3, "store", id);
  StoredEvaluation row;
  row.id = id;
  row.outcome.status = static_cast<EvaluationStatus>(random.below(8));
  if (row.outcome.status != EvaluationStatus::ok)
    row.outcome.reason = "reason " + std::to_string(id);
  if (id % 3 == 0) row.outcome.info = R"({"id":)" + std::to_string(id) + "}";
  row.outcome.cached = random.chance(0.3);
  if (id % 4 > 0) row.previous = id - 1;
  row.outcome.ended = id % 4 == 3;
  row.point.resize(environment.space->size());
  REQUIRE(environment.space->sample(3, id, row.point) == AG_OK);
  const auto number = [&] {
    return random.chance(0.2) ? std::numeric_limits<double>::quiet_NaN() : random.normal() * 1e3;
  };
  row.metrics = {number(), number()};
  row.objectives = {number()};
  row.outcome.wall_seconds = random.uniform();
  row.outcome.cpu_seconds = random.uniform();
  return row;
}

inline bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

inline bool same(const StoredEvaluation& a, const StoredEvaluation& b) {
  const bool same_point =
      std::equal(a.point.begin(), a.point.end(), b.point.begin(), b.point.end(),
                 [](const ag_value& x, const ag_value& y) {
                   return x.kind == y.kind && x.flags == y.flags && x.as.bits == y.as.bits;
                 });
  return same_point && a.id == b.id && a.outcome == b.outcome && a.previous == b.previous &&
         same_numbers(a.metrics, b.metrics) && same_numbers(a.objectives, b.objectives);
}

template <class T>
T value_of(Result<T> result) {
  INFO((result ? "" : result.error().message));
  REQUIRE(result);
  return std::move(*result);
}

inline void succeeds(const Result<void>& result) {
  INFO((result ? "" : result.error().message));
  REQUIRE(result);
}

inline RunFile new_file(const std::filesystem::path& path) {
  return value_of(RunFile::create(path, environment(), 1, {{"seed", 7}}));
}

}  // namespace archgym::host::test
