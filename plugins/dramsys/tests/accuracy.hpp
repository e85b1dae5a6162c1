// How close the model is to the reference measurements, as a table.
#pragma once

#include <string>
#include <vector>

namespace dramsys::test {

// Relative errors of one quantity over some rows of the reference, in percent.
struct Accuracy {
  std::string memory, trace, set, quantity;
  std::size_t rows = 0;
  double median = 0, percentile_95 = 0, worst = 0;
};

// Kendall's tau-b between the model's values and the reference's over all designs of one memory and
// trace: 1 if they rank the designs alike, ties included (Kendall, "The treatment of ties in
// ranking problems", Biometrika 1945).
struct Agreement {
  std::string memory, trace, quantity;
  std::size_t rows = 0;
  double tau = 0;
};

struct AccuracyTable {
  std::vector<Accuracy> errors;  // "all" stands for every memory, trace or set
  std::vector<Agreement> agreements;
};

// Runs every row of the reference in `directory`; seconds.
AccuracyTable measure_accuracy(const std::string& directory);

// One line an entry, in columns; read_accuracy() reads it back and throws std::runtime_error.
std::string to_text(const AccuracyTable& table);
AccuracyTable read_accuracy(const std::string& path);

// The entries in which `now` is worse than `expected`, or that are in only one of them.
std::vector<std::string> deteriorations(const AccuracyTable& now, const AccuracyTable& expected);

// Values that differ by no more than `resolution`, or by 1e-5 of their size, are tied.
double kendall_tau_b(const std::vector<double>& x, const std::vector<double>& y,
                     double resolution = 0);

}  // namespace dramsys::test
