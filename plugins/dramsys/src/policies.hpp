// The design point of the memory controller: every policy and size that may be searched.
//
// Names and values are those of DRAMSys (Steiner et al., "DRAMSys4.0: An Open-Source Simulation
// Framework for In-depth DRAM Analyses", IJPP 2022). The enumerators are in the order of the
// manifest's value lists.
#pragma once

#include <cstdint>

namespace dramsys {

enum class PagePolicy : std::uint8_t { open, open_adaptive, closed, closed_adaptive };
enum class SchedulerPolicy : std::uint8_t {
  fifo,
  fr_fcfs,
  fr_fcfs_grp,
  grp_fr_fcfs,
  grp_fr_fcfs_wm
};
enum class BufferPolicy : std::uint8_t { bankwise, read_write, shared };
enum class ResponsePolicy : std::uint8_t { fifo, reorder };
enum class RefreshPolicy : std::uint8_t { no_refresh, all_bank, per_bank };
enum class ArbiterPolicy : std::uint8_t { simple, fifo, reorder };
enum class MuxPolicy : std::uint8_t { oldest, strict };
enum class PowerDownPolicy : std::uint8_t { no_power_down, staggered };

struct Policies {
  PagePolicy page = PagePolicy::open;
  SchedulerPolicy scheduler = SchedulerPolicy::fr_fcfs;
  BufferPolicy buffer = BufferPolicy::bankwise;
  std::uint32_t buffer_size = 8;  // requests
  ResponsePolicy response = ResponsePolicy::fifo;
  RefreshPolicy refresh = RefreshPolicy::all_bank;
  std::uint32_t max_postponed = 0;  // refreshes
  std::uint32_t max_pulled_in = 0;  // refreshes
  ArbiterPolicy arbiter = ArbiterPolicy::simple;
  std::uint32_t max_active = 128;  // transactions
  MuxPolicy mux = MuxPolicy::oldest;
  PowerDownPolicy power_down = PowerDownPolicy::no_power_down;
  // Write drain of the watermark scheduler: starts above high, ends at low; requests.
  std::uint32_t high_watermark = 0;
  std::uint32_t low_watermark = 0;
};

}  // namespace dramsys
