// Memories and mappings in DRAMSys's own format.
#include "memspec_file.hpp"

#include <catch2/catch.hpp>

#include "error.hpp"
#include "json_file.hpp"
#include "reference_table.hpp"
#include "support.hpp"

using namespace dramsys;
using namespace dramsys::test;
using Catch::Contains;

namespace {

// In the layout of DRAMSys v5.0, with numbers of our own.
constexpr const char* lpddr4 = R"({"memspec": {
  "memarchitecturespec": {"burstLength": 16, "dataRate": 2, "nbrOfBanks": 8, "nbrOfColumns": 1024,
    "nbrOfRanks": 2, "nbrOfRows": 4096, "width": 16, "nbrOfDevices": 1, "nbrOfChannels": 1},
  "memoryId": "small", "memoryType": "LPDDR4",
  "memtimingspec": {"CCD": 8, "CCDMW": 32, "CKE": 12, "CMDCKE": 3, "DQS2DQ": 2, "DQSCK": 6,
    "DQSS": 1, "ESCKE": 3, "FAW": 64, "PPD": 4, "RCD": 29, "REFI": 6246, "REFIPB": 780,
    "RFCAB": 448, "RFCPB": 224, "RL": 28, "RAS": 68, "RPAB": 34, "RPPB": 29, "RCAB": 102,
    "RCPB": 97, "RPST": 0, "RRD": 16, "RTP": 12, "SR": 24, "WL": 14, "WPRE": 2, "WR": 29,
    "WTR": 16, "XP": 12, "XSR": 460, "RTRS": 1, "clkMhz": 1600}}})";

boost::json::object parsed(const char* text) {
  return boost::json::parse(text).as_object();
}

}  // namespace

TEST_CASE("a memory description of DRAMSys is read as it is") {
  const boost::json::object json = parsed(lpddr4);
  REQUIRE(is_memspec(json));
  const DeviceFile file = parse_memspec(json, "small.json");
  const Device& device = file.device;
  CHECK(device.name == "small");
  CHECK(device.standard == Standard::lpddr4);
  CHECK(device.clock_mhz == 1600);
  CHECK(device.geometry.ranks == 2);
  CHECK(device.timing.nRFCpb == 224);
  CHECK(device.timing.nRPab == 34);
  CHECK(device.timing.nRRD_L == 16);  // no bank groups: as between any two banks
  CHECK_FALSE(device.has_currents);
  const AddressMapping mapping = default_mapping(file);
  CHECK(mapping.capacity() == std::uint64_t{2} * 8 * 4096 * 1024 * 2);
  CHECK(mapping.decode(2048) == Location{0, 1, 0, 0, 0});
  CHECK(mapping.decode(std::uint64_t{8} * 2048) == Location{1, 8, 0, 0, 0});
  CHECK(mapping.decode(std::uint64_t{16} * 2048) == Location{0, 0, 1, 0, 0});
}

TEST_CASE("a wrong memory description is refused with file and key") {
  boost::json::object json = parsed(lpddr4);
  boost::json::object& spec = json.at("memspec").as_object();
  spec["memoryType"] = "DDR5";
  CHECK_THROWS_WITH(parse_memspec(json, "x.json"),
                    Contains("x.json: memspec.memoryType") && Contains("LPDDR4"));
  spec["memoryType"] = "LPDDR4";
  spec.at("memtimingspec").as_object().erase("REFIPB");
  CHECK_THROWS_WITH(parse_memspec(json, "x.json"), Contains("memtimingspec.REFIPB: missing"));
  spec.at("memtimingspec").as_object()["REFIPB"] = 100;
  CHECK_THROWS_WITH(parse_memspec(json, "x.json"), Contains("nREFIpb"));
  spec.at("memtimingspec").as_object()["REFIPB"] = "780";
  CHECK_THROWS_WITH(parse_memspec(json, "x.json"), Contains("REFIPB: expected a whole number"));
}

TEST_CASE("an address mapping of DRAMSys is read as it is") {
  const boost::json::object json = parsed(R"({"addressmapping": {"BYTE_BIT": [0], "RANK_BIT": [26],
    "COLUMN_BIT": [1,2,3,4,5,6,7,8,9,10], "BANK_BIT": [11,12,13],
    "ROW_BIT": [14,15,16,17,18,19,20,21,22,23,24,25], "XOR": [{"FIRST": 11, "SECOND": 14}]}})");
  REQUIRE(is_dramsys_mapping(json));
  const AddressMapping mapping("x", parse_dramsys_mapping(json, "x"),
                               parse_memspec(parsed(lpddr4), "x").device.geometry);
  CHECK(mapping.decode(1 << 11) == Location{0, 1, 0, 0, 0});
  CHECK(mapping.decode(1 << 14) == Location{0, 1, 1, 0, 0});
  CHECK(mapping.decode(1 << 26) == Location{1, 8, 0, 0, 0});
  boost::json::object bad = json;
  bad.at("addressmapping").as_object()["BYTES_BIT"] = boost::json::array{0};
  CHECK_THROWS_WITH(parse_dramsys_mapping(bad, "x.json"), Contains("did you mean 'BYTE_BIT'"));
}

TEST_CASE("DRAMSys's files and ours describe the same memories") {
  const auto directory = reference_directory();
  if (!directory) {
    WARN("skipped: no reference measurements; set ARCHGYM_REFERENCE_DATA");
    return;
  }
  struct Pair {
    const char* ours;
    const char* memspec;
    const char* mapping;
    const char* mapping_file;
  };
  for (const Pair& pair : {Pair{"ddr3-1600", "MICRON_1Gb_DDR3-1600_8bit_G", "row-bank-column",
                                "am_ddr3_8x1Gbx8_dimm_p1KB_rbc"},
                           Pair{"ddr4-2400", "JEDEC_4Gb_DDR4-2400_8bit_A", "bank-group-interleaved",
                                "am_ddr4_8x4Gbx8_dimm_p1KB_bgi_custom"}}) {
    const DeviceFile ours = device_file(pair.ours);
    const std::string path = *directory + "/memspec/" + pair.memspec + ".json";
    const DeviceFile theirs = read_device_file(path);
    const std::string mapping_path = *directory + "/addressmapping/" + pair.mapping_file + ".json";
    const AddressMapping ours_mapping = mapping(ours, pair.mapping);
    const AddressMapping theirs_mapping(
        "x", parse_dramsys_mapping(read_json_file(mapping_path), mapping_path),
        theirs.device.geometry);
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
      archgym::Random random(13, "memspec", trial);
      const Policies policies = random_policies(random);
      const Trace trace = random_trace(random, 300);
      Simulator a(ours.device), b(theirs.device);
      const Measurements x = run(a, prepare(trace, ours.device, ours_mapping, 800), policies);
      const Measurements y = run(b, prepare(trace, theirs.device, theirs_mapping, 800), policies);
      CHECK(x.total_time == y.total_time);
      CHECK(x.energy.total() == y.energy.total());
    }
  }
}
