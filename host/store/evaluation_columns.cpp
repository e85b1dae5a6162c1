#include "store/evaluation_columns.hpp"

#include <cmath>
#include <iterator>
#include <limits>

#include "base/text.hpp"
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

// With more parameters than this the design is one column. SQLite has 2,000 columns, and metrics
// and objectives need some of them.
constexpr std::size_t k_most_parameter_columns = 1000;
constexpr std::size_t k_most_columns = 2000;
constexpr std::string_view k_design = "parameters";

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

void bind_text_or_null(Statement& statement, int column, std::string_view text) {
  if (text.empty()) {
    statement.bind_null(column);
  } else {
    statement.bind(column, text);
  }
}

std::string_view type_name(int type) {
  switch (type) {
    case SQLITE_INTEGER:
      return "an integer";
    case SQLITE_FLOAT:
      return "a real number";
    case SQLITE_TEXT:
      return "a text";
    case SQLITE_NULL:
      return "nothing";
    default:
      return "bytes";
  }
}

}  // namespace

EvaluationColumns::EvaluationColumns(const Manifest& environment, std::size_t objectives)
    : space_(environment.space),
      one_column_(space_->size() > k_most_parameter_columns),
      design_columns_(one_column_ ? 1 : space_->size()),
      metrics_(environment.metrics.size()),
      objectives_(objectives) {
  names_.assign(std::begin(k_leading), std::end(k_leading));
  if (one_column_) {
    names_.emplace_back(k_design);
  } else {
    for (const Parameter& parameter : space_->parameters()) {
      names_.push_back("parameter_" + parameter.name);
    }
  }
  for (const Metric& metric : environment.metrics) names_.push_back("metric_" + metric.name);
  for (std::size_t k = 0; k < objectives; ++k) names_.push_back("objective_" + std::to_string(k));
  names_.insert(names_.end(), std::begin(k_trailing), std::end(k_trailing));

  texts_.resize(design_columns_);
  if (one_column_) return;
  positions_.resize(space_->size());
  for (std::size_t p = 0; p < space_->size(); ++p) {
    const Parameter& parameter = (*space_)[p];
    if (parameter.type != ParameterType::categorical) continue;
    for (std::size_t k = 0; k < parameter.labels.size(); ++k) {
      positions_[p].emplace(parameter.labels[k], static_cast<std::int64_t>(k));
    }
  }
}

Result<void> EvaluationColumns::fit() const {
  if (names_.size() <= k_most_columns) return {};
  const std::size_t left = k_most_columns - (names_.size() - metrics_ - objectives_);
  return bad_input("the environment and the run have " + std::to_string(metrics_ + objectives_) +
                   " metrics and objectives; a run file holds at most " + std::to_string(left));
}

std::vector<std::string> EvaluationColumns::value_names() const {
  if (!one_column_) return names_;
  std::vector<std::string> names = names_;
  const auto design = names.erase(names.begin() + k_leading_count);
  std::vector<std::string> parameters;
  for (const Parameter& parameter : space_->parameters()) {
    parameters.push_back("parameter_" + parameter.name);
  }
  names.insert(design, parameters.begin(), parameters.end());
  return names;
}

std::string EvaluationColumns::create_sql() const {
  std::string sql = "CREATE TABLE evaluation (";
  for (std::size_t k = 0; k < names_.size(); ++k) {
    std::string_view type = "REAL";
    if (k < k_leading_count) {
      type = k_leading_types[k];
    } else if (k - k_leading_count < design_columns_) {
      type = one_column_ ? "TEXT NOT NULL" : affinity((*space_)[k - k_leading_count]);
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
  insert.bind(column++, to_text(record.outcome.status));
  reason_ = valid_text(record.outcome.reason);
  info_ = valid_text(record.outcome.info);
  bind_text_or_null(insert, column++, reason_);
  bind_text_or_null(insert, column++, info_);
  insert.bind(column++, std::int64_t{record.outcome.cached});
  if (record.previous) {
    insert.bind(column++, static_cast<std::int64_t>(*record.previous));
  } else {
    insert.bind_null(column++);
  }
  insert.bind(column++, std::int64_t{record.outcome.ended});
  bind_design(insert, column, record.point);
  column += static_cast<int>(design_columns_);
  for (const double metric : record.metrics) bind_real(insert, column++, metric);
  for (const double objective : record.objectives) bind_real(insert, column++, objective);
  insert.bind(column++, record.outcome.wall_seconds);
  insert.bind(column++, record.outcome.cpu_seconds);
}

void EvaluationColumns::bind_design(Statement& insert, int column,
                                    std::span<const ag_value> point) {
  if (one_column_) {
    texts_[0] = compact(space_->to_json(point));
    insert.bind(column, std::string_view(texts_[0]));
    return;
  }
  for (std::size_t p = 0; p < space_->size(); ++p, ++column) {
    const ag_value& value = point[p];
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
}

tl::unexpected<Error> EvaluationColumns::wrong_type(int column, std::string_view expected) const {
  return failure("column " + names_[static_cast<std::size_t>(column)] + " has " +
                 std::string(expected));
}

// Every value of a row has the type with which it was written: SQLite would convert others.
Result<ag_value> EvaluationColumns::decode_value(const Statement& row, int column,
                                                 std::size_t parameter) const {
  const Parameter& declared = (*space_)[parameter];
  ag_value value{};
  const int type = row.type(column);
  if (type == SQLITE_NULL) return value;  // inactive
  const int expected = is_text(declared)      ? SQLITE_TEXT
                       : is_integer(declared) ? SQLITE_INTEGER
                                              : SQLITE_FLOAT;
  if (type != expected) return wrong_type(column, type_name(type));
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
  } else if (is_integer(declared)) {
    value.kind = declared.type == ParameterType::boolean ? AG_KIND_BOOL : AG_KIND_INT;
    value.as.i64 = row.integer(column);
  } else {
    value.kind = AG_KIND_REAL;
    value.as.f64 = row.real(column);
  }
  return value;
}

Result<void> EvaluationColumns::decode_document(std::string_view text, Point& point) const {
  const Result<boost::json::value> document = archgym::host::parse(text, k_design);
  if (!document) return tl::unexpected(document.error());
  const auto* design = document->if_object();
  if (!design) return failure("column " + std::string(k_design) + " has no JSON object");
  for (std::size_t p = 0; p < space_->size(); ++p) {
    const boost::json::value* given = design->if_contains((*space_)[p].name);
    if (!given) return failure("there is no value of " + (*space_)[p].name);
    point[p] = ag_value{};
    if (given->is_null()) continue;  // inactive
    const Result<ag_value> value = space_->parse_value(p, *given);
    if (!value) return tl::unexpected(value.error());
    point[p] = *value;
  }
  return {};
}

Result<void> EvaluationColumns::decode_design(const Statement& row, int column,
                                              Point& point) const {
  point.resize(space_->size());
  if (one_column_) {
    if (row.type(column) != SQLITE_TEXT) return wrong_type(column, type_name(row.type(column)));
    if (auto done = decode_document(row.text(column), point); !done) return done;
  } else {
    for (std::size_t p = 0; p < space_->size(); ++p, ++column) {
      const Result<ag_value> value = decode_value(row, column, p);
      if (!value) return tl::unexpected(value.error());
      point[p] = *value;
    }
  }
  Point canonical = point;
  if (space_->canonicalise(canonical) != AG_E_INVALID) return {};
  return failure("the design has a value out of range");
}

Result<void> EvaluationColumns::decode_head(const Statement& row, Row& evaluation) const {
  for (const int column : {1, 2, 3}) {
    const int type = row.type(column);
    if (type != SQLITE_TEXT && type != SQLITE_NULL) return wrong_type(column, type_name(type));
  }
  for (const int column : {4, 5, 6}) {
    const int type = row.type(column);
    if (type != SQLITE_INTEGER && type != SQLITE_NULL) return wrong_type(column, type_name(type));
  }
  const auto status = evaluation_status_from_text(row.text(1));
  if (!status) return failure("unknown status '" + std::string(row.text(1)) + "'");
  evaluation.outcome.status = *status;
  evaluation.outcome.reason = row.text(2);
  evaluation.outcome.info = row.text(3);
  evaluation.outcome.cached = row.integer(4) != 0;
  evaluation.previous.reset();
  if (!row.is_null(5)) evaluation.previous = static_cast<std::uint64_t>(row.integer(5));
  if (evaluation.previous && *evaluation.previous >= evaluation.id) {
    return failure("it follows a later one");
  }
  evaluation.outcome.ended = row.integer(6) != 0;
  return {};
}

Result<void> EvaluationColumns::decode_numbers(const Statement& row, int column,
                                               Row& evaluation) const {
  evaluation.metrics.resize(metrics_);
  evaluation.objectives.resize(objectives_);
  const auto decode = [&](double& value) -> Result<void> {
    const int type = row.type(column);
    if (type != SQLITE_FLOAT && type != SQLITE_NULL) return wrong_type(column, type_name(type));
    value = type == SQLITE_NULL ? std::numeric_limits<double>::quiet_NaN() : row.real(column);
    ++column;
    return {};
  };
  for (double& metric : evaluation.metrics) {
    if (auto done = decode(metric); !done) return done;
  }
  for (double& objective : evaluation.objectives) {
    if (auto done = decode(objective); !done) return done;
  }
  if (auto done = decode(evaluation.outcome.wall_seconds); !done) return done;
  return decode(evaluation.outcome.cpu_seconds);
}

Result<void> EvaluationColumns::decode(const Statement& row, StoredEvaluation& evaluation) const {
  evaluation.id = static_cast<std::uint64_t>(row.integer(0));
  Result<void> decoded = decode_head(row, evaluation);
  int column = static_cast<int>(k_leading_count);
  if (decoded) decoded = decode_design(row, column, evaluation.point);
  column += static_cast<int>(design_columns_);
  if (decoded) decoded = decode_numbers(row, column, evaluation);
  if (decoded) return {};
  return within("the file is damaged: evaluation " + std::to_string(evaluation.id),
                decoded.error());
}

}  // namespace archgym::host
