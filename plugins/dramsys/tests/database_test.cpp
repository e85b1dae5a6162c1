// The database of DRAMSys, with small ones made here in its form.
#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "error.hpp"
#include "runner/database.hpp"
#include "runner_support.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

struct Phase {
  const char* name;
  int begin, request, rank, bank;
};

std::filesystem::path write(const std::filesystem::path& path, const std::string& unit,
                            const std::vector<Phase>& phases) {
  std::string sql =
      "CREATE TABLE GeneralInfo(UnitOfTime TEXT); INSERT INTO GeneralInfo VALUES('" + unit +
      "'); CREATE TABLE Phases(ID INTEGER PRIMARY KEY, PhaseName TEXT, PhaseBegin INTEGER, "
      "PhaseEnd INTEGER, Rank INTEGER, BankGroup INTEGER, Bank INTEGER, Transact INTEGER);";
  for (const Phase& phase : phases) {
    sql += "INSERT INTO Phases(PhaseName, PhaseBegin, Transact, Rank, BankGroup, Bank) VALUES('" +
           std::string(phase.name) + "'," + std::to_string(phase.begin) + "," +
           std::to_string(phase.request) + "," + std::to_string(phase.rank) + ",0," +
           std::to_string(phase.bank) + ");";
  }
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return path;
}

}  // namespace

TEST_CASE("latencies and commands are counted over all channels") {
  const Scratch scratch;
  const auto first = write(scratch.path() / "ch0.tdb", "PS",
                           {{"REQ", 0, 1, 0, 0},
                            {"ACT", 0, 1, 0, 0},
                            {"REQ", 1000, 2, 0, 0},
                            {"RD", 10000, 1, 0, 0},
                            {"RD", 15000, 2, 0, 0},
                            {"RESP", 20000, 1, 0, 0},
                            {"RESP", 25000, 2, 0, 0},
                            {"ACT", 30000, 3, 0, 1},
                            {"REQ", 30000, 3, 0, 1},
                            {"WRA", 40000, 3, 0, 1},
                            {"RESP", 60000, 3, 0, 1},
                            {"PREAB", 70000, 9, 0, 0},
                            {"REFAB", 80000, 9, 0, 0}});
  const auto second = write(
      scratch.path() / "ch1.tdb", "NS",
      {{"REQ", 0, 1, 0, 0}, {"ACT", 0, 1, 0, 0}, {"RDA", 10, 1, 0, 0}, {"RESP", 100, 1, 0, 0}});
  const Recording recording = read_recording({first, second});
  CHECK(recording.mean_latency == Approx((20 + 24 + 30 + 100) / 4.0));
  CHECK(recording.p99_latency == 100);
  CHECK(recording.activates == 3);
  CHECK(recording.precharges == 3);  // WRA, PREAB closes one bank, RDA
  CHECK(recording.reads == 3);
  CHECK(recording.writes == 1);
  CHECK(recording.row_hits == 1);
  CHECK(recording.refreshes == 1);
}

TEST_CASE("a database that cannot be read is named") {
  const Scratch scratch;
  const auto empty = write(scratch.path() / "empty.tdb", "PS", {});
  CHECK_THROWS_WITH(read_recording({empty}), Catch::Contains("no requests"));
  const auto unit = write(scratch.path() / "unit.tdb", "furlongs", {});
  CHECK_THROWS_WITH(read_recording({unit}),
                    Catch::Contains("unit.tdb: the unit of time 'furlongs'"));
  std::ofstream(scratch.path() / "other.tdb") << "this is not a database";
  CHECK_THROWS_WITH(read_recording({scratch.path() / "other.tdb"}), Catch::Contains("other.tdb"));
}
