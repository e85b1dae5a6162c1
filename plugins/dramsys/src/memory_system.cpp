#include "memory_system.hpp"

#include <algorithm>
#include <filesystem>

#include "device_file.hpp"
#include "error.hpp"
#include "generated_workloads.hpp"
#include "json_file.hpp"
#include "memspec_file.hpp"
#include "nearest_name.hpp"
#include "streamed_trace.hpp"
#include "trace_reader.hpp"

namespace dramsys {
namespace {

namespace fs = std::filesystem;

// Names of the files in a directory of the plugin, without their extension.
std::vector<std::string> names_in(const fs::path& directory, std::string_view extension) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(extension)) continue;
    name.resize(name.size() - extension.size());
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string one_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string nearest(std::string_view name, const std::vector<std::string>& names) {
  return did_you_mean(name, {names.begin(), names.end()});
}

constexpr std::string_view short_suffix = "-1k";
constexpr std::string_view setup_extension = ".json";
constexpr std::string_view trace_extension = ".stl.gz";
constexpr std::uint64_t most_kept = std::uint64_t{1} << 20;  // entries of a trace file

bool is_file(std::string_view workload) {
  return workload.starts_with('/');
}

std::uint64_t part_of(std::uint64_t all, std::uint32_t percent) {
  return (all * percent + 99) / 100;
}

bool is_path(std::string_view text) {
  return text.find('/') != std::string_view::npos;
}

// A name of a shipped device or the path of the user's own file.
std::string device_path(const std::string& memory, const std::string& resources) {
  if (is_path(memory)) return memory;
  const fs::path directory = fs::path(resources) / "devices";
  const fs::path path = directory / (memory + ".json");
  if (fs::exists(path)) return path.string();
  const auto names = names_in(directory, ".json");
  throw InputError("config memory: there is no memory '" + memory + "'" + nearest(memory, names) +
                   " (known: " + one_of(names) + "; or the path of a device file)");
}

// The mapping of the configuration: a name that the device file defines, a file or an object.
AddressMapping::Bits chosen_mapping(const boost::json::value& choice, const DeviceFile& file,
                                    std::string& where) {
  if (const auto* object = choice.if_object()) {
    where = "config address_mapping";
    return is_dramsys_mapping(*object) ? parse_dramsys_mapping(*object, where)
                                       : mapping_bits(*object, where);
  }
  const std::string text(choice.as_string());
  where = text;
  if (is_path(text)) {
    const boost::json::object json = read_json_file(text);
    return is_dramsys_mapping(json) ? parse_dramsys_mapping(json, text) : mapping_bits(json, text);
  }
  if (const auto found = file.mappings.find(text); found != file.mappings.end())
    return found->second;
  std::vector<std::string> names;
  for (const auto& [name, bits] : file.mappings) names.push_back(name);
  throw InputError("config address_mapping: " + file.device.name + " has no mapping '" + text +
                   "'" + nearest(text, names) + " (known: " + one_of(names) +
                   "; or the path of a mapping file)");
}

}  // namespace

struct MemorySystem::Parts {
  std::string resources;
  Device device;
  AddressMapping::Bits bits;
  AddressMapping mapping;
  double initiator_mhz;
};

MemorySystem::Parts MemorySystem::read(const boost::json::object& config, std::string resources) {
  const JsonObject settings(config, "config");
  settings.allow({"memory", "address_mapping", "clock_mhz", "backend", "dramsys", "trace"});
  const DeviceFile file = read_device_file(
      device_path(settings.has("memory") ? settings.text("memory") : "ddr3-1600", resources));
  const Geometry& geometry = file.device.geometry;
  if (config.if_contains("trace") && geometry.channels > 1)
    settings.fail("trace", "commands are recorded of a memory with one channel, " +
                               file.device.name + " has " + std::to_string(geometry.channels));
  std::string where = file.device.address_mapping;
  const boost::json::value* choice = config.if_contains("address_mapping");
  const AddressMapping::Bits bits = choice != nullptr
                                        ? chosen_mapping(*choice, file, where)
                                        : file.mappings.at(file.device.address_mapping);
  const double clock =
      settings.has("clock_mhz") ? settings.number("clock_mhz", 1) : file.device.clock_mhz;
  return {std::move(resources), file.device, bits,
          AddressMapping(where, bits, file.device.geometry), clock};
}

MemorySystem::MemorySystem(const boost::json::object& config, std::string resources)
    : MemorySystem(read(config, std::move(resources))) {}

MemorySystem::MemorySystem(Parts parts)
    : resources_(std::move(parts.resources)),
      simulator_(parts.device),
      bits_(std::move(parts.bits)),
      mapping_(std::move(parts.mapping)),
      initiator_mhz_(parts.initiator_mhz) {}

const TraceSetup& MemorySystem::initiators(std::string_view id) {
  std::string name(id);
  if (const auto found = setups_.find(name); found != setups_.end()) return found->second;
  return setups_.emplace(std::move(name), read_setup(id)).first->second;
}

TraceSetup MemorySystem::read_setup(std::string_view id) const {
  if (is_file(id) && id.ends_with(setup_extension))
    return read_trace_setup(std::string(id), initiator_mhz_);
  const bool shortened = id.ends_with(short_suffix);
  const std::string whole(id.substr(0, id.size() - (shortened ? short_suffix.size() : 0)));
  const fs::path path = fs::path(resources_) / "workloads" / (whole + std::string(setup_extension));
  if (is_file(id) || !fs::exists(path)) return {{std::string(id), initiator_mhz_}};
  TraceSetup setup = read_trace_setup(path.string(), initiator_mhz_);
  if (shortened)
    for (TracePlayer& player : setup) player.trace += short_suffix;
  return setup;
}

// Reads a trace file once: it is prepared and kept, or only counted if it is too long for that.
void MemorySystem::open(const TracePlayer& player, std::uint32_t percent) {
  TraceFile file(player.trace);
  Trace trace{{}, file.relative()};
  std::uint64_t count = 0;
  while (file.read(trace.entries)) {
    if (count + trace.entries.size() <= most_kept) continue;
    count += trace.entries.size();
    trace.entries.clear();
  }
  if (count > 0) {
    long_files_[player.trace] = count + trace.entries.size();
    return;
  }
  trace.entries.resize(part_of(trace.entries.size(), percent));
  workloads_[{player.trace, player.mhz, percent}] =
      prepare(trace, simulator_.device(), mapping_, player.mhz);
}

RequestSources MemorySystem::requests(std::string_view id, std::uint32_t percent) {
  RequestSources sources;
  for (const TracePlayer& player : initiators(id)) sources.push_back(source(player, percent));
  return sources;
}

std::unique_ptr<RequestSource> MemorySystem::source(const TracePlayer& player,
                                                    std::uint32_t percent) {
  const std::string& name = player.trace;
  if (is_file(name) && !long_files_.contains(name) &&
      !workloads_.contains({name, player.mhz, percent})) {
    open(player, percent);
  }
  const auto long_file = long_files_.find(name);
  if (long_file == long_files_.end())
    return std::make_unique<WholeWorkload>(workload(player, percent));
  const RequestMaker maker(simulator_.device(), mapping_, player.mhz, relative_times(name));
  return std::make_unique<StreamedTrace>(name, part_of(long_file->second, percent), maker);
}

std::uint64_t MemorySystem::bursts(std::string_view id, std::uint32_t percent) {
  std::uint64_t count = 0;
  for (const auto& source : requests(id, percent))
    for (auto piece = source->next(); !piece.empty(); piece = source->next()) count += piece.size();
  return count;
}

const Workload& MemorySystem::workload(const TracePlayer& player, std::uint32_t percent) {
  auto key = std::tuple(player.trace, player.mhz, percent);
  if (const auto found = workloads_.find(key); found != workloads_.end()) return found->second;
  Workload prepared =
      prepare(trace(player.trace, percent), simulator_.device(), mapping_, player.mhz);
  return workloads_.emplace(std::move(key), std::move(prepared)).first->second;
}

Trace MemorySystem::trace(std::string_view id, std::uint32_t percent) const {
  Trace trace = is_file(id) ? read_trace(std::string(id)) : shipped(id);
  trace.entries.resize(part_of(trace.entries.size(), percent));
  return trace;
}

// A generated or recorded workload. "<id>-1k" is the first 1,000 requests of any of them.
Trace MemorySystem::shipped(std::string_view id) const {
  if (id.ends_with(short_suffix)) {
    Trace trace = shipped(id.substr(0, id.size() - short_suffix.size()));
    trace.entries.resize(std::min<std::size_t>(trace.entries.size(), 1000));
    return trace;
  }
  if (auto generated = generate_workload(id)) return std::move(*generated);
  const fs::path directory = fs::path(resources_) / "workloads";
  const fs::path path = directory / (std::string(id).append(trace_extension));
  if (fs::exists(path)) return read_trace(path.string());
  auto names = names_in(directory, trace_extension);
  for (std::string& name : names_in(directory, setup_extension)) names.push_back(std::move(name));
  for (std::string_view name : generated_workload_ids()) names.emplace_back(name);
  throw InputError("there is no workload '" + std::string(id) + "'" + nearest(id, names) +
                   " (known: " + one_of(names) +
                   ", each also with -1k; or the absolute path of a trace)");
}

}  // namespace dramsys
