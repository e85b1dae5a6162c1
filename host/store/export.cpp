#include "store/export.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "base/number.hpp"
#include "base/text.hpp"
#include "json/detail.hpp"
#include "json/json.hpp"
#include "store/evaluation_columns.hpp"

namespace archgym::host {
namespace {

// RFC 4180: a field with a separator, a quote or a line break is quoted, quotes are doubled, and
// there are no other control characters: a terminal would obey them.
void put_field(std::string& line, std::string_view any_text) {
  const std::string text = harmless(any_text);
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char c : text) {
    if (c == '"') line += '"';
    line += c;
  }
  line += '"';
}

void put_real(std::string& line, double value) {
  line += ',';
  if (!std::isnan(value)) line += format_real(value);
}

boost::json::value real_json(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}

std::string csv_line(const Space& space, const StoredEvaluation& row) {
  std::string line = std::to_string(row.id) + ',';
  line += to_text(row.outcome.status);
  line += ',';
  put_field(line, row.outcome.reason);
  line += ',';
  put_field(line, row.outcome.info);
  line += row.outcome.cached ? ",1," : ",0,";
  if (row.previous) line += std::to_string(*row.previous);
  line += row.outcome.ended ? ",1" : ",0";
  for (std::size_t p = 0; p < space.size(); ++p) {
    line += ',';
    if (row.point[p].kind == AG_KIND_NONE) continue;
    if (space[p].type == ParameterType::permutation) {
      put_field(line, compact(space.to_json(p, row.point[p])));
    } else {
      put_field(line, space.to_text(p, row.point[p]));
    }
  }
  for (const double metric : row.metrics) put_real(line, metric);
  for (const double objective : row.objectives) put_real(line, objective);
  put_real(line, row.outcome.wall_seconds);
  put_real(line, row.outcome.cpu_seconds);
  return line;
}

std::string json_line(const Manifest& environment, const StoredEvaluation& row) {
  boost::json::object metrics;
  for (std::size_t m = 0; m < row.metrics.size(); ++m) {
    metrics[environment.metrics[m].name] = real_json(row.metrics[m]);
  }
  boost::json::array objectives;
  for (const double objective : row.objectives) objectives.push_back(real_json(objective));
  boost::json::value reason, previous;
  if (row.previous) previous = *row.previous;
  if (!row.outcome.reason.empty()) reason = boost::json::string(row.outcome.reason);
  boost::json::object object{{"id", row.id},
                             {"status", to_text(row.outcome.status)},
                             {"reason", std::move(reason)},
                             {"info", detail_to_json(row.outcome.info)},
                             {"cached", row.outcome.cached},
                             {"previous", std::move(previous)},
                             {"ended", row.outcome.ended},
                             {"parameters", environment.space->to_json(row.point)},
                             {"metrics", std::move(metrics)},
                             {"objectives", std::move(objectives)},
                             {"wall_seconds", row.outcome.wall_seconds},
                             {"cpu_seconds", row.outcome.cpu_seconds}};
  return valid_text(compact(object));
}

// One line per evaluation.
template <class ToLine>
Result<void> write_rows(const RunFile& file, std::ostream& out, const ToLine& to_line) {
  const auto cannot_write = [&] {
    return failure(file.path().string() + ": cannot write the export (is the disk full?)");
  };
  constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  Result<void> done = file.each(0, all, [&](const StoredEvaluation& row) -> Result<void> {
    if (!(out << to_line(row) << '\n')) return cannot_write();
    return {};
  });
  if (done && !out.flush()) return cannot_write();
  return done;
}

}  // namespace

Result<void> export_csv(const RunFile& file, std::ostream& out) {
  const EvaluationColumns columns(file.environment(), file.objectives());
  std::string header;
  for (const std::string& name : columns.value_names()) {
    if (!header.empty()) header += ',';
    put_field(header, name);
  }
  out << header << '\n';
  const Space& space = *file.environment().space;
  return write_rows(file, out, [&](const StoredEvaluation& row) { return csv_line(space, row); });
}

Result<void> export_jsonl(const RunFile& file, std::ostream& out) {
  return write_rows(
      file, out, [&](const StoredEvaluation& row) { return json_line(file.environment(), row); });
}

}  // namespace archgym::host
