// The benchmarks behind ./dev bench. Each prints a table; ratios are within one process and run.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace archgym::bench {

// One line of a table: what is measured, and a measurement to repeat.
struct Case {
  std::string name;
  std::function<double()> measure;
};

// Measure all cases in turn, `rounds` times, and print the smallest value of each with its ratio to
// the first case.
void print_table(const std::vector<Case>& cases, int rounds);

void host_overhead();
void dram_evaluations();
void agents_cost();
void agents_compared();
void isolation();
void start();
void utilisation();
void adapters();  // the three below
void process_adapter();
void persistent();
void ffi_adapter();
void dram_requests();
void dram_accuracy();

}  // namespace archgym::bench
