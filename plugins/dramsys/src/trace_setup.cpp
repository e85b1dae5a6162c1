#include "trace_setup.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include "error.hpp"
#include "json_file.hpp"

namespace dramsys {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_initiators = 64;
constexpr double highest_mhz = 20000;

bool is_trace_file(const std::string& name) {
  constexpr std::array<std::string_view, 4> endings{".stl", ".rstl", ".stl.gz", ".rstl.gz"};
  return name.find('/') != std::string::npos ||
         std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

double clock_of(const JsonObject& player, double default_mhz) {
  if (!player.has("clkMhz")) return default_mhz;
  const double mhz = player.number("clkMhz", 1);
  if (mhz > highest_mhz) player.fail("clkMhz", "expected at most 20000 MHz");
  return mhz;
}

}  // namespace

TraceSetup read_trace_setup(const std::string& path, double default_mhz) {
  const boost::json::object json = read_json_file(path);
  const JsonObject file(json, path);
  file.allow({"$schema", "tracesetup"});
  const boost::json::array& players = file.array("tracesetup");
  if (players.empty() || players.size() > most_initiators)
    file.fail("tracesetup", "expected 1 to " + std::to_string(most_initiators) +
                                " initiators, found " + std::to_string(players.size()));
  TraceSetup setup;
  for (std::size_t k = 0; k < players.size(); ++k) {
    const std::string place = "tracesetup[" + std::to_string(k) + "]";
    if (!players[k].is_object())
      file.fail(place, R"(expected an object such as {"name": "cpu.stl", "clkMhz": 800})");
    const JsonObject player(players[k].get_object(), std::string(path).append(": ").append(place));
    player.allow({"name", "clkMhz"});
    std::string trace = player.text("name");
    if (is_trace_file(trace)) trace = (fs::path(path).parent_path() / trace).lexically_normal();
    setup.push_back({std::move(trace), clock_of(player, default_mhz)});
  }
  return setup;
}

}  // namespace dramsys
