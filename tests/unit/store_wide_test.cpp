// Environments with more parameters or metrics than SQLite has columns.
#include <sqlite3.h>

#include <algorithm>
#include <sstream>

#include "json/json.hpp"
#include "store/export.hpp"
#include "store_fixture.hpp"

using namespace archgym::host;
using namespace archgym::host::test;
namespace json = boost::json;

namespace {

// Parameters of every kind, in turn; the last one is inactive.
json::array parameters(std::size_t count) {
  json::array list;
  for (std::size_t p = 0; p + 1 < count; ++p) {
    json::object parameter{{"name", "P" + std::to_string(p)}, {"description", "d"}};
    if (p % 3 == 0) {
      parameter["type"] = "integer";
      parameter["minimum"] = -5;
      parameter["maximum"] = 5;
      parameter["default"] = static_cast<int>(p % 11) - 5;
    } else if (p % 3 == 1) {
      parameter["type"] = "real";
      parameter["minimum"] = 0;
      parameter["maximum"] = 1;
      parameter["default"] = 0.1;
    } else {
      parameter["type"] = "categorical";
      parameter["values"] = {"a", "it's", "\"c\""};
      parameter["default"] = "it's";
    }
    list.push_back(std::move(parameter));
  }
  list.push_back({{"name", "Last"},
                  {"type", "integer"},
                  {"minimum", 0},
                  {"maximum", 9},
                  {"default", 3},
                  {"when", "P0 == 5"},
                  {"description", "d"}});
  return list;
}

Manifest environment(std::size_t parameter_count, std::size_t metric_count) {
  json::array metrics;
  for (std::size_t m = 0; m < metric_count; ++m) {
    metrics.push_back({{"name", "m" + std::to_string(m)},
                       {"unit", "ns"},
                       {"direction", "minimize"},
                       {"description", "d"}});
  }
  const json::object manifest{{"manifest_version", 1},
                              {"id", "org.example.wide"},
                              {"name", "wide"},
                              {"kind", "environment"},
                              {"version", "1.2.3"},
                              {"summary", "Wide."},
                              {"library", "libwide.so"},
                              {"abi", {{"major", 1}, {"minor_needed", 0}}},
                              {"parameters", parameters(parameter_count)},
                              {"metrics", std::move(metrics)}};
  return value_of(parse_manifest(compact(manifest), "/plugins/wide/wide.archgym.json"));
}

StoredEvaluation sample(const Manifest& wide, std::uint64_t id) {
  StoredEvaluation row;
  row.id = id;
  row.point.resize(wide.space->size());
  REQUIRE(wide.space->sample(3, id, row.point) == AG_OK);
  row.metrics = {1.5};
  row.objectives = {1.5};
  return row;
}

}  // namespace

TEST_CASE("a design of 2,000 parameters reads back bit for bit") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const Manifest wide = environment(2000, 1);
  {
    RunFile file = value_of(RunFile::create(path, wide, 1, {}));
    for (std::uint64_t id = 0; id < 5; ++id) succeeds(file.append(record_of(sample(wide, id))));
  }
  const RunFile file = value_of(RunFile::open(path, RunFile::Mode::append));
  const auto rows = value_of(file.read(0, 100));
  REQUIRE(rows.size() == 5);
  for (std::uint64_t id = 0; id < 5; ++id) CHECK(same(rows[id], sample(wide, id)));
}

TEST_CASE("a wide design is exported like any other") {
  const Directory directory;
  const Manifest wide = environment(2000, 1);
  RunFile file = value_of(RunFile::create(directory / "run.sqlite", wide, 1, {}));
  const StoredEvaluation row = sample(wide, 0);
  succeeds(file.append(record_of(row)));
  std::ostringstream csv, jsonl;
  succeeds(export_csv(file, csv));
  succeeds(export_jsonl(file, jsonl));
  const std::string header = csv.str().substr(0, csv.str().find('\n'));
  CHECK(std::ranges::count(header, ',') == 7 + 2000 + 1 + 1 + 2 - 1);
  CHECK_THAT(header, Catch::Contains("ended,parameter_P0,parameter_P1,") &&
                         Catch::Contains("parameter_Last,metric_m0,"));
  const json::value exported = value_of(parse(jsonl.str(), "export"));
  const bool same_design = exported.at("parameters") == wide.space->to_json(row.point);
  CHECK(same_design);
}

TEST_CASE("other programs find a value of a wide design by its name") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const Manifest wide = environment(1001, 1);
  {
    RunFile file = value_of(RunFile::create(path, wide, 1, {}));
    StoredEvaluation row = sample(wide, 0);
    row.point = wide.space->initial();
    succeeds(file.append(record_of(row)));
  }
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  std::string found;
  sqlite3_exec(
      database,
      "SELECT json_extract(parameters, '$.P0') || json_extract(parameters, '$.P2') ||"
      " (json_extract(parameters, '$.Last') IS NULL) FROM evaluation",
      [](void* out, int, char** values, char**) {
        return static_cast<std::string*>(out)->append(values[0]), 0;
      },
      &found, nullptr);
  sqlite3_close(database);
  CHECK(found == "-5it's1");
}

TEST_CASE("a wide design that is damaged is not returned as data") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const Manifest wide = environment(1001, 1);
  {
    RunFile file = value_of(RunFile::create(path, wide, 1, {}));
    succeeds(file.append(record_of(sample(wide, 0))));
  }
  const auto [sql, says] = GENERATE(table<const char*, const char*>({
      {"'{'", "parameters:1:2"},
      {"'[]'", "no JSON object"},
      {"x'00'", "bytes"},
      {"json_remove(parameters, '$.P7')", "no value of P7"},
      {"json_set(parameters, '$.P0', 99)", "P0"},
      {"json_set(parameters, '$.P2', 'z')", "P2"},
  }));
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  const std::string update = "UPDATE evaluation SET parameters = " + std::string(sql);
  CHECK(sqlite3_exec(database, update.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  const RunFile file = value_of(RunFile::open(path, RunFile::Mode::read));
  const auto rows = file.read(0, 10);
  REQUIRE_FALSE(rows);
  CHECK_THAT(rows.error().message, Catch::Contains("evaluation 0") && Catch::Contains(says));
}

TEST_CASE(
    "more metrics than a table has columns are refused in one line, before anything is made") {
  const Directory directory;
  const auto path = directory / "run.sqlite";
  const Manifest wide = environment(100, 1900);
  const auto refused = RunFile::check_new(path, wide, 1);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().fault == Fault::input);
  CHECK(refused.error().message ==
        "the environment and the run have 1901 metrics and objectives; a run file holds at most "
        "1891");
  CHECK_FALSE(RunFile::create(path, wide, 1, {}));
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(RunFile::create(path, environment(1000, 990), 1, {}));
}
