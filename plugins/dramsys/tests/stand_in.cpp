// Stands in for DRAMSys: checks the input as a version of it would, and prints what the real one
// printed for the case at hand.
//
// DRAMSYS_STAND_IN is "<version>" or "<version>:<case>": "5.0", "5.0:unknown_enum". Runs of two
// requests, with which the version is found out, are always good. A case is a file in recorded/,
// whose first line is how the program ended, or one of those below.
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("Failed to open file " + path.string());
  text << file.rdbuf();
  return text.str();
}

void require(bool condition, const std::string& message) {
  if (!condition) throw std::runtime_error(message);
}

// Ends the program as the recording says.
[[noreturn]] void replay(const std::string& name) {
  const std::string text = read_text(fs::path(DRAMSYS_RECORDED) / (name + ".txt"));
  const std::size_t line = text.find('\n');
  std::cout << text.substr(line + 1) << std::flush;
  std::istringstream ending(text.substr(0, line));
  std::string kind;
  int number = 0;
  ending >> kind >> number;
  if (kind == "signal") {
    std::signal(number, SIG_DFL);
    std::raise(number);
  }
  std::exit(number);
}

[[noreturn]] void act(const std::string& name) {
  if (name == "hang") {
    // With a child of its own, as a wrapper script has.
    if (::fork() == 0) std::ofstream("child.pid") << ::getpid();
    for (;;) ::pause();
  }
  if (name == "crash") {
    std::signal(SIGSEGV, SIG_DFL);  // not a sanitizer's, which would report and exit
    std::raise(SIGSEGV);
  }
  if (name == "silent") std::exit(0);
  if (name == "chatter") {
    for (int k = 0; k < 100000; ++k) std::cout << "Warning: the same thing once again\n";
    replay("good");
  }
  if (name == "uncaught") {
    std::cerr << "terminate called after throwing an instance of 'std::invalid_argument'\n";
    std::raise(SIGABRT);
  }
  replay(name);
}

// The parts of a simulation: objects, or for v4.0 files of the resource directory.
json::object part(const json::object& simulation, const char* key, const std::string& version,
                  const std::string& resources, const char* directory, const char* wrapper) {
  const json::value& value = simulation.at(key);
  if (version != "4.0") return value.as_object();
  const std::string name(value.as_string());
  // As it does: without a '/' between them.
  const std::string path = resources + "configs/" + directory + "/" + name;
  return json::parse(read_text(path)).as_object().at(wrapper).as_object();
}

std::string requests_of(const json::object& simulation, const std::string& version,
                        const fs::path& document, const std::string& resources) {
  const std::string traces = resources + "/traces/";
  std::string all;
  for (const json::value& value : simulation.at("tracesetup").as_array()) {
    const json::object& initiator = value.as_object();
    require(initiator.at("clkMhz").is_int64(), "clkMhz must be a whole number");
    const std::string name(initiator.at("name").as_string());
    if (version == "5.2") {
      require(initiator.at("type").as_string() == "player", "type must be player");
      require(initiator.at("dataLength").to_number<int>() > 0, "dataLength must be positive");
      all += read_text(document.parent_path() / name);
    } else {
      all += read_text(traces + name);
    }
  }
  return all;
}

void check_timing(const json::object& memspec, const std::string& version) {
  const json::object& timing = memspec.at("memtimingspec").as_object();
  const json::object& power = memspec.at("mempowerspec").as_object();
  const bool ddr4 = memspec.at("memoryType").as_string() == "DDR4";
  if (version == "4.0" || version == "5.0") {
    // The recorded words of the real one for a missing key.
    if (!timing.contains("clkMhz")) replay("layout_of_5_0_in_5_1");
  } else if (version == "5.1") {
    if (!timing.contains("tCK")) replay("layout_of_5_0_in_5_1");
    require(timing.at("tCK").is_int64(), "tCK must be whole picoseconds");
  } else {
    require(timing.at("tCK").to_number<double>() < 1e-6, "tCK must be in seconds");
    require(power.at("idd0").to_number<double>() < 1, "currents must be in A");
    require(timing.contains(ddr4 ? "RFC1" : "RFC"), "tRFC has its other name");
    require(power.contains(ddr4 ? "idd5B" : "idd5"), "the refresh current has its other name");
    require(memspec.at("memarchitecturespec").as_object().contains("maxBurstLength"),
            "maxBurstLength is missing");
  }
  if (version != "5.2") require(power.at("idd0").to_number<double>() > 1, "currents must be in mA");
}

int simulate(const fs::path& document, const std::string& resources, const std::string& version,
             const std::string& name) {
  const json::object all = json::parse(read_text(document)).as_object();
  const json::object& simulation = all.at("simulation").as_object();
  const json::object memspec =
      part(simulation, "memspec", version, resources, "memspecs", "memspec");
  const json::object controller =
      part(simulation, "mcconfig", version, resources, "mcconfigs", "mcconfig");
  part(simulation, "simconfig", version, resources, "simulator", "simconfig");
  part(simulation, "addressmapping", version, resources, "amconfigs", "CONGEN");
  check_timing(memspec, version);
  if (version == "5.1" || version == "5.2")
    require(controller.at("RequestBufferSizeRead") == controller.at("RequestBufferSize"),
            "RequestBufferSizeRead is missing");
  require(fs::current_path() == fs::canonical(document.parent_path()), "not in its own directory");
  require(std::getenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE") != nullptr, "SystemC would print");
  require(std::cin.peek() == EOF, "standard input is not empty");
  const std::string requests = requests_of(simulation, version, document, resources);
  if (std::count(requests.begin(), requests.end(), '\n') <= 2)
    replay(version == "4.0" ? "good_4_0" : "good");
  act(name);
}

}  // namespace

int main(int argc, char** argv) try {
  require(argc == 3, "expected two arguments");
  const char* plan = std::getenv("DRAMSYS_STAND_IN");
  const std::string text = plan == nullptr ? "5.0" : plan;
  const std::size_t colon = text.find(':');
  const std::string version = text.substr(0, colon);
  const std::string good = version == "4.0" ? "good_4_0" : "good";
  return simulate(argv[1], argv[2], version,
                  colon == std::string::npos ? good : text.substr(colon + 1));
} catch (const std::exception& error) {
  std::cout << "\nError: (E549) uncaught exception: " << error.what()
            << "\nIn file: kernel/sc_except.cpp:101\n";
  return 1;
}
