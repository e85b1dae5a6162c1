#include "reference_table.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

namespace dramsys::test {
namespace {

using Fields = std::map<std::string, std::string>;

// Fields of a line of CSV; some are quoted because they hold commas.
std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      fields.emplace_back();
    else if (c != '\r')
      fields.back() += c;
  }
  return fields;
}

template <class Policy>
Policy choice(const Fields& fields, const std::string& column,
              std::initializer_list<const char*> values) {
  const std::string& text = fields.at(column);
  const auto found = std::find(values.begin(), values.end(), text);
  if (found == values.end()) throw std::runtime_error(column + ": unknown value " + text);
  return static_cast<Policy>(found - values.begin());
}

double number(const Fields& fields, const std::string& column) {
  const std::string& text = fields.at(column);
  return text.empty() ? 0 : std::stod(text);
}

Policies policies_of(const Fields& f) {
  const auto count = [&](const char* column) {
    return static_cast<std::uint32_t>(number(f, column));
  };
  Policies p;
  p.page =
      choice<PagePolicy>(f, "PagePolicy", {"Open", "OpenAdaptive", "Closed", "ClosedAdaptive"});
  p.scheduler = choice<SchedulerPolicy>(
      f, "Scheduler", {"Fifo", "FrFcfs", "FrFcfsGrp", "GrpFrFcfs", "GrpFrFcfsWm"});
  p.buffer = choice<BufferPolicy>(f, "SchedulerBuffer", {"Bankwise", "ReadWrite", "Shared"});
  p.buffer_size = count("RequestBufferSize");
  p.mux = choice<MuxPolicy>(f, "CmdMux", {"Oldest", "Strict"});
  p.response = choice<ResponsePolicy>(f, "RespQueue", {"Fifo", "Reorder"});
  p.refresh = choice<RefreshPolicy>(f, "RefreshPolicy", {"NoRefresh", "AllBank"});
  p.max_postponed = count("RefreshMaxPostponed");
  p.max_pulled_in = count("RefreshMaxPulledin");
  p.power_down = choice<PowerDownPolicy>(f, "PowerDownPolicy", {"NoPowerDown", "Staggered"});
  p.arbiter = choice<ArbiterPolicy>(f, "Arbiter", {"Simple", "Fifo", "Reorder"});
  p.max_active = count("MaxActiveTransactions");
  p.high_watermark = count("HighWatermark");
  p.low_watermark = count("LowWatermark");
  return p;
}

std::string memory_of(const std::string& memspec) {
  if (memspec.find("DDR3-1600") != std::string::npos) return "ddr3-1600";
  if (memspec.find("DDR4-1866") != std::string::npos) return "ddr4-1866";
  if (memspec.find("DDR4-2400") != std::string::npos) return "ddr4-2400";
  throw std::runtime_error("no device file for " + memspec);
}

std::string mapping_of(const std::string& file) {
  if (file.find("_bgi") != std::string::npos) return "bank-group-interleaved";
  if (file.find("_brc") != std::string::npos) return "bank-row-column";
  if (file.find("_rbc") != std::string::npos) return "row-bank-column";
  throw std::runtime_error("no address mapping for " + file);
}

}  // namespace

std::optional<std::string> reference_directory() {
  const char* variable = std::getenv("ARCHGYM_REFERENCE_DATA");
  const std::string directory = std::string(variable ? variable : ARCHGYM_REFERENCE_DATA) + "/dram";
  if (!std::filesystem::exists(directory + "/dramsys_reference.csv")) return std::nullopt;
  return directory;
}

std::vector<ReferenceRow> read_reference(const std::string& directory) {
  std::ifstream file(directory + "/dramsys_reference.csv");
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> header = split(line);
  std::vector<ReferenceRow> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> fields = split(line);
    if (fields.size() != header.size())
      throw std::runtime_error("dramsys_reference.csv: a row has another number of fields");
    Fields f;
    for (std::size_t k = 0; k < header.size(); ++k) f[header[k]] = fields[k];
    ReferenceRow row;
    row.set = f.at("set");
    row.config = f.at("config_id");
    row.memory = memory_of(f.at("memspec"));
    row.mapping = mapping_of(f.at("addressmapping"));
    row.trace = f.at("trace");
    row.initiator_mhz = number(f, "initiator_clk_mhz");
    row.policies = policies_of(f);
    row.total_time = number(f, "total_time_ps") / 1000;
    row.mean_latency = number(f, "mean_latency_ps") / 1000;
    row.p99_latency = number(f, "p99_latency_ps") / 1000;
    row.energy = number(f, "total_energy_pj") / 1000;
    row.average_power = number(f, "avg_power_mw");
    row.activates = number(f, "n_act");
    row.precharges = number(f, "n_prepb") + number(f, "n_rda") + number(f, "n_wra");
    row.reads = number(f, "n_rd") + number(f, "n_rda");
    row.writes = number(f, "n_wr") + number(f, "n_wra");
    row.refreshes = number(f, "n_refab");
    rows.push_back(row);
  }
  return rows;
}

}  // namespace dramsys::test
