#include "runner/database.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "error.hpp"

namespace dramsys {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// One query of one database file, read only.
class Query {
 public:
  Query(const std::filesystem::path& file, const char* sql) : file_(file) {
    sqlite3* database = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &database,
                                       SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(database);
    sqlite3_stmt* statement = nullptr;
    if (opened != SQLITE_OK ||
        sqlite3_prepare_v2(database, sql, -1, &statement, nullptr) != SQLITE_OK) {
      fail();
    }
    statement_.reset(statement);
  }

  bool next() {
    const int stepped = sqlite3_step(statement_.get());
    if (stepped != SQLITE_ROW && stepped != SQLITE_DONE) fail();
    return stepped == SQLITE_ROW;
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view text(int column) const {
    const auto* bytes =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return bytes == nullptr ? std::string_view() : bytes;
  }

 private:
  [[noreturn]] void fail() const {
    throw InputError(file_.filename().string() +
                     ": DRAMSys's database cannot be read: " + sqlite3_errmsg(database_.get()));
  }

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> statement_;
};

// Nanoseconds of one count of a file.
double unit_of_time(const std::filesystem::path& file) {
  Query query(file, "SELECT UnitOfTime FROM GeneralInfo");
  const std::string unit = query.next() ? std::string(query.text(0)) : "";
  if (unit == "FS") return 1e-6;
  if (unit == "PS") return 1e-3;
  if (unit == "NS") return 1;
  throw InputError(file.filename().string() + ": the unit of time '" + unit + "' is not known");
}

// Rank, bank group, bank.
using Bank = std::tuple<std::int64_t, std::int64_t, std::int64_t>;

// Follows the commands of one channel in the order of time.
class Follower {
 public:
  explicit Follower(Recording& recording) : recording_(recording) {}

  void command(std::string_view name, const Bank& bank) {
    const bool read = name == "RD" || name == "RDA", write = name == "WR" || name == "WRA";
    if (name == "ACT") {
      ++recording_.activates;
      open_[bank] = false;
    } else if (read || write) {
      ++(read ? recording_.reads : recording_.writes);
      const auto place = open_.find(bank);
      if (place != open_.end() && std::exchange(place->second, true)) ++recording_.row_hits;
      if (name.ends_with('A')) close(bank);
    } else if (name == "PREPB") {
      close(bank);
    } else if (name.starts_with("PRE")) {
      close_all(name == "PREAB", bank);
    } else if (name.starts_with("REF")) {
      ++recording_.refreshes;
    }
  }

 private:
  void close(const Bank& bank) { recording_.precharges += static_cast<double>(open_.erase(bank)); }

  // All banks of the rank, or the same bank of every group.
  void close_all(bool rank, const Bank& bank) {
    recording_.precharges += static_cast<double>(std::erase_if(open_, [&](const auto& entry) {
      return std::get<0>(entry.first) == std::get<0>(bank) &&
             (rank || std::get<2>(entry.first) == std::get<2>(bank));
    }));
  }

  Recording& recording_;
  std::map<Bank, bool> open_;  // and whether the row was read or written since it was opened
};

void read_channel(const std::filesystem::path& file, Recording& recording,
                  std::vector<double>& latencies) {
  const double unit = unit_of_time(file);
  Follower follower(recording);
  std::unordered_map<std::int64_t, std::int64_t> arrivals;
  Query phases(file,
               "SELECT PhaseName, PhaseBegin, Transact, Rank, BankGroup, Bank FROM Phases "
               "ORDER BY PhaseBegin, ID");
  while (phases.next()) {
    const std::string_view name = phases.text(0);
    if (name == "REQ") {
      arrivals[phases.integer(2)] = phases.integer(1);
    } else if (name == "RESP") {
      const auto arrival = arrivals.find(phases.integer(2));
      if (arrival == arrivals.end()) continue;
      latencies.push_back(static_cast<double>(phases.integer(1) - arrival->second) * unit);
      arrivals.erase(arrival);
    } else {
      follower.command(name, {phases.integer(3), phases.integer(4), phases.integer(5)});
    }
  }
}

}  // namespace

Recording read_recording(const std::vector<std::filesystem::path>& files) {
  Recording recording;
  std::vector<double> latencies;
  for (const auto& file : files) read_channel(file, recording, latencies);
  if (latencies.empty()) throw InputError("DRAMSys's database holds no requests");
  double sum = 0;
  for (const double latency : latencies) sum += latency;
  recording.mean_latency = sum / static_cast<double>(latencies.size());
  const auto p99 = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() * 99 / 100);
  std::nth_element(latencies.begin(), p99, latencies.end());
  recording.p99_latency = *p99;
  return recording;
}

}  // namespace dramsys
