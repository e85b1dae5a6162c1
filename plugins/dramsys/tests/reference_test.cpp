// How close the model is to DRAMSys v5.0, where the reference measurements are at hand.
#include <catch2/catch.hpp>
#include <cmath>

#include "accuracy.hpp"
#include "reference_table.hpp"
#include "support.hpp"

using namespace dramsys::test;

TEST_CASE("the model is as close to the reference measurements as it was") {
  const auto directory = reference_directory();
  if (!directory) {
    WARN(
        "skipped: no reference measurements; set ARCHGYM_REFERENCE_DATA to the directory that "
        "holds dram/dramsys_reference.csv");
    return;
  }
  const AccuracyTable now = measure_accuracy(*directory);
  for (const std::string& problem :
       deteriorations(now, read_accuracy(resources() + "/tests/expected_accuracy.txt")))
    FAIL_CHECK(problem);
}

// Targets that must hold whatever the table says; change one only to a stricter one.
TEST_CASE("the committed accuracy meets the targets") {
  const AccuracyTable table = read_accuracy(resources() + "/tests/expected_accuracy.txt");
  CHECK(table.errors.size() >= 100);
  for (const Accuracy& a : table.errors) {
    INFO(a.memory << " " << a.trace << " " << a.set << " " << a.quantity);
    if (a.quantity == "total_time" || a.quantity == "energy") {
      CHECK(a.percentile_95 <= 0.1);
      CHECK(a.worst <= 0.2);
    }
    if (a.quantity == "average_power") {
      CHECK(a.percentile_95 <= 0.1);
      CHECK(a.worst <= 0.2);
    }
    if (a.quantity == "mean_latency") CHECK(a.worst <= 0.5);
    if (a.quantity == "p99_latency") CHECK(a.worst <= 2.0);
    if (a.quantity == "activates") CHECK(a.worst <= 0.1);
    if (a.quantity == "reads" || a.quantity == "writes" || a.quantity == "refreshes")
      CHECK(a.worst == 0);
  }
  CHECK(table.agreements.size() >= 50);
  for (const Agreement& a : table.agreements) {
    INFO(a.memory << " " << a.trace << " " << a.quantity);
    CHECK(a.tau >= 0.99);
  }
}

TEST_CASE("a table of accuracy notices what got worse") {
  AccuracyTable expected;
  expected.errors = {{"m", "t", "s", "energy", 10, 0.1, 0.2, 0.3}};
  expected.agreements = {{"m", "t", "energy", 10, 0.995}};
  CHECK(deteriorations(expected, expected).empty());
  AccuracyTable now = expected;
  now.errors[0].worst = 0.29;
  now.agreements[0].tau = 1;
  CHECK(deteriorations(now, expected).empty());
  now.errors[0].percentile_95 = 0.21;
  CHECK(deteriorations(now, expected).size() == 1);
  now.agreements[0].tau = 0.99;
  CHECK(deteriorations(now, expected).size() == 2);
  now.errors.clear();
  CHECK(deteriorations(now, expected).size() == 2);
}

TEST_CASE("Kendall's tau-b handles ties") {
  CHECK(kendall_tau_b({1, 2, 3}, {10, 20, 30}) == 1);
  CHECK(kendall_tau_b({1, 2, 3}, {30, 20, 10}) == -1);
  CHECK(kendall_tau_b({1, 1, 2}, {5, 5, 7}) == 1);
  // 3 pairs, one tied in y only: 2 concordant / sqrt(3 * 2).
  CHECK(kendall_tau_b({1, 2, 3}, {1, 1, 2}) == Approx(2 / std::sqrt(6.0)));
}
