// How close the model is to DRAMSys v5.0, where the reference measurements are at hand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>

#include "reference_table.hpp"
#include "support.hpp"
#include "trace_reader.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

// Runs reference rows, preparing every memory and trace once.
class Player {
 public:
  explicit Player(std::string directory) : directory_(std::move(directory)) {}

  Measurements play(const ReferenceRow& row) {
    auto [memory, is_new] = memories_.try_emplace(row.memory);
    if (is_new) {
      memory->second.file = device_file(row.memory);
      memory->second.simulator = std::make_unique<Simulator>(memory->second.file.device);
    }
    const DeviceFile& file = memory->second.file;
    const std::string key = row.memory + row.mapping + row.trace;
    const auto [workload, missing] = workloads_.try_emplace(key);
    if (missing)
      workload->second = prepare(read_trace(directory_ + "/traces/" + row.trace), file.device,
                                 mapping(file, row.mapping), row.initiator_mhz);
    return run(*memory->second.simulator, workload->second, row.policies);
  }

 private:
  struct Memory {
    DeviceFile file;
    std::unique_ptr<Simulator> simulator;
  };
  std::string directory_;
  std::map<std::string, Memory> memories_;
  std::map<std::string, Workload> workloads_;
};

// A share of rows must be within a bound, and all within another.
struct Bar {
  const char* quantity;
  double share, within, all_within;
};

// What is reached; change a bar only to a stricter one.
constexpr Bar bars[]{
    {"total time", 0.995, 0.001, 0.005},   {"energy", 0.995, 0.001, 0.002},
    {"average power", 0.995, 0.005, 0.05},  // DRAMPower divides by a time of its own
    {"mean latency", 0.995, 0.001, 0.005}, {"p99 latency", 0.99, 0.001, 0.02},
    {"activates", 0.995, 0.0005, 0.002},   {"refreshes", 1.0, 0.0, 0.0},
};

double difference(double ours, double theirs) {
  if (theirs == 0) return ours == 0 ? 0 : 1;
  return std::abs(ours - theirs) / theirs;
}

using Errors = std::map<std::string, std::vector<double>>;  // by quantity

Errors errors_of(const Measurements& m, const ReferenceRow& row) {
  return {{"total time", {difference(m.total_time, row.total_time)}},
          {"energy", {difference(m.energy.total(), row.energy)}},
          {"average power", {difference(m.average_power, row.average_power)}},
          {"mean latency", {difference(m.mean_latency, row.mean_latency)}},
          {"p99 latency", {difference(m.p99_latency, row.p99_latency)}},
          {"activates", {difference(static_cast<double>(m.activity.activates), row.activates)}},
          {"refreshes", {difference(static_cast<double>(m.activity.refreshes), row.refreshes)}}};
}

double share_within(const std::vector<double>& errors, double bound) {
  return static_cast<double>(std::count_if(errors.begin(), errors.end(),
                                           [&](double error) { return error <= bound; })) /
         static_cast<double>(errors.size());
}

void print(const std::string& title, Errors errors) {
  std::printf("%s, %zu rows: median / 95th percentile / worst, in percent\n", title.c_str(),
              errors.begin()->second.size());
  for (auto& [quantity, values] : errors) {
    std::sort(values.begin(), values.end());
    std::printf("  %-14s %8.4f %8.4f %8.4f\n", quantity.c_str(), 100 * values[values.size() / 2],
                100 * values[values.size() * 95 / 100], 100 * values.back());
  }
}

}  // namespace

TEST_CASE("the model agrees with the reference measurements") {
  const auto directory = reference_directory();
  if (!directory) {
    WARN(
        "skipped: no reference measurements; set ARCHGYM_REFERENCE_DATA to the directory that "
        "holds dram/dramsys_reference.csv");
    return;
  }
  Player player(*directory);
  Errors all;
  std::map<std::string, Errors> groups;
  for (const ReferenceRow& row : read_reference(*directory)) {
    const Measurements measured = player.play(row);
    CHECK(static_cast<double>(measured.activity.reads) == row.reads);
    CHECK(static_cast<double>(measured.activity.writes) == row.writes);
    for (const auto& [quantity, error] : errors_of(measured, row)) {
      all[quantity].push_back(error.front());
      groups[row.memory + ", " + row.trace + ", set " + row.set][quantity].push_back(error.front());
    }
  }
  for (const auto& [title, errors] : groups) print(title, errors);
  print("all", all);
  for (const Bar& bar : bars) {
    const std::vector<double>& errors = all.at(bar.quantity);
    INFO(bar.quantity);
    CHECK(share_within(errors, bar.within) >= bar.share);
    CHECK(share_within(errors, bar.all_within) == 1.0);
  }
}
