#include "runner/input.hpp"

#include <array>
#include <string_view>

#include "runner/memspec.hpp"

namespace dramsys {
namespace {

namespace json = boost::json;

// The words of DRAMSys in the order of the enumerators.
template <class Policy, std::size_t N>
std::string_view word(Policy policy, const std::array<std::string_view, N>& words) {
  return words.at(static_cast<std::size_t>(policy));
}

constexpr std::array<std::string_view, 4> k_page{"Open", "OpenAdaptive", "Closed",
                                                 "ClosedAdaptive"};
constexpr std::array<std::string_view, 5> k_scheduler{"Fifo", "FrFcfs", "FrFcfsGrp", "GrpFrFcfs",
                                                      "GrpFrFcfsWm"};
constexpr std::array<std::string_view, 3> k_buffer{"Bankwise", "ReadWrite", "Shared"};
constexpr std::array<std::string_view, 2> k_response{"Fifo", "Reorder"};
constexpr std::array<std::string_view, 3> k_refresh{"NoRefresh", "AllBank", "PerBank"};
constexpr std::array<std::string_view, 3> k_arbiter{"Simple", "Fifo", "Reorder"};
constexpr std::array<std::string_view, 2> k_mux{"Oldest", "Strict"};
constexpr std::array<std::string_view, 2> k_power_down{"NoPowerDown", "Staggered"};

json::object controller(const Policies& p, Version version) {
  json::object config{{"PagePolicy", word(p.page, k_page)},
                      {"Scheduler", word(p.scheduler, k_scheduler)},
                      {"SchedulerBuffer", word(p.buffer, k_buffer)},
                      {"RequestBufferSize", p.buffer_size},
                      {"CmdMux", word(p.mux, k_mux)},
                      {"RespQueue", word(p.response, k_response)},
                      {"RefreshPolicy", word(p.refresh, k_refresh)},
                      {"RefreshMaxPostponed", p.max_postponed},
                      {"RefreshMaxPulledin", p.max_pulled_in},
                      {"PowerDownPolicy", word(p.power_down, k_power_down)},
                      {"Arbiter", word(p.arbiter, k_arbiter)},
                      {"MaxActiveTransactions", p.max_active}};
  if (p.scheduler == SchedulerPolicy::grp_fr_fcfs_wm) {
    config["HighWatermark"] = p.high_watermark;
    config["LowWatermark"] = p.low_watermark;
  }
  // From v5.1 on, a ReadWrite buffer has sizes of its own and ignores the other one.
  if (version >= Version::v5_1) {
    config["RequestBufferSizeRead"] = p.buffer_size;
    config["RequestBufferSizeWrite"] = p.buffer_size;
  }
  return config;
}

json::object simulation(const Input& input, Version version) {
  json::object config{{"SimulationName", "archgym"},
                      {"PowerAnalysis", input.device->has_currents},
                      {"DatabaseRecording", input.database},
                      {"SimulationProgressBar", false},
                      {"StoreMode", "NoStorage"},
                      {"AddressOffset", 0},
                      {"CheckTLM2Protocol", false},
                      {"Debug", false},
                      {"EnableWindowing", false},
                      {"UseMalloc", false},
                      {"WindowSize", 1000}};
  if (version == Version::v4_0) {
    config["ECCControllerMode"] = "Disabled";
    config["ErrorCSVFile"] = "";
    config["ErrorChipSeed"] = 42;
    config["ThermalSimulation"] = false;
  }
  return config;
}

json::array initiators(const Input& input, Version version) {
  json::array setup;
  for (const Player& player : input.players) {
    json::object initiator{
        {"clkMhz", whole_mhz(player.mhz, "the initiator's clock, clock_mhz or clkMhz")},
        {"name", version == Version::v5_2 ? "traces/" + player.trace : player.trace}};
    if (version == Version::v5_2) {
      initiator["type"] = "player";
      initiator["dataLength"] = input.device->geometry.burst_bytes();
    }
    setup.push_back(std::move(initiator));
  }
  return setup;
}

// v4.0 wants a description of a thermal simulation, which is switched off.
std::vector<Document> thermal_documents(json::object& all) {
  all["thermalconfig"] = "thermalconfig.json";
  json::object settings{{"TemperatureScale", "Celsius"},
                        {"StaticTemperatureDefaultValue", 89},
                        {"ThermalSimPeriod", 100},
                        {"ThermalSimUnit", "us"},
                        {"PowerInfoFile", "powerInfo.json"},
                        {"IceServerIp", "127.0.0.1"},
                        {"IceServerPort", 11880},
                        {"SimPeriodAdjustFactor", 10},
                        {"NPowStableCyclesToIncreasePeriod", 5},
                        {"GenerateTemperatureMap", false},
                        {"GeneratePowerMap", false}};
  json::object power{{"dram_die_channel0", json::object{{"init_pow", 0}, {"threshold", 1.0}}}};
  return {{"configs/thermalsim/thermalconfig.json",
           json::object{{"thermalsimconfig", std::move(settings)}}},
          {"configs/thermalsim/powerInfo.json", json::object{{"powerInfo", std::move(power)}}}};
}

// v4.0 reads the parts of a simulation from files: takes them out of `all` and names them there.
std::vector<Document> part_documents(json::object& all) {
  struct Part {
    const char *key, *directory, *wrapper;
  };
  constexpr std::array<Part, 4> parts{{{"simconfig", "simulator", "simconfig"},
                                       {"memspec", "memspecs", "memspec"},
                                       {"addressmapping", "amconfigs", "CONGEN"},
                                       {"mcconfig", "mcconfigs", "mcconfig"}}};
  std::vector<Document> documents = thermal_documents(all);
  for (const Part& part : parts) {
    const std::string name = std::string(part.key) + ".json";
    documents.push_back({"configs/" + std::string(part.directory) + "/" + name,
                         json::object{{part.wrapper, std::move(all[part.key])}}});
    all[part.key] = name;
  }
  return documents;
}

}  // namespace

std::vector<Document> dramsys_input(const Input& input, Version version) {
  json::object all{{"simulationid", "archgym"},
                   {"simconfig", simulation(input, version)},
                   {"memspec", memspec(*input.device, version)},
                   {"addressmapping", address_mapping(*input.mapping, version)},
                   {"mcconfig", controller(input.policies, version)},
                   {"tracesetup", initiators(input, version)}};
  std::vector<Document> documents;
  if (version == Version::v4_0) documents = part_documents(all);
  documents.push_back({"simulation.json", json::object{{"simulation", std::move(all)}}});
  return documents;
}

}  // namespace dramsys
