// Configurations, device files and workloads.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "error.hpp"
#include "generated_workloads.hpp"
#include "json_file.hpp"
#include "memory_system.hpp"
#include "support.hpp"

using namespace dramsys;
using namespace dramsys::test;
using Catch::Contains;

namespace {

std::string problem(const boost::json::object& config) {
  try {
    const MemorySystem memory(config, resources());
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("an empty configuration is a DDR3-1600 memory") {
  MemorySystem system({}, resources());
  CHECK(system.simulator().device().name == "ddr3-1600");
  CHECK(system.workload("stream").requests.size() == 10000);
  CHECK(&system.workload("stream") == &system.workload("stream"));  // prepared once
}

TEST_CASE("a configuration can name memory, mapping and clock") {
  MemorySystem system(
      {{"memory", "ddr4-2400"}, {"address_mapping", "row-bank-column"}, {"clock_mhz", 400}},
      resources());
  CHECK(system.simulator().device().name == "ddr4-2400");
  CHECK(system.mapping().decode(0x2000).bank == 4);
  // 10 clocks of 2.5 ns end within clock 31 of 0.833 ns, so the arbiter sees it at the next one.
  CHECK(system.workload("stream").requests[10].due == 31);
  CHECK(problem({{"memory", resources() + "/devices/ddr4-1866.json"}}).empty());
}

TEST_CASE("a wrong configuration is refused with the nearest right name") {
  CHECK_THAT(problem({{"memory", "ddr3-1800"}}),
             Contains("'ddr3-1800'") && Contains("did you mean 'ddr3-1600'"));
  CHECK_THAT(problem({{"memory", "./nowhere.json"}}), Contains("cannot open"));
  CHECK_THAT(problem({{"memroy", "ddr3-1600"}}), Contains("did you mean 'memory'"));
  CHECK_THAT(problem({{"address_mapping", "row-bank-colum"}}),
             Contains("did you mean 'row-bank-column'"));
  CHECK_THAT(problem({{"address_mapping", boost::json::object{{"byte", {0, 1, 2}}}}}),
             Contains("config address_mapping") && Contains("column"));
}

TEST_CASE("the commands of several channels cannot be recorded in one file") {
  const Directory directory;
  boost::json::object device = read_json_file(resources() + "/devices/ddr3-1600.json");
  device.at("geometry").as_object()["channels"] = 2;
  for (auto& [name, mapping] : device.at("address_mappings").as_object())
    mapping.as_object()["channel"] = boost::json::array{30};
  const std::string path = directory.file("two.json");
  std::ofstream(path) << boost::json::serialize(device);
  CHECK(problem({{"memory", path}}).empty());
  CHECK_THAT(problem({{"memory", path}, {"trace", {{"commands", "c.txt"}}}}),
             Contains("config: trace") && Contains("one channel"));
}

TEST_CASE("a mapping may be given in place") {
  const boost::json::object file = read_json_file(resources() + "/devices/ddr3-1600.json");
  const boost::json::object mapping = file.at("address_mappings").at("bank-row-column").as_object();
  MemorySystem system({{"address_mapping", mapping}}, resources());
  CHECK(system.mapping().decode(0x2000) == Location{0, 0, 1, 0});
}

TEST_CASE("a wrong device file is refused with file and key") {
  const boost::json::object good = read_json_file(resources() + "/devices/ddr4-2400.json");
  const std::string path = resources() + "/devices/ddr4-2400.json";
  struct Case {
    const char* section;
    const char* key;
    boost::json::value value;
    const char* message;
  };
  const std::vector<Case> cases{
      {"timing", "nRCD", 0, "timing.nRCD: expected a whole number from 1"},
      {"timing", "nRCD", "16", "timing.nRCD: expected a whole number"},
      {"timing", "nRCD", 16.5, "timing.nRCD: expected a whole number"},
      {"timing", "nRDC", 16, "did you mean 'nRCD'"},
      {"timing", "nRC", 38, "timing.nRC"},
      {"timing", "nREFI", 100, "timing.nREFI"},
      {"geometry", "banks", 12, "geometry.banks: expected a power of two"},
      {"geometry", "banks", 128, "geometry.banks"},
      {"geometry", "bank_groups", 16, "address_mappings"},
      {"currents", "IDD0", -1, "currents.IDD0: expected a number not below 0"},
  };
  for (const Case& c : cases) {
    INFO(c.section << "." << c.key);
    boost::json::object bad = good;
    bad.at(c.section).as_object()[c.key] = c.value;
    CHECK_THROWS_WITH(parse_device(bad, "memory.json"),
                      Contains("memory.json") && Contains(c.message));
  }
  boost::json::object bad = good;
  bad.at("timing").as_object().erase("nFAW");
  CHECK_THROWS_WITH(parse_device(bad, "memory.json"), Contains("timing.nFAW: missing"));
  bad = good;
  bad["standard"] = "DDR6";
  CHECK_THROWS_WITH(parse_device(bad, "memory.json"), Contains("'DDR6'"));
  bad = good;
  bad.erase("address_mappings");
  CHECK_THROWS_WITH(parse_device(bad, "memory.json"), Contains("address_mappings: missing"));
  CHECK(parse_device(good, "memory.json").device.timing.nCCD_L == 6);
}

TEST_CASE("the generated workloads are what they say") {
  for (std::string_view id : generated_workload_ids()) {
    INFO(id);
    const auto trace = generate_workload(id);
    REQUIRE(trace);
    CHECK(trace->entries.size() == 10000);
    std::uint64_t last = 0;
    std::set<std::uint64_t> pages;
    for (const TraceEntry& entry : trace->entries) {
      CHECK(entry.address % 64 == 0);
      CHECK(entry.address < (std::uint64_t{1} << 30));
      CHECK(entry.time >= last);
      last = entry.time;
      pages.insert(entry.address >> 13);
    }
    const auto writes = std::count_if(trace->entries.begin(), trace->entries.end(),
                                      [](const TraceEntry& entry) { return entry.write; });
    if (id == "stream") CHECK(pages.size() == 79);
    if (id == "random") CHECK(pages.size() > 9000);
    if (id == "stream" || id == "random") CHECK(writes == 0);
    if (id == "strided") CHECK(writes == 4992);
    if (id == "mixed") CHECK((writes > 2500 && writes < 4000));
    if (id == "sparse") {
      CHECK((writes > 2000 && writes < 3000));
      CHECK(last > 250000);
    }
  }
  CHECK_FALSE(generate_workload("nothing"));
}

TEST_CASE("every workload of the manifest exists, and -1k is its start") {
  const boost::json::object manifest = read_json_file(resources() + "/dramsys.archgym.json");
  MemorySystem system({}, resources());
  for (const boost::json::value& workload : manifest.at("workloads").as_array()) {
    const std::string id(workload.at("id").as_string());
    INFO(id);
    const std::uint64_t each = id.ends_with("-1k") ? 1000 : 10000;
    CHECK(system.bursts(id) == each * system.initiators(id).size());
    CHECK(system.initiators(id).size() == (id.starts_with("four_initiators") ? 4 : 1));
    if (id.ends_with("-1k") && system.initiators(id).size() == 1) {
      const Workload& whole = system.workload(id.substr(0, id.size() - 3));
      CHECK(whole.requests[999].row == system.workload(id).requests[999].row);
    }
  }
  // The beginning of a trace, at least one request of it.
  CHECK(system.workload("stream", 33).requests.size() == 3300);
  CHECK(system.workload("sort-1k", 1).requests.size() == 10);
  CHECK(system.workload("stream", 33).requests[7].row == system.workload("stream").requests[7].row);
  CHECK_THROWS_WITH(system.workload("straem"), Contains("did you mean 'stream'"));
  CHECK_THROWS_WITH(system.workload("/nowhere/x.stl"), Contains("cannot open"));
}

TEST_CASE("a trace of more than a million requests is read anew by each run, to the same results") {
  const Directory directory;
  const std::string path = directory.file("long.rstl");
  {
    std::ofstream file(path);
    for (unsigned k = 0; k < 1'100'000; ++k)
      file << k % 3 << (k % 4 == 0 ? ": (128) write 0x" : ": read 0x") << std::hex
           << k * 2654435761u << std::dec << '\n';
  }
  MemorySystem system({}, resources());
  Unwatched unwatched;
  NoObserver nobody;
  const auto streamed = [&](std::uint32_t percent) {
    const auto requests = system.requests(path, percent);
    CHECK(dynamic_cast<WholeWorkload*>(requests.front().get()) == nullptr);
    return system.simulator().run(requests, {}, nobody, unwatched);
  };
  for (const std::uint32_t percent : {100u, 96u, 1u}) {
    INFO(percent);
    MemorySystem other({}, resources());
    const Workload& kept = other.workload(path, percent);
    CHECK(system.bursts(path, percent) == kept.requests.size());
    const Measurements expected = run(system.simulator(), kept, {});
    for (int again = 0; again < 2; ++again) {
      const Measurements found = streamed(percent);
      CHECK(found.total_time == expected.total_time);
      CHECK(found.p99_latency == expected.p99_latency);
      CHECK(found.bandwidth == expected.bandwidth);
      CHECK(found.row_hits == expected.row_hits);
    }
  }
}
