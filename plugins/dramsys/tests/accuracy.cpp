#include "accuracy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <tuple>

#include "reference_table.hpp"
#include "support.hpp"
#include "trace_reader.hpp"

namespace dramsys::test {
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
    const auto [workload, missing] = workloads_.try_emplace(row.memory + row.mapping + row.trace);
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

struct Quantity {
  const char* name;
  double (*ours)(const Measurements&);
  double ReferenceRow::*theirs;
};

double count(std::int64_t n) {
  return static_cast<double>(n);
}

constexpr std::array<Quantity, 10> quantities{{
    {"total_time", [](const Measurements& m) { return m.total_time; }, &ReferenceRow::total_time},
    {"energy", [](const Measurements& m) { return m.energy.total(); }, &ReferenceRow::energy},
    {"average_power", [](const Measurements& m) { return m.average_power; },
     &ReferenceRow::average_power},
    {"mean_latency", [](const Measurements& m) { return m.mean_latency; },
     &ReferenceRow::mean_latency},
    {"p99_latency", [](const Measurements& m) { return m.p99_latency; },
     &ReferenceRow::p99_latency},
    {"activates", [](const Measurements& m) { return count(m.activity.activates); },
     &ReferenceRow::activates},
    {"precharges", [](const Measurements& m) { return count(m.activity.single_precharges); },
     &ReferenceRow::precharges},
    {"reads", [](const Measurements& m) { return count(m.activity.reads); }, &ReferenceRow::reads},
    {"writes", [](const Measurements& m) { return count(m.activity.writes); },
     &ReferenceRow::writes},
    {"refreshes", [](const Measurements& m) { return count(m.activity.refreshes); },
     &ReferenceRow::refreshes},
}};
constexpr double power_resolution = 0.1 + 1e-9;  // mW, as the reference has it
constexpr std::size_t ranked = 5;                // the first ones: what designs are compared by

double error_of(double ours, double theirs) {
  if (theirs == 0) return ours == 0 ? 0 : 100;
  return 100 * std::abs(ours - theirs) / theirs;
}

using Key = std::array<std::string, 4>;  // memory, trace, set, quantity

Accuracy summary(const Key& key, std::vector<double> errors) {
  std::sort(errors.begin(), errors.end());
  return {key[0],
          key[1],
          key[2],
          key[3],
          errors.size(),
          errors[errors.size() / 2],
          errors[errors.size() * 95 / 100],
          errors.back()};
}

std::string name_of(const Accuracy& a) {
  return a.memory + " " + a.trace + " " + a.set + " " + a.quantity;
}
std::string name_of(const Agreement& a) {
  return a.memory + " " + a.trace + " tau " + a.quantity;
}

template <class Entry>
std::map<std::string, Entry> by_name(const std::vector<Entry>& entries) {
  std::map<std::string, Entry> result;
  for (const Entry& entry : entries) result.emplace(name_of(entry), entry);
  return result;
}

// Add the names that are in only one of two tables.
template <class Entry>
void add_unmatched(const std::map<std::string, Entry>& a, const std::map<std::string, Entry>& b,
                   const char* where, std::vector<std::string>& result) {
  for (const auto& [name, entry] : a)
    if (!b.contains(name)) result.push_back(name + ": only in the " + where + " table");
}

}  // namespace

double kendall_tau_b(const std::vector<double>& x, const std::vector<double>& y,
                     double resolution) {
  double concordant = 0, tied_x = 0, tied_y = 0, pairs = 0;
  const auto sign = [resolution](double a, double b) {
    if (std::abs(a - b) <= std::max(resolution, 1e-5 * std::max(std::abs(a), std::abs(b))))
      return 0;
    return a < b ? -1 : 1;
  };
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const int sx = sign(x[i], x[j]), sy = sign(y[i], y[j]);
      concordant += sx * sy;
      tied_x += sx == 0;
      tied_y += sy == 0;
      ++pairs;
    }
  const double norm = std::sqrt((pairs - tied_x) * (pairs - tied_y));
  return norm == 0 ? 1.0 : concordant / norm;
}

AccuracyTable measure_accuracy(const std::string& directory) {
  Player player(directory);
  std::map<Key, std::vector<double>> errors;
  std::map<Key, std::pair<std::vector<double>, std::vector<double>>> values;
  for (const ReferenceRow& row : read_reference(directory)) {
    const Measurements measured = player.play(row);
    for (std::size_t k = 0; k < quantities.size(); ++k) {
      const Quantity& quantity = quantities[k];
      const double ours = quantity.ours(measured), theirs = row.*quantity.theirs;
      for (const auto& [memory, trace, set] :
           {std::tuple{row.memory, row.trace, row.set},
            std::tuple{std::string("all"), std::string("all"), std::string("all")}})
        errors[{memory, trace, set, quantity.name}].push_back(error_of(ours, theirs));
      if (k >= ranked) continue;
      auto& [x, y] = values[{row.memory, row.trace, "", quantity.name}];
      x.push_back(ours);
      y.push_back(theirs);
    }
  }
  AccuracyTable table;
  for (const auto& [key, list] : errors) table.errors.push_back(summary(key, list));
  for (const auto& [key, pair] : values)
    table.agreements.push_back(
        {key[0], key[1], key[3], pair.first.size(),
         kendall_tau_b(pair.first, pair.second, key[3] == "average_power" ? power_resolution : 0)});
  return table;
}

std::string to_text(const AccuracyTable& table) {
  std::string text =
      "# errors in percent\n# memory    trace       set    quantity       rows   median       95%"
      "     worst\n";
  std::array<char, 160> line;
  for (const Accuracy& a : table.errors) {
    std::snprintf(line.data(), line.size(), "%-11s %-11s %-6s %-14s %4zu %8.4f %9.4f %9.4f\n",
                  a.memory.c_str(), a.trace.c_str(), a.set.c_str(), a.quantity.c_str(), a.rows,
                  a.median, a.percentile_95, a.worst);
    text += line.data();
  }
  text += "# Kendall's tau-b\n# memory    trace              quantity       rows      tau\n";
  for (const Agreement& a : table.agreements) {
    std::snprintf(line.data(), line.size(), "%-11s %-11s tau    %-14s %4zu %8.4f\n",
                  a.memory.c_str(), a.trace.c_str(), a.quantity.c_str(), a.rows, a.tau);
    text += line.data();
  }
  return text;
}

AccuracyTable read_accuracy(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  const std::string wrong = path + ": not a line of the table: ";
  AccuracyTable table;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    Accuracy a;
    words >> a.memory >> a.trace >> a.set >> a.quantity >> a.rows >> a.median;
    if (a.set == "tau") {
      table.agreements.push_back({a.memory, a.trace, a.quantity, a.rows, a.median});
    } else {
      words >> a.percentile_95 >> a.worst;
      table.errors.push_back(a);
    }
    if (!words) throw std::runtime_error(wrong + line);
  }
  return table;
}

std::vector<std::string> deteriorations(const AccuracyTable& now, const AccuracyTable& expected) {
  constexpr double rounding = 0.5e-4 + 1e-9;  // of the last printed digit
  std::vector<std::string> result;
  const auto errors = by_name(now.errors), expected_errors = by_name(expected.errors);
  for (const auto& [name, entry] : errors) {
    const auto found = expected_errors.find(name);
    if (found == expected_errors.end()) continue;
    const Accuracy& bound = found->second;
    if (entry.median > bound.median + rounding ||
        entry.percentile_95 > bound.percentile_95 + rounding ||
        entry.worst > bound.worst + rounding)
      result.push_back(name + ": worse than expected");
  }
  const auto agreements = by_name(now.agreements), expected_taus = by_name(expected.agreements);
  for (const auto& [name, entry] : agreements) {
    const auto found = expected_taus.find(name);
    if (found != expected_taus.end() && entry.tau < found->second.tau - rounding)
      result.push_back(name + ": worse than expected");
  }
  add_unmatched(errors, expected_errors, "new", result);
  add_unmatched(expected_errors, errors, "expected", result);
  add_unmatched(agreements, expected_taus, "new", result);
  add_unmatched(expected_taus, agreements, "expected", result);
  return result;
}

}  // namespace dramsys::test
