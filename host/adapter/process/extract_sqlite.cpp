// Numbers in an SQLite file.
#include <sqlite3.h>

#include <utility>

#include "adapter/process/extractor.hpp"

namespace archgym::host {
namespace {

// Closes itself; read-only.
class Database {
 public:
  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    sqlite3_finalize(statement);
    sqlite3_close(handle);
  }

  sqlite3* handle = nullptr;
  sqlite3_stmt* statement = nullptr;
};

std::string cell(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text ? text : "";
}

class SqliteExtractor final : public Extractor {
 public:
  SqliteExtractor(std::string source, std::string query)
      : source_(std::move(source)), query_(std::move(query)) {}

  Result<std::vector<Found>> find(Outputs& outputs) const override {
    auto path = outputs.file(source_);
    if (!path) return tl::unexpected(path.error());
    Database database;
    if (sqlite3_open_v2(path->c_str(), &database.handle, SQLITE_OPEN_READONLY, nullptr) !=
            SQLITE_OK ||
        sqlite3_prepare_v2(database.handle, query_.c_str(), -1, &database.statement, nullptr) !=
            SQLITE_OK) {
      return problem(database);
    }
    // A descriptor only reads; attaching another file is no SELECT.
    if (!database.statement || !sqlite3_stmt_readonly(database.statement) ||
        sqlite3_column_count(database.statement) < 1) {
      return bad_input("sqlite: '" + query_ + "' is not a SELECT");
    }
    std::vector<Found> found;
    int step = 0;
    while ((step = sqlite3_step(database.statement)) == SQLITE_ROW) {
      Found number = split_unit(cell(database.statement, 0), query_);
      if (sqlite3_column_count(database.statement) > 1) number.unit = cell(database.statement, 1);
      found.push_back(std::move(number));
    }
    if (step != SQLITE_DONE) return problem(database);
    if (found.empty()) return failure(source_ + ": no row is found by '" + query_ + "'");
    return found;
  }

 private:
  tl::unexpected<Error> problem(const Database& database) const {
    return failure(source_ + ": '" + query_ + "': " + sqlite3_errmsg(database.handle));
  }

  std::string source_, query_;
};

}  // namespace

Result<std::unique_ptr<Extractor>> sqlite_extractor(std::string source, std::string query) {
  return std::make_unique<SqliteExtractor>(std::move(source), std::move(query));
}

}  // namespace archgym::host
