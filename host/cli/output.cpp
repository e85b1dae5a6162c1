#include "cli/output.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.hpp"
#include "cli/exit_codes.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace {

void write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace

int report(const Error& error) {
  const std::string line = "archgym-host: " + harmless(error.message) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
  return exit_code(error);
}

void print(std::string_view text) {
  write(harmless(text));
}

void print_json(const boost::json::value& value) {
  write(pretty(value) + "\n");
}

std::string table(std::vector<std::vector<std::string>> rows, std::size_t indent) {
  std::vector<std::size_t> widths;
  for (auto& row : rows) {
    for (std::string& cell : row) cell = harmless_line(cell);
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - row[i].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", value);
  return text;
}

std::string with_unit(double value, std::string_view unit) {
  if (std::isnan(value)) return "-";
  std::string text = short_number(value);
  if (!unit.empty() && unit != "1") text += " " + std::string(unit);
  return text;
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string result;
  std::string line(indent, ' ');
  auto end_line = [&] {
    if (line.size() > indent) result += line + "\n";
    line.assign(indent, ' ');
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    if (!word.empty()) {
      if (line.size() > indent && line.size() + 1 + word.size() > width) end_line();
      if (line.size() > indent) line += ' ';
      line += word;
    }
    if (text.substr(end, 2) == "\n\n") {
      end_line();
      result += "\n";
    }
    begin = end + 1;
  }
  end_line();
  return result;
}

bool flush_output() {
  return (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) || !output_is_read();
}

bool output_is_read() {
  pollfd watched{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&watched, 1, 0) <= 0 || (watched.revents & (POLLERR | POLLHUP)) == 0;
}

}  // namespace archgym::host
