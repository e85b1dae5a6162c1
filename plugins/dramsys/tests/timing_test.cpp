// Timing constraints on the commands that the simulator issues, and on the checker itself.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "command_trace.hpp"
#include "support.hpp"
#include "timing_checker.hpp"

using namespace dramsys;
using namespace dramsys::test;

namespace {

using Commands = std::vector<CommandRecord>;

bool mentions(const std::vector<std::string>& problems, const std::string& rule) {
  for (const std::string& problem : problems)
    if (problem.find(rule) != std::string::npos) return true;
  return false;
}

std::string first_of(const std::vector<std::string>& problems) {
  return problems.empty() ? "" : problems.front();
}

constexpr RefreshLimits no_refresh{false, 0};

bool same(const CommandRecord& a, const CommandRecord& b) {
  return a.time == b.time && a.command == b.command && a.rank == b.rank && a.bank == b.bank &&
         a.row == b.row && a.request == b.request;
}

// The memory with two ranks that address bit `bit` selects, or unchanged with one.
DeviceFile with_ranks(DeviceFile file, std::uint32_t ranks, std::uint32_t bit) {
  if (ranks == 1) return file;  // as the file has it
  file.device.geometry.ranks = ranks;
  for (auto& [name, bits] : file.mappings) {
    for (auto* field : {&bits.column, &bits.row, &bits.bank, &bits.bank_group})
      for (std::uint32_t& position : *field) position += position >= bit ? 1 : 0;
    bits.rank = {bit};
  }
  return file;
}

}  // namespace

TEST_CASE("the timing checker accepts a legal trace") {
  const Device device = device_file("ddr3-1600").device;
  const Commands commands{{0, Command::activate, 0, 0, 5, 0},
                          {10, Command::read, 0, 0, 5, 1},
                          {18, Command::write, 0, 0, 5, 2},
                          {42, Command::precharge, 0, 0, 0, 0},
                          {52, Command::activate, 0, 0, 6, 0}};
  CHECK(check_commands(commands, device, no_refresh, 60).empty());
}

TEST_CASE("the timing checker finds each kind of violation") {
  const Device ddr3 = device_file("ddr3-1600").device;
  const Device ddr4 = device_file("ddr4-2400").device;
  const Device lpddr4 = device_file("lpddr4-3200").device;
  const Device hbm2 = device_file("hbm2-2000").device;
  const Device gddr6 = device_file("gddr6-14").device;
  struct Case {
    const char* rule;
    const Device& device;
    Commands commands;
  };
  using enum Command;
  const std::vector<Case> cases{
      {"tRCD", ddr3, {{0, activate, 0, 0, 5, 0}, {9, read, 0, 0, 5, 1}}},
      {"tRAS", ddr3, {{0, activate, 0, 0, 5, 0}, {27, precharge, 0, 0, 0, 0}}},
      {"tRC",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {28, precharge, 0, 0, 0, 0}, {37, activate, 0, 0, 6, 0}}},
      {"tRP",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {40, precharge, 0, 0, 0, 0}, {49, activate, 0, 0, 6, 0}}},
      {"tRRD", ddr3, {{0, activate, 0, 0, 5, 0}, {4, activate, 0, 1, 5, 0}}},
      {"tRRD_L", ddr4, {{0, activate, 0, 0, 5, 0}, {5, activate, 0, 1, 5, 0}}},
      {"tFAW",
       ddr3,
       {{0, activate, 0, 0, 5, 0},
        {5, activate, 0, 1, 5, 0},
        {10, activate, 0, 2, 5, 0},
        {15, activate, 0, 3, 5, 0},
        {23, activate, 0, 4, 5, 0}}},
      {"tCCD", ddr3, {{0, activate, 0, 0, 5, 0}, {10, read, 0, 0, 5, 1}, {13, read, 0, 0, 5, 2}}},
      {"tCCD_L",
       ddr4,
       {{0, activate, 0, 0, 5, 0}, {16, write, 0, 0, 5, 1}, {21, write, 0, 0, 5, 2}}},
      {"read to write",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {10, read, 0, 0, 5, 1}, {17, write, 0, 0, 5, 2}}},
      {"tWTR", ddr3, {{0, activate, 0, 0, 5, 0}, {10, write, 0, 0, 5, 1}, {27, read, 0, 0, 5, 2}}},
      {"tWTR_L",
       ddr4,
       {{0, activate, 0, 0, 5, 0}, {16, write, 0, 0, 5, 1}, {44, read, 0, 0, 5, 2}}},
      {"tRTP",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {30, read, 0, 0, 5, 1}, {35, precharge, 0, 0, 0, 0}}},
      {"tWR",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {10, write, 0, 0, 5, 1}, {33, precharge, 0, 0, 0, 0}}},
      {"tRFC", ddr3, {{0, refresh, 0, 0, 0, 0}, {87, activate, 0, 0, 5, 0}}},
      {"tRP before refresh",
       ddr3,
       {{0, activate, 0, 0, 5, 0}, {40, precharge, 0, 0, 0, 0}, {49, refresh, 0, 0, 0, 0}}},
      {"tCKE low",
       ddr3,
       {{0, enter_precharged_down, 0, 0, 0, 0}, {2, exit_precharged_down, 0, 0, 0, 0}}},
      {"tXP",
       ddr3,
       {{0, enter_precharged_down, 0, 0, 0, 0},
        {9, exit_precharged_down, 0, 0, 0, 0},
        {14, activate, 0, 0, 5, 0}}},
      {"tXS",
       ddr3,
       {{0, enter_self_refresh, 0, 0, 0, 0},
        {900, exit_self_refresh, 0, 0, 0, 0},
        {995, activate, 0, 0, 5, 0}}},
      {"tPPD", lpddr4, {{0, precharge, 0, 0, 0, 0}, {3, precharge, 0, 1, 0, 0}}},
      {"tRAS", lpddr4, {{0, activate, 0, 0, 5, 0}, {69, precharge, 0, 0, 0, 0}}},
      {"tRPpb", lpddr4, {{0, precharge, 0, 0, 0, 0}, {26, activate, 0, 0, 5, 0}}},
      {"tRFCpb", lpddr4, {{0, refresh_bank, 0, 0, 0, 0}, {223, refresh_bank, 0, 1, 0, 0}}},
      {"tRFCpb to ACT", lpddr4, {{0, refresh_bank, 0, 0, 0, 0}, {221, activate, 0, 0, 5, 0}}},
      {"command bus", lpddr4, {{0, activate, 0, 0, 5, 0}, {3, precharge_all, 0, 0, 0, 0}}},
      {"second time in a round",
       lpddr4,
       {{0, refresh_bank, 0, 2, 0, 0}, {900, refresh_bank, 0, 2, 0, 0}}},
      {"tRREFD", hbm2, {{0, refresh_bank, 0, 0, 0, 0}, {7, refresh_bank, 0, 1, 0, 0}}},
      {"tWTRL", hbm2, {{0, activate, 0, 0, 5, 0}, {15, write, 0, 0, 5, 1}, {32, read, 0, 0, 5, 2}}},
      {"command bus", hbm2, {{0, activate, 0, 0, 5, 0}, {1, activate, 1, 16, 5, 0}}},
      {"tCCDL", gddr6, {{0, activate, 0, 0, 5, 0}, {26, read, 0, 0, 5, 1}, {28, read, 0, 0, 5, 2}}},
      {"tRTW", gddr6, {{0, activate, 0, 0, 5, 0}, {26, read, 0, 0, 5, 1}, {47, write, 0, 0, 5, 2}}},
      {"command bus", ddr3, {{5, activate, 0, 0, 5, 0}, {5, activate, 0, 1, 5, 0}}},
      {"but the bank is closed", ddr3, {{20, read, 0, 0, 5, 1}}},
      {"but row 5 is open", ddr3, {{0, activate, 0, 0, 5, 0}, {10, read, 0, 0, 6, 1}}},
      {"but the bank is open", ddr3, {{0, activate, 0, 0, 5, 0}, {50, activate, 0, 0, 6, 0}}},
      {"but a bank is open", ddr3, {{0, activate, 0, 0, 5, 0}, {50, refresh, 0, 0, 0, 0}}},
      {"but the rank sleeps",
       ddr3,
       {{0, enter_precharged_down, 0, 0, 0, 0}, {50, activate, 0, 0, 5, 0}}},
      {"but the rank is awake", ddr3, {{0, exit_active_down, 0, 0, 0, 0}}},
  };
  for (const Case& c : cases) {
    INFO(c.rule);
    // Rounds of single banks are part of the refresh rules.
    const RefreshLimits limits{std::string(c.rule).find("round") != std::string::npos, 8, true};
    const auto problems = check_commands(c.commands, c.device, limits, 100);
    INFO(first_of(problems));
    CHECK(mentions(problems, c.rule));
  }
}

TEST_CASE("the timing checker finds missing refreshes and data bus collisions") {
  Device device = device_file("ddr3-1600").device;
  CHECK(mentions(check_commands({}, device, {true, 0}, 20000), "tREFI"));
  CHECK(check_commands({}, device, {true, 8}, 20000).empty());
  // Without the rules on commands, the bus itself still shows the collision.
  device.timing.nCCD_S = device.timing.nCCD_L = 1;
  const Commands commands{{0, Command::activate, 0, 0, 5, 0},
                          {10, Command::read, 0, 0, 5, 1},
                          {12, Command::read, 0, 0, 5, 2}};
  CHECK(mentions(check_commands(commands, device, no_refresh, 60), "data bus"));
}

TEST_CASE("no random design breaks a timing constraint, and every request is answered once") {
  struct Memory {
    const char* name;
    std::uint32_t ranks, rank_bit;
  };
  for (const Memory& memory :
       {Memory{"ddr3-1600", 1, 0}, Memory{"ddr4-1866", 1, 0}, Memory{"ddr4-2400", 1, 0},
        Memory{"ddr3-1600", 2, 13}, Memory{"ddr4-2400", 2, 8}, Memory{"lpddr4-3200", 1, 0},
        Memory{"lpddr4-3200", 2, 11}, Memory{"hbm2-2000", 1, 0}, Memory{"gddr6-14", 1, 0},
        Memory{"gddr6-14", 2, 7}}) {
    const DeviceFile file = with_ranks(device_file(memory.name), memory.ranks, memory.rank_bit);
    Simulator simulator(file.device);
    Unwatched unwatched;
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
      archgym::Random random(11, std::string("timing/") + memory.name, trial);
      const Policies policies = random_policies(random, file.device);
      const Trace trace = random_trace(random, 400);
      const Workload workload =
          prepare(trace, file.device, default_mapping(file), file.device.clock_mhz);
      Recorder recorder;
      const Measurements measured = simulator.run(workload, policies, recorder, unwatched);

      const double period = static_cast<double>(file.device.period_ps()) / 1000.0;
      const auto problems = check_commands(recorder.commands, file.device, limits_of(policies),
                                           static_cast<Cycle>(measured.total_time / period));
      INFO(memory.name << ", " << memory.ranks << " ranks, trial " << trial << ": "
                       << first_of(problems));
      REQUIRE(problems.empty());

      std::set<std::uint32_t> answered, commanded;
      Cycle last = -1;
      for (const ResponseRecord& response : recorder.responses) {
        CHECK(answered.insert(response.request).second);
        CHECK(response.response > response.arrival);
        CHECK(response.response > last);  // one response per clock
        last = response.response;
      }
      for (const CommandRecord& command : recorder.commands) {
        if (is_column(command.command)) CHECK(commanded.insert(command.request).second);
      }
      REQUIRE(answered.size() == workload.requests.size());
      REQUIRE(commanded.size() == workload.requests.size());
      REQUIRE(*answered.rbegin() == workload.requests.size());
      if (policies.response == ResponsePolicy::reorder) {
        std::uint32_t next = 1;
        for (const ResponseRecord& response : recorder.responses) CHECK(response.request == next++);
      }
    }
  }
}

TEST_CASE("the command file of any design holds what was issued and breaks no constraint") {
  const Directory directory;
  for (const char* memory : {"ddr3-1600", "ddr4-2400", "lpddr4-3200", "hbm2-2000", "gddr6-14"}) {
    const DeviceFile file = device_file(memory);
    Simulator simulator(file.device);
    Unwatched unwatched;
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
      archgym::Random random(12, std::string("commands/") + memory, trial);
      const Policies policies = random_policies(random, file.device);
      const Workload workload = prepare(random_trace(random, 400), file.device,
                                        default_mapping(file), file.device.clock_mhz);
      const std::string path = directory.file(trial % 2 == 0 ? "commands.txt" : "commands.gz");
      CommandWriter writer(path, file.device);
      const Measurements measured = simulator.run(workload, policies, writer, unwatched);
      writer.finish();
      const std::vector<CommandRecord> commands = read_commands(path);
      Recorder recorder;
      simulator.run(workload, policies, recorder, unwatched);
      REQUIRE(commands.size() == recorder.commands.size());
      CHECK(std::equal(commands.begin(), commands.end(), recorder.commands.begin(), same));
      const double period = static_cast<double>(file.device.period_ps()) / 1000.0;
      const auto problems = check_commands(commands, file.device, limits_of(policies),
                                           static_cast<Cycle>(measured.total_time / period));
      INFO(memory << ", trial " << trial << ": " << first_of(problems));
      CHECK(problems.empty());
    }
  }
}

TEST_CASE(
    "a command file that cannot be written is an error, and an unfinished one leaves nothing") {
  const Device device = device_file("ddr3-1600").device;
  CHECK_THROWS_WITH(CommandWriter("/nowhere/commands.txt", device),
                    Catch::Contains("trace.commands") && Catch::Contains("/nowhere/commands.txt"));
  const Directory directory;
  { CommandWriter writer(directory.file("commands.txt"), device); }
  CHECK(std::filesystem::is_empty(directory.path()));
}
