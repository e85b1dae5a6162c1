#include "store/evaluation_columns.hpp"

#include <cmath>
#include <iterator>
#include <limits>

#include "json/json.hpp"

namespace archgym::host {
namespace {

// Columns in front of the parameters, and behind the objectives.
constexpr std::string_view k_leading[] = {"id",     "status",   "reason", "info",
                                          "cached", "previous", "ended"};
constexpr std::string_view k_leading_types[] = {
    "INTEGER PRIMARY KEY", "TEXT NOT NULL", "TEXT", "TEXT", "INTEGER NOT NULL", "INTEGER",
    "INTEGER NOT NULL"};
constexpr std::string_view k_trailing[] = {"wall_seconds", "cpu_seconds"};
constexpr std::size_t k_leading_count = std::size(k_leading);

bool is_integer(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::boolean:
    case ParameterType::integer:
      return true;
    case ParameterType::ordinal:
      return parameter.integral;
    default:
      return false;
  }
}

bool is_text(const Parameter& parameter) {
  return parameter.type == ParameterType::categorical ||
         parameter.type == ParameterType::permutation;
}

std::string_view affinity(const Parameter& parameter) {
  if (is_integer(parameter)) return "INTEGER";
  return is_text(parameter) ? "TEXT" : "REAL";
}

std::string quoted_name(std::string_view name) {
  return '"' + std::string(name) + '"';
}

void bind_real(Statement& statement, int column, double value) {
  if (std::isnan(value)) {
    statement.bind_null(column);
  } else {
    statement.bind(column, value);
  }
}

double real_or_nan(const Statement& row, int column) {
  return row.is_null(column) ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
}

}  // namespace

EvaluationColumns::EvaluationColumns(const Manifest& environment, std::size_t objectives)
    : space_(environment.space), metrics_(environment.metrics.size()), objectives_(objectives) {
  names_.assign(std::begin(k_leading), std::end(k_leading));
  for (const Parameter& parameter : space_->parameters()) {
    names_.push_back("parameter_" + parameter.name);
  }
  for (const Metric& metric : environment.metrics) names_.push_back("metric_" + metric.name);
  for (std::size_t k = 0; k < objectives; ++k) names_.push_back("objective_" + std::to_string(k));
  names_.insert(names_.end(), std::begin(k_trailing), std::end(k_trailing));

  positions_.resize(space_->size());
  texts_.resize(space_->size());
  for (std::size_t p = 0; p < space_->size(); ++p) {
    const Parameter& parameter = (*space_)[p];
    if (parameter.type != ParameterType::categorical) continue;
    for (std::size_t k = 0; k < parameter.labels.size(); ++k) {
      positions_[p].emplace(parameter.labels[k], static_cast<std::int64_t>(k));
    }
  }
}

std::string EvaluationColumns::create_sql() const {
  std::string sql = "CREATE TABLE evaluation (";
  for (std::size_t k = 0; k < names_.size(); ++k) {
    std::string_view type = "REAL";
    if (k < k_leading_count) {
      type = k_leading_types[k];
    } else if (k - k_leading_count < space_->size()) {
      type = affinity((*space_)[k - k_leading_count]);
    }
    sql += (k == 0 ? "" : ", ") + quoted_name(names_[k]) + ' ' + std::string(type);
  }
  return sql + ");";
}

std::string EvaluationColumns::insert_sql() const {
  std::string sql = "INSERT INTO evaluation VALUES (?";
  for (std::size_t k = 1; k < names_.size(); ++k) sql += ",?";
  return sql + ")";
}

std::string EvaluationColumns::select_sql() const {
  std::string sql = "SELECT ";
  for (std::size_t k = 0; k < names_.size(); ++k)
    sql += (k == 0 ? "" : ",") + quoted_name(names_[k]);
  return sql + " FROM evaluation WHERE id >= ? AND id < ? ORDER BY id";
}

std::string_view EvaluationColumns::objective_count_sql() {
  return "SELECT count(*) FROM pragma_table_info('evaluation') WHERE name GLOB 'objective_[0-9]*'";
}

void EvaluationColumns::bind(Statement& insert, const EvaluationRecord& record) {
  int column = 0;
  insert.bind(column++, static_cast<std::int64_t>(record.id));
  insert.bind(column++, to_text(record.status));
  for (const std::string_view text : {record.reason, record.info}) {
    if (text.empty()) {
      insert.bind_null(column++);
    } else {
      insert.bind(column++, text);
    }
  }
  insert.bind(column++, std::int64_t{record.cached});
  if (record.previous) {
    insert.bind(column++, static_cast<std::int64_t>(*record.previous));
  } else {
    insert.bind_null(column++);
  }
  insert.bind(column++, std::int64_t{record.ended});
  for (std::size_t p = 0; p < space_->size(); ++p, ++column) {
    const ag_value& value = record.point[p];
    const Parameter& parameter = (*space_)[p];
    if (value.kind == AG_KIND_NONE) {
      insert.bind_null(column);
    } else if (parameter.type == ParameterType::categorical) {
      const auto position = static_cast<std::size_t>(value.as.i64);
      insert.bind(column, std::string_view(parameter.labels[position]));
    } else if (parameter.type == ParameterType::permutation) {
      texts_[p] = compact(space_->to_json(p, value));
      insert.bind(column, std::string_view(texts_[p]));
    } else if (value.kind == AG_KIND_REAL) {
      insert.bind(column, value.as.f64);
    } else {
      insert.bind(column, value.as.i64);
    }
  }
  for (const double metric : record.metrics) bind_real(insert, column++, metric);
  for (const double objective : record.objectives) bind_real(insert, column++, objective);
  insert.bind(column++, record.wall_seconds);
  insert.bind(column++, record.cpu_seconds);
}

Result<ag_value> EvaluationColumns::decode_value(const Statement& row, int column,
                                                 std::size_t parameter) const {
  const Parameter& declared = (*space_)[parameter];
  ag_value value{};
  if (row.is_null(column)) return value;  // inactive
  if (declared.type == ParameterType::permutation) {
    Result<boost::json::value> items = archgym::host::parse(row.text(column), declared.name);
    if (!items) return tl::unexpected(items.error());
    return space_->parse_value(parameter, *items);
  }
  if (declared.type == ParameterType::categorical) {
    const auto found = positions_[parameter].find(row.text(column));
    if (found == positions_[parameter].end()) {
      return failure("'" + std::string(row.text(column)) + "' is not a value of " + declared.name);
    }
    value.kind = AG_KIND_INDEX;
    value.as.i64 = found->second;
    return value;
  }
  if (is_integer(declared)) {
    value.kind = declared.type == ParameterType::boolean ? AG_KIND_BOOL : AG_KIND_INT;
    value.as.i64 = row.integer(column);
    return value;
  }
  value.kind = AG_KIND_REAL;
  value.as.f64 = row.real(column);
  return value;
}

Result<void> EvaluationColumns::decode(const Statement& row, StoredEvaluation& evaluation) const {
  int column = 0;
  evaluation.id = static_cast<std::uint64_t>(row.integer(column++));
  const auto damaged = [&](const std::string& what) {
    return failure("the file is damaged: evaluation " + std::to_string(evaluation.id) + ": " +
                   what);
  };
  const std::string_view status_text = row.text(column++);
  const auto status = evaluation_status_from_text(status_text);
  if (!status) return damaged("unknown status '" + std::string(status_text) + "'");
  evaluation.status = *status;
  evaluation.reason = row.text(column++);
  evaluation.info = row.text(column++);
  evaluation.cached = row.integer(column++) != 0;
  evaluation.previous.reset();
  if (!row.is_null(column)) evaluation.previous = static_cast<std::uint64_t>(row.integer(column));
  ++column;
  if (evaluation.previous && *evaluation.previous >= evaluation.id) {
    return damaged("it follows a later one");
  }
  evaluation.ended = row.integer(column++) != 0;

  evaluation.point.resize(space_->size());
  for (std::size_t p = 0; p < space_->size(); ++p, ++column) {
    const Result<ag_value> value = decode_value(row, column, p);
    if (!value) return damaged(value.error().message);
    evaluation.point[p] = *value;
  }
  evaluation.metrics.resize(metrics_);
  for (double& metric : evaluation.metrics) metric = real_or_nan(row, column++);
  evaluation.objectives.resize(objectives_);
  for (double& objective : evaluation.objectives) objective = real_or_nan(row, column++);
  evaluation.wall_seconds = row.real(column++);
  evaluation.cpu_seconds = row.real(column++);
  return {};
}

}  // namespace archgym::host
