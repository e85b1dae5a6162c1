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

  std::size_t objectives() const { return objectives_; }

  // Names in the order of the table.
  const std::vector<std::string>& names() const { return names_; }

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
  Result<ag_value> decode_value(const Statement& row, int column, std::size_t parameter) const;

  std::shared_ptr<const Space> space_;
  std::size_t metrics_ = 0;
  std::size_t objectives_ = 0;
  std::vector<std::string> names_;
  // Categorical parameters: label to position.
  std::vector<std::unordered_map<std::string_view, std::int64_t>> positions_;
  // Permutations of the row being written, as JSON.
  std::vector<std::string> texts_;
};

}  // namespace archgym::host
