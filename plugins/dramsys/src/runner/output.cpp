#include "runner/output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "error.hpp"

namespace dramsys {
namespace {

template <class Visit>
void each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// What follows a label such as "Total Time:"; empty when the line does not have it.
std::string_view after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  return at == std::string_view::npos ? std::string_view()
                                      : trimmed(line.substr(at + label.size()));
}

[[noreturn]] void unreadable(std::string_view line) {
  throw InputError("DRAMSys printed a line that cannot be read: '" + std::string(trimmed(line)) +
                   "'");
}

struct Quantity {
  double number;
  std::string_view unit;
};

Quantity quantity(std::string_view text, std::string_view line) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || std::isinf(number)) unreadable(line);
  return {number, trimmed({end, static_cast<std::size_t>(text.data() + text.size() - end)})};
}

double nanoseconds(const Quantity& time, std::string_view line) {
  if (std::isnan(time.number)) unreadable(line);
  struct Unit {
    std::string_view symbol;
    double nanoseconds;
  };
  constexpr std::array<Unit, 6> units{
      {{"fs", 1e-6}, {"ps", 1e-3}, {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
  for (const Unit& unit : units) {
    // 1e-3 has no exact double: dividing by 1000 is right in the last digit.
    if (time.unit == unit.symbol)
      return unit.nanoseconds < 1 ? time.number / std::round(1 / unit.nanoseconds)
                                  : time.number * unit.nanoseconds;
  }
  unreadable(line);
}

double in_unit(const Quantity& value, std::string_view unit, std::string_view line) {
  if (value.unit != unit) unreadable(line);
  return value.number;
}

void add(double& sum, double value) {
  if (std::isnan(value)) value = 0;  // the average of a channel that had nothing to do
  sum = std::isnan(sum) ? value : sum + value;
}

}  // namespace

Report read_report(std::string_view out) {
  Report report;
  each_line(out, [&report](std::string_view line) {
    if (const auto time = after(line, "Total Time:"); !time.empty()) {
      report.total_time = std::max(report.total_time, nanoseconds(quantity(time, line), line));
      ++report.channels;
    } else if (const auto energy = after(line, "Total Energy:"); !energy.empty()) {
      add(report.energy, in_unit(quantity(energy, line), "pJ", line) / 1000);
    } else if (const auto power = after(line, "Average Power:"); !power.empty()) {
      add(report.average_power, in_unit(quantity(power, line), "mW", line));
    }
  });
  return report;
}

std::string reason_in(std::string_view out) {
  std::string reason;
  each_line(out, [&reason](std::string_view line) {
    if (!reason.empty()) return;
    for (const std::string_view word : {"Fatal: ", "Error: "}) {
      if (line.starts_with(word)) reason = trimmed(line.substr(word.size()));
    }
  });
  return reason;
}

bool blames_design(std::string_view reason) {
  constexpr std::array<std::string_view, 5> parts{
      "Configuration: ", "McConfig: ", "MemSpec: ", "Scheduler", "RefreshManager"};
  return std::ranges::any_of(parts,
                             [reason](std::string_view part) { return reason.starts_with(part); });
}

std::string last_lines(std::string_view text) {
  constexpr std::size_t most = 600;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() <= most) return std::string(text);
  text.remove_prefix(text.size() - most);
  const std::size_t line = text.find('\n');
  return "..." + std::string(line == std::string_view::npos ? text : text.substr(line));
}

}  // namespace dramsys
