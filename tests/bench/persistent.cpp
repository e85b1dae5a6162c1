// What a request to a persistent program and its answer cost: beside a bare line to the same
// program and back.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "adapter/child.hpp"
#include "base/clock.hpp"
#include "bench.hpp"
#include "default_design.hpp"
#include "plugin/manifest.hpp"

namespace archgym::bench {
namespace {

using namespace archgym::host;

constexpr int k_evaluations = 2000;
constexpr int k_rounds = 5;

// An environment that is a line of sed, to be compared with the bare line.
constexpr const char* k_sed = R"json({
  "manifest_version": 1, "id": "org.example.line", "name": "line", "kind": "environment",
  "version": "1.0.0", "summary": "Answers.", "adapter": "persistent",
  "parameters": [{"name": "Size", "type": "integer", "minimum": 1, "maximum": 9, "default": 3,
                  "description": "d"}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "d"}],
  "persistent": {"program": {"name": "sed"}, "arguments": ["-u", "-E",
    "s/.\"id\":([0-9]+),\"method\":\"create.*/{\"id\":\\1}/;s/.\"id\":([0-9]+),.*/{\"id\":\\1,\"metrics\":{\"time\":3000}}/"]}})json";

// A line of the same length through pipes to a program that repeats it.
double bare_line() {
  std::array<int, 2> to{}, from{};
  if (::pipe(to.data()) != 0 || ::pipe(from.data()) != 0) throw std::runtime_error("no pipe");
  ChildSetup setup;
  setup.program = "/bin/sed";
  setup.arguments = {"-u", ""};
  setup.input = to[0];
  setup.output = from[1];
  const Child child = Child::start(setup).value();
  const std::string line(100, 'x');
  const Stopwatch stopwatch;
  for (int k = 0; k < k_evaluations; ++k) {
    std::array<char, 101> back{};
    const std::string sent = line + "\n";
    if (::write(to[1], sent.data(), sent.size()) < 0) throw std::runtime_error("sed has ended");
    for (std::size_t got = 0; got < sent.size();) {
      const ssize_t bytes = ::read(from[0], back.data() + got, back.size() - got);
      if (bytes <= 0) throw std::runtime_error("sed has ended");
      got += static_cast<std::size_t>(bytes);
    }
  }
  const double cost = 1e6 * stopwatch.wall_seconds() / k_evaluations;
  for (const int end : {to[0], to[1], from[0], from[1]}) ::close(end);
  return cost;
}

}  // namespace

void persistent() {
  std::printf("Persistent programs, wall microseconds per evaluation:\n");
  DefaultDesign sed(parse_manifest(k_sed, "/line/line.archgym.json").value());
  DefaultDesign python(
      read_manifest(ARCHGYM_TEMPLATES "/env-process-persistent/toy_router.archgym.json").value());
  print_table({{"a line to sed and back", bare_line},
               {"adapter, sed", [&sed] { return sed.microseconds(k_evaluations); }},
               {"adapter, the template in Python",
                [&python] { return python.microseconds(k_evaluations); }}},
              k_rounds);
}

}  // namespace archgym::bench
