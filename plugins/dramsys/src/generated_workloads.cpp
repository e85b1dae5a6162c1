#include "generated_workloads.hpp"

#include <archgym/random.hpp>
#include <array>
#include <cstdint>

namespace dramsys {
namespace {

constexpr std::uint64_t line = 64;
constexpr std::uint64_t lines = (std::uint64_t{1} << 30) / line;
constexpr std::uint64_t seed = 1;
constexpr std::size_t count = 10000;

Trace stream() {
  Trace trace;
  for (std::uint64_t k = 0; k < count; ++k) trace.entries.push_back({k, k * line, 0, false});
  return trace;
}

Trace random() {
  archgym::Random places(seed, "dramsys/random");
  Trace trace;
  for (std::uint64_t k = 0; k < count; ++k)
    trace.entries.push_back({k, places.below(lines) * line, 0, false});
  return trace;
}

Trace strided() {
  constexpr std::uint64_t stride = 8256;
  Trace trace;
  for (std::uint64_t k = 0; k < count; ++k)
    trace.entries.push_back({k, k * stride % (lines * line), 0, k / 32 % 2 == 1});
  return trace;
}

Trace mixed() {
  struct Stream {
    std::uint64_t line;
    bool write;
  };
  archgym::Random random_numbers(seed, "dramsys/mixed");
  std::array<Stream, 3> streams{
      {{lines / 16, false}, {lines * 6 / 16, false}, {lines * 11 / 16, true}}};
  Trace trace;
  std::uint64_t time = 0;
  for (std::size_t k = 0; k < count; ++k) {
    if (random_numbers.chance(0.7)) {
      Stream& next = streams[random_numbers.below(streams.size())];
      trace.entries.push_back({time, next.line++ * line, 0, next.write});
    } else {
      const std::uint64_t place = random_numbers.below(lines);
      trace.entries.push_back({time, place * line, 0, random_numbers.chance(0.3)});
    }
    time += random_numbers.chance(0.1) ? 2 + random_numbers.below(10) : 1;
  }
  return trace;
}

Trace sparse() {
  constexpr std::uint64_t burst = 8;
  archgym::Random random_numbers(seed, "dramsys/sparse");
  Trace trace;
  std::uint64_t time = 0, place = 0;
  bool write = false;
  for (std::uint64_t k = 0; k < count; ++k) {
    if (k % burst == 0) {
      if (k > 0) time += 60 + random_numbers.below(340);
      place = random_numbers.below(lines / burst) * burst;
      write = random_numbers.chance(0.25);
    }
    trace.entries.push_back({time, (place + k % burst) * line, 0, write});
    time += 4;
  }
  return trace;
}

struct Generator {
  std::string_view id;
  Trace (*make)();
};

constexpr std::array<Generator, 5> generators{{{"stream", stream},
                                               {"random", random},
                                               {"strided", strided},
                                               {"mixed", mixed},
                                               {"sparse", sparse}}};

}  // namespace

std::optional<Trace> generate_workload(std::string_view id) {
  for (const Generator& generator : generators)
    if (generator.id == id) return generator.make();
  return std::nullopt;
}

std::vector<std::string_view> generated_workload_ids() {
  std::vector<std::string_view> ids;
  ids.reserve(std::size(generators));
  for (const Generator& generator : generators) ids.push_back(generator.id);
  return ids;
}

}  // namespace dramsys
