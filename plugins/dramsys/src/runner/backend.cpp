#include "runner/backend.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

#include "metrics.hpp"
#include "runner/executable.hpp"

namespace dramsys {
namespace {

std::string setting_text(const boost::json::object& settings, std::string_view key) {
  const auto* value = settings.if_contains(key);
  return value == nullptr ? "" : std::string(value->as_string());
}

// The requests in DRAMSys's format, with addresses inside of the memory.
std::string text_of(const Trace& trace, std::uint64_t memory_bytes) {
  std::string text;
  const auto append = [&text](std::uint64_t number, int base) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
    text.append(digits, end);
  };
  for (const TraceEntry& entry : trace.entries) {
    append(entry.time, 10);
    text += ": ";
    if (entry.bytes != 0) {
      text += '(';
      append(entry.bytes, 10);
      text += ") ";
    }
    text += entry.write ? "write 0x" : "read 0x";
    append(entry.address % memory_bytes, 16);
    text += '\n';
  }
  return text;
}

void set_recorded(const Recording& recording, archgym::Result& result) {
  result.set(mean_latency, recording.mean_latency);
  result.set(p99_latency, recording.p99_latency);
  result.set(row_hits, recording.row_hits);
  result.set(activates, recording.activates);
  result.set(precharges, recording.precharges);
  result.set(reads, recording.reads);
  result.set(writes, recording.writes);
  result.set(refreshes, recording.refreshes);
}

}  // namespace

DramsysBackend::DramsysBackend(MemorySystem& memory, const boost::json::object& settings)
    : memory_(memory),
      database_(settings.contains("database") && settings.at("database").as_bool()),
      timeout_seconds_(settings.contains("timeout_seconds")
                           ? settings.at("timeout_seconds").to_number<double>()
                           : INFINITY),
      runner_(find_dramsys(setting_text(settings, "executable")), input(), memory_.initiator_mhz()),
      record_(boost::json::serialize(
          boost::json::object{{"backend", "dramsys"}, {"version", name_of(runner_.version())}})) {}

Input DramsysBackend::input() const {
  Input input;
  input.device = &memory_.device();
  input.mapping = &memory_.mapping_bits();
  input.database = database_;
  return input;
}

const DramsysBackend::Prepared& DramsysBackend::prepared(std::string_view workload,
                                                         std::uint32_t percent) {
  auto key = std::pair(std::string(workload), percent);
  if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
  Prepared all;
  for (const TracePlayer& player : memory_.initiators(workload)) {
    const Trace trace = memory_.trace(player.trace, percent);
    all.traces.push_back(
        {text_of(trace, memory_.mapping().capacity()), trace.relative, player.mhz});
  }
  all.bytes = static_cast<double>(memory_.bursts(workload, percent)) *
              static_cast<double>(memory_.device().geometry.burst_bytes());
  return prepared_.emplace(std::move(key), std::move(all)).first->second;
}

void DramsysBackend::evaluate(std::string_view workload, std::uint32_t percent,
                              const Policies& policies, archgym::Result& result,
                              const archgym::Call& call) {
  result.info(record_);  // of failures too
  const Prepared& sent = prepared(workload, percent);
  const std::filesystem::path directory =
      std::filesystem::path(call.scratch_dir()) / std::to_string(runs_++);
  Input design = input();
  design.policies = policies;
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const Report report = runner_.run(design, sent.traces, directory, [&] {
    call.poll();
    if (std::chrono::duration<double>(Clock::now() - start).count() > timeout_seconds_) {
      throw RunFailed("DRAMSys was stopped: it did not end within " +
                      boost::json::serialize(boost::json::value(timeout_seconds_)) +
                      " s (config dramsys.timeout_seconds)");
    }
  });
  result.set(total_time, report.total_time);
  result.set(bandwidth, sent.bytes / report.total_time);
  result.set(energy, report.energy);
  result.set(average_power, report.average_power);
  if (database_) set_recorded(Runner::recording(directory), result);
  // The call's directory is removed by the host, but a call may run many designs.
  std::filesystem::remove_all(directory);
}

}  // namespace dramsys
