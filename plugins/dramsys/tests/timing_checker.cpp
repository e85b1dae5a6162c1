#include "timing_checker.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace dramsys::test {
namespace {

enum class Scope { bank, group, rank, other_rank };

struct Rule {
  const char* name;
  std::vector<Command> first, second;
  Scope scope;
  std::int64_t wait;
};

using enum Command;

std::vector<Rule> ddr_rules(const Device& device) {
  const Timing& t = device.timing;
  const std::int64_t burst = device.geometry.burst_length / 2;
  const bool ddr4 = device.standard == Standard::ddr4;
  const std::vector<Command> reads{read, read_auto}, writes{write, write_auto},
      columns{read, read_auto, write, write_auto},
      any{read,
          read_auto,
          write,
          write_auto,
          activate,
          precharge,
          precharge_all,
          refresh,
          enter_active_down,
          enter_precharged_down,
          enter_self_refresh};
  std::vector<Rule> rules{
      {"tRCD", {activate}, columns, Scope::bank, t.nRCD - t.nAL},
      {"tRC", {activate}, {activate}, Scope::bank, t.nRC},
      {"tRAS", {activate}, {precharge}, Scope::bank, t.nRAS},
      {"tRAS (all)", {activate}, {precharge_all}, Scope::rank, t.nRAS},
      {"tRRD_S", {activate}, {activate}, Scope::rank, t.nRRD_S},
      {"tRRD_L", {activate}, {activate}, Scope::group, t.nRRD_L},
      {"tCCD_S reads", reads, reads, Scope::rank, t.nCCD_S},
      {"tCCD_L reads", reads, reads, Scope::group, t.nCCD_L},
      {"tCCD_S writes", writes, writes, Scope::rank, t.nCCD_S},
      {"tCCD_L writes", writes, writes, Scope::group, t.nCCD_L},
      {"read to write", reads, writes, Scope::rank, t.nRL + burst + 2 - t.nWL},
      {"tWTR_S", writes, reads, Scope::rank, t.nWL + burst + t.nWTR_S - t.nAL},
      {"tWTR_L", writes, reads, Scope::group, t.nWL + burst + t.nWTR_L - t.nAL},
      {"tRTP", {read}, {precharge}, Scope::bank, t.nAL + t.nRTP},
      {"tRTP (all)", reads, {precharge_all}, Scope::rank, t.nAL + t.nRTP},
      {"tWR", {write}, {precharge}, Scope::bank, t.nWL + burst + t.nWR},
      {"tWR (all)", writes, {precharge_all}, Scope::rank, t.nWL + burst + t.nWR},
      {"tWR before the read's precharge",
       {write},
       {read_auto},
       Scope::bank,
       t.nWL + burst + t.nWR - t.nRTP - t.nAL},
      {"tRP", {precharge}, {activate}, Scope::bank, t.nRP},
      {"tRP (all)", {precharge_all}, {activate}, Scope::rank, t.nRP},
      {"RDA to ACT", {read_auto}, {activate}, Scope::bank, t.nAL + t.nRTP + t.nRP},
      {"WRA to ACT", {write_auto}, {activate}, Scope::bank, t.nWL + burst + t.nWR + t.nRP},
      {"tRP before refresh",
       {precharge, precharge_all},
       {refresh, enter_self_refresh},
       Scope::rank,
       t.nRP},
      {"tRC before refresh", {activate}, {refresh, enter_self_refresh}, Scope::rank, t.nRC},
      {"RDA before refresh",
       {read_auto},
       {refresh, enter_self_refresh},
       Scope::rank,
       t.nAL + t.nRTP + t.nRP},
      {"WRA before refresh",
       {write_auto},
       {refresh, enter_self_refresh},
       Scope::rank,
       t.nWL + burst + t.nWR + t.nRP},
      {"tRFC", {refresh}, {activate, refresh, enter_self_refresh}, Scope::rank, t.nRFC},
      {"tCKE low", {enter_active_down}, {exit_active_down}, Scope::rank, t.nCKE},
      {"tCKE low", {enter_precharged_down}, {exit_precharged_down}, Scope::rank, t.nCKE},
      {"tCKESR", {enter_self_refresh}, {exit_self_refresh}, Scope::rank, t.nCKESR},
      {"tCKE high", {exit_active_down}, {enter_active_down}, Scope::rank, t.nCKE},
      {"tCKE high", {exit_precharged_down}, {enter_precharged_down}, Scope::rank, t.nCKE},
      {"tXP",
       {exit_active_down},
       {read, read_auto, write, write_auto, activate, precharge, precharge_all, refresh},
       Scope::rank,
       t.nXP},
      {"tXP", {exit_precharged_down}, {activate, refresh, enter_self_refresh}, Scope::rank, t.nXP},
      {"tXS", {exit_self_refresh}, any, Scope::rank, t.nXS},
      {"tXSDLL", {exit_self_refresh}, columns, Scope::rank, t.nXSDLL},
      {"tACTPDEN", {activate}, {enter_active_down}, Scope::rank, t.nACTPDEN},
      {"tPRPDEN", {precharge, precharge_all}, {enter_precharged_down}, Scope::rank, t.nPRPDEN},
      {"tREFPDEN", {refresh}, {enter_precharged_down}, Scope::rank, t.nREFPDEN},
      {"tRDPDEN",
       reads,
       {enter_active_down, enter_precharged_down},
       Scope::rank,
       t.nRL + burst + 1},
      {"tWRPDEN",
       {write},
       {enter_active_down, enter_precharged_down},
       Scope::rank,
       t.nWL + burst + t.nWR},
      {"tWRAPDEN",
       {write_auto},
       {enter_active_down, enter_precharged_down},
       Scope::rank,
       t.nWL + burst + t.nWR + 1},
      {"tRTRS reads", reads, reads, Scope::other_rank, burst + t.nRTRS},
      {"tRTRS writes", writes, writes, Scope::other_rank, burst + t.nRTRS},
      {"tRTRS read to write", reads, writes, Scope::other_rank,
       t.nRL + burst + t.nRTRS - t.nWL + (ddr4 ? t.nWPRE : 0)},
      {"tRTRS write to read", writes, reads, Scope::other_rank,
       t.nWL + burst + t.nRTRS - t.nRL + (ddr4 ? t.nRPRE : 0)},
  };
  if (ddr4)
    for (Rule& rule : rules)
      if (rule.name == std::string("read to write"))
        rule.wait = t.nRL + burst + 1 + t.nWPRE - t.nWL;
  return rules;
}

const std::vector<Command> reads{read, read_auto}, writes{write, write_auto},
    columns{read, read_auto, write, write_auto};

// JESD209-4B. Its waiting times run from the last clock of one command to the first of the next, or
// between equal edges of equally long commands; here all run from first clock to first clock. An
// activate or a column command takes four clocks, the others two.
std::vector<Rule> lpddr4_rules(const Device& device) {
  const Timing& t = device.timing;
  const std::int64_t burst = device.geometry.burst_length / 2;
  const std::int64_t read_to_pre = t.nRTP + burst - 8 + 2;
  const std::int64_t write_to_pre = t.nWL + 1 + burst + t.nWR + 2;
  return {
      {"tRCD", {activate}, columns, Scope::bank, t.nRCD},
      {"tRC", {activate}, {activate}, Scope::bank, t.nRC},
      {"tRAS", {activate}, {precharge}, Scope::bank, t.nRAS + 2},
      {"tRAS (all)", {activate}, {precharge_all}, Scope::rank, t.nRAS + 2},
      {"tRRD", {activate}, {activate}, Scope::rank, t.nRRD_S},
      {"tCCD reads", reads, reads, Scope::rank, burst},
      {"tCCD writes", writes, writes, Scope::rank, burst},
      {"read to write", reads, writes, Scope::rank,
       t.nRL + t.nDQSCK + burst + t.nRPST - t.nWL + t.nWPRE},
      {"tWTR", writes, reads, Scope::rank, t.nWL + 1 + burst + t.nWTR_S},
      {"tRTP", {read}, {precharge}, Scope::bank, read_to_pre},
      {"tRTP (all)", reads, {precharge_all}, Scope::rank, read_to_pre},
      {"tWR", {write}, {precharge}, Scope::bank, write_to_pre},
      {"tWR (all)", writes, {precharge_all}, Scope::rank, write_to_pre},
      {"tRPpb", {precharge}, {activate}, Scope::bank, t.nRP - 2},
      {"tRPab", {precharge_all}, {activate}, Scope::rank, t.nRPab - 2},
      {"tPPD", {precharge}, {precharge, precharge_all}, Scope::rank, t.nPPD},
      {"RDA to ACT", {read_auto}, {activate}, Scope::bank, read_to_pre - 2 + t.nRP},
      {"WRA to ACT", {write_auto}, {activate}, Scope::bank, write_to_pre - 2 + t.nRP},
      {"tRPpb before refresh", {precharge}, {refresh, enter_self_refresh}, Scope::rank, t.nRP},
      {"tRPab before refresh",
       {precharge_all},
       {refresh, refresh_bank, enter_self_refresh},
       Scope::rank,
       t.nRPab},
      {"tRPpb before its refresh", {precharge}, {refresh_bank}, Scope::bank, t.nRP},
      {"tRC before refresh", {activate}, {refresh, enter_self_refresh}, Scope::rank, t.nRC + 2},
      {"tRC before its refresh", {activate}, {refresh_bank}, Scope::bank, t.nRC + 2},
      {"tRRD before refresh", {activate}, {refresh_bank}, Scope::rank, t.nRRD_S + 2},
      {"tRFCab", {refresh}, {refresh, refresh_bank, enter_self_refresh}, Scope::rank, t.nRFC},
      {"tRFCab to ACT", {refresh}, {activate}, Scope::rank, t.nRFC - 2},
      {"tRFCpb",
       {refresh_bank},
       {refresh, refresh_bank, precharge_all, enter_self_refresh},
       Scope::rank,
       t.nRFCpb},
      {"tRFCpb to ACT", {refresh_bank}, {activate}, Scope::bank, t.nRFCpb - 2},
      {"tRRD after refresh", {refresh_bank}, {activate}, Scope::rank, t.nRRD_S - 2},
      {"tCKE low", {enter_active_down}, {exit_active_down}, Scope::rank, t.nCKE},
      {"tCKE low", {enter_precharged_down}, {exit_precharged_down}, Scope::rank, t.nCKE},
      {"tSR", {enter_self_refresh}, {exit_self_refresh}, Scope::rank, t.nCKESR},
      {"tXP",
       {exit_active_down},
       {read, read_auto, write, write_auto, activate, precharge},
       Scope::rank,
       t.nXP},
      {"tXP", {exit_precharged_down}, {activate, refresh, enter_self_refresh}, Scope::rank, t.nXP},
      {"tXSR", {exit_self_refresh}, {refresh}, Scope::rank, t.nXS},
      {"read before power-down",
       reads,
       {enter_active_down, enter_precharged_down},
       Scope::rank,
       3 + t.nRL + t.nDQSCK + burst + t.nRPST},
      {"write before power-down",
       {write_auto},
       {enter_active_down, enter_precharged_down},
       Scope::rank,
       3 + t.nWL + t.nDQSS + t.nDQS2DQ + burst + t.nWR + 2},
      {"tCMDCKE", {activate}, {enter_active_down}, Scope::rank, 3 + t.nCMDCKE},
  };
}

// JESD235A and JESD250. An activate of HBM2 takes two clocks, and what follows it waits from the
// second one.
std::vector<Rule> graphics_rules(const Device& device) {
  const Timing& t = device.timing;
  const bool hbm = device.standard == Standard::hbm2;
  const std::int64_t burst = device.geometry.burst_length / (hbm ? 2 : 8);
  const std::int64_t row = hbm ? 1 : 0;
  const std::int64_t write_end = t.nWL + burst;
  std::vector<Rule> rules{
      {"tRCDRD", {activate}, reads, Scope::bank, t.nRCD + row},
      {"tRCDWR", {activate}, writes, Scope::bank, t.nRCDWR + row},
      {"tRC", {activate}, {activate}, Scope::bank, t.nRC},
      {"tRAS", {activate}, {precharge}, Scope::bank, t.nRAS + row},
      {"tRAS (all)", {activate}, {precharge_all}, Scope::rank, t.nRAS + row},
      {"tRRDS", {activate}, {activate}, Scope::rank, t.nRRD_S},
      {"tRRDL", {activate}, {activate}, Scope::group, t.nRRD_L},
      {"tCCDS reads", reads, reads, Scope::rank, t.nCCD_S},
      {"tCCDL reads", reads, reads, Scope::group, t.nCCD_L},
      {"tCCDS writes", writes, writes, Scope::rank, t.nCCD_S},
      {"tCCDL writes", writes, writes, Scope::group, t.nCCD_L},
      {"tRTW", reads, writes, Scope::rank, t.nRTW},
      {"tWTRS", writes, reads, Scope::rank, write_end + t.nWTR_S},
      {"tWTRL", writes, reads, Scope::group, write_end + t.nWTR_L},
      {"tRTP", {read}, {precharge}, Scope::bank, t.nRTP},
      {"tRTP (all)", reads, {precharge_all}, Scope::rank, t.nRTP},
      {"tWR", {write}, {precharge}, Scope::bank, write_end + t.nWR},
      {"tWR (all)", writes, {precharge_all}, Scope::rank, write_end + t.nWR},
      {"tRP", {precharge}, {activate}, Scope::bank, t.nRP - row},
      {"tRP (all)", {precharge_all}, {activate}, Scope::rank, t.nRP - row},
      {"RDA to ACT", {read_auto}, {activate}, Scope::bank, t.nRTP + t.nRP - row},
      {"WRA to ACT", {write_auto}, {activate}, Scope::bank, write_end + t.nWR + t.nRP - row},
      {"tRP before refresh",
       {precharge, precharge_all},
       {refresh, enter_self_refresh},
       Scope::rank,
       t.nRP},
      {"tRP before its refresh", {precharge}, {refresh_bank}, Scope::bank, t.nRP},
      {"tRC before refresh", {activate}, {refresh}, Scope::rank, t.nRC + row},
      {"tRC before its refresh", {activate}, {refresh_bank}, Scope::bank, t.nRC + row},
      {"tRRDS before refresh", {activate}, {refresh_bank}, Scope::rank, t.nRRD_S + row},
      {"tRRDL before refresh", {activate}, {refresh_bank}, Scope::group, t.nRRD_L + row},
      {"tRFCab", {refresh}, {refresh, refresh_bank, enter_self_refresh}, Scope::rank, t.nRFC},
      {"tRFCab to ACT", {refresh}, {activate}, Scope::rank, t.nRFC - row},
      {"tRFCpb",
       {refresh_bank},
       {refresh, precharge_all, enter_self_refresh},
       Scope::rank,
       t.nRFCpb},
      {"tRFCpb to ACT", {refresh_bank}, {activate}, Scope::bank, t.nRFCpb - row},
      {"tRFCpb of a bank", {refresh_bank}, {refresh_bank}, Scope::bank, t.nRFCpb},
      {"tRREFD", {refresh_bank}, {refresh_bank}, Scope::rank, t.nRREFD},
      {"tRREFD to ACT", {refresh_bank}, {activate}, Scope::rank, t.nRREFD - row},
      {"tPD", {enter_active_down}, {exit_active_down}, Scope::rank, t.nCKE},
      {"tPD", {enter_precharged_down}, {exit_precharged_down}, Scope::rank, t.nCKE},
      {"tXP", {exit_active_down}, columns, Scope::rank, t.nXP},
      {"tXP", {exit_precharged_down}, {refresh, enter_self_refresh}, Scope::rank, t.nXP},
      {"tXP to ACT",
       {exit_active_down, exit_precharged_down},
       {activate},
       Scope::rank,
       t.nXP - row},
      {"tXS", {exit_self_refresh}, {refresh, enter_self_refresh}, Scope::rank, t.nXS},
      {"tCKESR",
       {enter_self_refresh},
       {exit_self_refresh},
       Scope::rank,
       hbm ? t.nCKE + 1 : t.nCKESR},
  };
  if (!hbm) rules.push_back({"tPPD", {precharge}, {precharge, precharge_all}, Scope::rank, t.nPPD});
  return rules;
}

std::vector<Rule> rules_of(const Device& device) {
  switch (device.standard) {
    case Standard::lpddr4:
      return lpddr4_rules(device);
    case Standard::hbm2:
    case Standard::gddr6:
      return graphics_rules(device);
    default:
      return ddr_rules(device);
  }
}

// Clocks on the command bus.
std::int64_t length_of(const Device& device, Command command) {
  const bool row_or_column = command <= activate;
  if (device.standard == Standard::hbm2) return command == activate ? 2 : 1;
  if (device.standard != Standard::lpddr4) return 1;
  if (row_or_column) return 4;
  const bool clock_enable = command == enter_active_down || command == enter_precharged_down ||
                            command == exit_active_down || command == exit_precharged_down;
  return clock_enable ? 1 : 2;
}

bool contains(const std::vector<Command>& set, Command command) {
  return std::find(set.begin(), set.end(), command) != set.end();
}

bool of_bank(Command command) {
  return command <= refresh_bank;
}

class Checker {
 public:
  Checker(const std::vector<CommandRecord>& commands, const Device& device)
      : commands_(commands),
        device_(device),
        rules_(rules_of(device)),
        banks_(device.geometry.all_banks()),
        asleep_(device.geometry.ranks) {
    for (const Rule& rule : rules_) reach_ = std::max(reach_, rule.wait);
    reach_ = std::max<std::int64_t>(reach_, device.timing.nFAW);
  }

  std::vector<std::string> run(const RefreshLimits& refresh, Cycle end) {
    for (std::size_t k = 0; k < commands_.size() && problems_.size() < 20; ++k) {
      check_distances(k);
      check_four_activates(k);
      check_state(commands_[k]);
      check_data_bus(commands_[k]);
    }
    if (refresh.enabled)
      for (std::uint32_t rank = 0; rank < device_.geometry.ranks; ++rank)
        check_refreshes(rank, refresh, end);
    return problems_;
  }

 private:
  struct Bank {
    std::optional<std::uint32_t> row;
  };

  std::string text(const CommandRecord& c) const {
    return std::string(name(c.command)) + " at " + std::to_string(c.time) + " (rank " +
           std::to_string(c.rank) + ", bank " + std::to_string(c.bank) + ", row " +
           std::to_string(c.row) + ")";
  }
  void problem(std::string message) { problems_.push_back(std::move(message)); }

  std::uint32_t group(std::uint32_t bank) const {
    return bank / device_.geometry.banks_per_group();
  }

  bool in_scope(Scope scope, const CommandRecord& a, const CommandRecord& b) const {
    switch (scope) {
      case Scope::bank:
        return a.bank == b.bank;
      case Scope::group:
        return group(a.bank) == group(b.bank);
      case Scope::rank:
        return a.rank == b.rank;
      case Scope::other_rank:
        return a.rank != b.rank;
    }
    return false;
  }

  void check_distances(std::size_t k) {
    const CommandRecord& now = commands_[k];
    check_command_bus(now);
    for (std::size_t j = k; j-- > 0 && commands_[j].time + reach_ > now.time;) {
      const CommandRecord& before = commands_[j];
      for (const Rule& rule : rules_)
        if (before.time + rule.wait > now.time && contains(rule.first, before.command) &&
            contains(rule.second, now.command) && in_scope(rule.scope, before, now))
          problem(std::string(rule.name) + ": " + text(now) + " only " +
                  std::to_string(now.time - before.time) + " of " + std::to_string(rule.wait) +
                  " clocks after " + text(before));
    }
  }

  // HBM2 has one bus for column commands and one for all others.
  void check_command_bus(const CommandRecord& now) {
    auto& before = last_on_bus_[device_.standard == Standard::hbm2 && is_column(now.command)];
    if (before && now.time < before->time + length_of(device_, before->command))
      problem("command bus: " + text(now) + " not after " + text(*before));
    before = now;
  }

  // tFAW: no five activates of a rank, counted at their last clock, within the window. Refreshes of
  // single banks count as well (JESD209-4B 4.16, JESD235A 6.5).
  void check_four_activates(std::size_t k) {
    const auto last_clock = [&](const CommandRecord& c) {
      return c.time + length_of(device_, c.command) - 1;
    };
    const auto counts = [](Command c) { return c == activate || c == refresh_bank; };
    const CommandRecord& now = commands_[k];
    if (!counts(now.command)) return;
    int earlier = 0;
    for (std::size_t j = k; j-- > 0 && commands_[j].time + device_.timing.nFAW > now.time - 4;)
      earlier += counts(commands_[j].command) && commands_[j].rank == now.rank &&
                 last_clock(commands_[j]) + device_.timing.nFAW > last_clock(now);
    if (earlier >= 4) problem("tFAW: " + text(now) + " is the fifth activate in the window");
  }

  void check_state(const CommandRecord& c) {
    const bool exit = c.command == exit_active_down || c.command == exit_precharged_down ||
                      c.command == exit_self_refresh;
    Command& sleep = asleep_[c.rank];
    if ((sleep != none) != exit) {
      problem(text(c) + (exit ? " but the rank is awake" : " but the rank sleeps"));
      return;
    }
    const std::uint32_t first = c.rank * device_.geometry.banks;
    const bool any_open =
        std::any_of(banks_.begin() + first, banks_.begin() + first + device_.geometry.banks,
                    [](const Bank& bank) { return bank.row.has_value(); });
    if (of_bank(c.command) && c.bank / device_.geometry.banks != c.rank) {
      problem(text(c) + ": the bank is in another rank");
      return;
    }
    switch (c.command) {
      case read:
      case write:
      case read_auto:
      case write_auto:
        if (!banks_[c.bank].row)
          problem(text(c) + " but the bank is closed");
        else if (*banks_[c.bank].row != c.row)
          problem(text(c) + " but row " + std::to_string(*banks_[c.bank].row) + " is open");
        if (c.command == read_auto || c.command == write_auto) banks_[c.bank].row.reset();
        break;
      case activate:
        if (banks_[c.bank].row) problem(text(c) + " but the bank is open");
        banks_[c.bank].row = c.row;
        break;
      case precharge:
        if (!banks_[c.bank].row) problem(text(c) + " but the bank is closed");
        banks_[c.bank].row.reset();
        break;
      case refresh_bank:
        if (banks_[c.bank].row) problem(text(c) + " but the bank is open");
        break;
      case precharge_all:
        for (std::uint32_t b = 0; b < device_.geometry.banks; ++b) banks_[first + b].row.reset();
        break;
      case refresh:
      case enter_precharged_down:
      case enter_self_refresh:
        if (any_open) problem(text(c) + " but a bank is open");
        if (c.command != refresh) sleep = c.command;
        break;
      case enter_active_down:
        if (!any_open) problem(text(c) + " but all banks are closed");
        sleep = c.command;
        break;
      case exit_active_down:
        wake(c, enter_active_down);
        break;
      case exit_precharged_down:
        wake(c, enter_precharged_down);
        break;
      case exit_self_refresh:
        wake(c, enter_self_refresh);
        break;
      case none:
        problem("NOP in the trace");
        break;
    }
  }

  void wake(const CommandRecord& c, Command entry) {
    if (asleep_[c.rank] != entry) problem(text(c) + " does not match " + name(asleep_[c.rank]));
    asleep_[c.rank] = none;
  }

  // Bursts must not overlap on the data bus.
  void check_data_bus(const CommandRecord& c) {
    if (!is_column(c.command)) return;
    const Cycle start = c.time + (is_write(c.command) ? device_.timing.nWL : device_.timing.nRL);
    const Cycle stop = start + device_.geometry.burst_length / device_.geometry.data_rate;
    // Pseudo channels have a data bus each.
    auto& bursts = bursts_[device_.standard == Standard::hbm2 ? c.rank : 0];
    for (const auto& [other_start, other_stop] : bursts)
      if (start < other_stop && other_start < stop)
        problem("data bus: " + text(c) + " overlaps the burst at " + std::to_string(other_start));
    bursts.emplace_back(start, stop);
    if (bursts.size() > 32) bursts.erase(bursts.begin());
  }

  // Never more refreshes owed than may be postponed plus the one that is due now. While the rank is
  // in self refresh it refreshes itself.
  void check_refreshes(std::uint32_t rank, const RefreshLimits& limits, Cycle end) {
    const std::int64_t per_round = limits.single_banks ? device_.geometry.banks : 1;
    const Cycle interval = limits.single_banks ? device_.timing.nREFIpb : device_.timing.nREFI;
    // Closing the banks, and waking the rank up, may take some time after the due time.
    const Cycle grace = device_.timing.nRC + device_.timing.nRFC + device_.timing.nXP +
                        device_.timing.nWL + device_.geometry.burst_length + device_.timing.nWR +
                        device_.timing.nRP + 64;
    const Cycle allowed = (limits.postponed * per_round + 1) * interval + grace;
    Cycle deadline = allowed;
    std::vector<std::uint32_t> round;  // banks refreshed in it
    for (const CommandRecord& c : commands_) {
      if (c.rank != rank) continue;
      if (c.command == (limits.single_banks ? refresh_bank : refresh) ||
          c.command == enter_self_refresh) {
        if (c.time > deadline)
          problem("tREFI: " + text(c) + " comes after " + std::to_string(deadline));
        deadline += interval;
      }
      if (c.command == refresh_bank) check_round(c, round);
      // The extra refresh after self refresh starts the count again.
      if (c.command == exit_self_refresh) deadline = c.time + allowed;
    }
    if (asleep_[rank] != enter_self_refresh && end > deadline)
      problem("tREFI: no refresh of rank " + std::to_string(rank) + " until " +
              std::to_string(deadline));
  }

  // No bank is refreshed twice before all others are.
  void check_round(const CommandRecord& c, std::vector<std::uint32_t>& round) {
    if (std::find(round.begin(), round.end(), c.bank) != round.end())
      problem(text(c) + " for the second time in a round");
    round.push_back(c.bank);
    if (round.size() == device_.geometry.banks) round.clear();
  }

  const std::vector<CommandRecord>& commands_;
  const Device& device_;
  std::vector<Rule> rules_;
  std::int64_t reach_ = 0;
  std::vector<Bank> banks_;
  std::vector<Command> asleep_;
  std::map<std::uint32_t, std::vector<std::pair<Cycle, Cycle>>> bursts_;
  std::array<std::optional<CommandRecord>, 2> last_on_bus_;
  std::vector<std::string> problems_;
};

}  // namespace

RefreshLimits limits_of(const Policies& policies) {
  return {policies.refresh != RefreshPolicy::no_refresh, policies.max_postponed,
          policies.refresh == RefreshPolicy::per_bank};
}

std::vector<std::string> check_commands(const std::vector<CommandRecord>& commands,
                                        const Device& device, const RefreshLimits& refresh,
                                        Cycle end) {
  return Checker(commands, device).run(refresh, end);
}

}  // namespace dramsys::test
