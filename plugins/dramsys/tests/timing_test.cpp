// Timing constraints on the commands that the simulator issues, and on the checker itself.
#include <catch2/catch.hpp>
#include <set>

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

// The memory with two ranks that address bit `bit` selects, or unchanged with one.
DeviceFile with_ranks(DeviceFile file, std::uint32_t ranks, std::uint32_t bit) {
  if (ranks == 1) return file;
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
    const auto problems = check_commands(c.commands, c.device, no_refresh, 100);
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
        Memory{"ddr3-1600", 2, 13}, Memory{"ddr4-2400", 2, 8}}) {
    const DeviceFile file = with_ranks(device_file(memory.name), memory.ranks, memory.rank_bit);
    Simulator simulator(file.device);
    Unwatched unwatched;
    for (std::uint64_t trial = 0; trial < 200; ++trial) {
      archgym::Random random(11, std::string("timing/") + memory.name, trial);
      const Policies policies = random_policies(random);
      const Trace trace = random_trace(random, 400);
      const Workload workload =
          prepare(trace, file.device, default_mapping(file), file.device.clock_mhz);
      Recorder recorder;
      const Measurements measured = simulator.run(workload, policies, recorder, unwatched);

      const double period = static_cast<double>(file.device.period_ps()) / 1000.0;
      const auto problems =
          check_commands(recorder.commands, file.device,
                         {policies.refresh == RefreshPolicy::all_bank, policies.max_postponed},
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
