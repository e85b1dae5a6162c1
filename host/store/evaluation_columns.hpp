// The table `evaluation`: its columns, and rows to and from SQLite. Private to the store.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/run_file.hpp"
#include "store/sqlite.hpp"

namespace archgym::host {

class EvaluationColumns {
 public:
  EvaluationColumns() = default;
  EvaluationColumns(const Manifest& environment, std::size_t objectives);

  // Whether SQLite can have as many columns.
  Result<void> fit() const;

  std::size_t objectives() const { return objectives_; }

  // One name for each value of an evaluation, as in exports: the columns of the table, unless the
  // design is one column there.
  std::vector<std::string> value_names() const;

  std::string create_sql() const;
  std::string insert_sql() const;
  // Parameters: first id, last id (excluded).
  std::string select_sql() const;
  // How many objective columns the file has.
  static std::string_view objective_count_sql();

  // Binds every column; the record must live until the statement has run.
  void bind(Statement& insert, const EvaluationRecord& record);
  // A row of select_sql(). The error says which column is damaged.
  Result<void> decode(const Statement& row, StoredEvaluation& evaluation) const;

 private:
  using Row = StoredEvaluation;
  void bind_design(Statement& insert, int column, std::span<const ag_value> point);
  Result<void> decode_head(const Statement& row, Row& evaluation) const;
  Result<void> decode_design(const Statement& row, int column, Point& point) const;
  Result<void> decode_numbers(const Statement& row, int column, Row& evaluation) const;
  Result<ag_value> decode_value(const Statement& row, int column, std::size_t parameter) const;
  Result<void> decode_document(std::string_view text, Point& point) const;
  tl::unexpected<Error> wrong_type(int column, std::string_view expected) const;

  std::shared_ptr<const Space> space_;
  bool one_column_ = false;  // the design is one JSON object
  std::size_t design_columns_ = 0;
  std::size_t metrics_ = 0;
  std::size_t objectives_ = 0;
  std::vector<std::string> names_;  // in the order of the table
  // Categorical parameters: label to position.
  std::vector<std::unordered_map<std::string_view, std::int64_t>> positions_;
  // Texts of the row being written that have no other owner.
  std::vector<std::string> texts_;
  std::string reason_, info_;
};

}  // namespace archgym::host
