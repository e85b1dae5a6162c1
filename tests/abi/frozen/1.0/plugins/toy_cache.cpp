// An environment: it gets a design point and answers with metrics. Replace the formulas by a call
// to your simulator. Everything that the host needs to know about parameters, metrics and
// workloads is in toy_cache.archgym.json; the code only relies on their order there.
#include <archgym/archgym.hpp>

#include <cmath>

namespace {

enum Parameter : std::size_t { capacity, ways, replacement };
enum Metric : std::size_t { access_time, energy };
enum Replacement : std::uint64_t { lru, random };

class ToyCache {
 public:
  // Read setup.config_json and the files in setup.resource_dir here, if you have any; throw
  // archgym::InvalidArgument when they cannot be used.
  explicit ToyCache(const archgym::EnvironmentSetup&) {}

  // The same request must give the same metrics, whatever was evaluated before.
  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    call.poll();  // in longer simulations: every 100 ms, with the fraction done

    const double kibibytes = request.number(capacity);
    const double lines = request.number(ways);
    const double hit_time = 0.5 + kibibytes / 64.0 + lines / 4.0;  // ns
    if (hit_time > 3.5) {
      result.infeasible("the cache is too slow for a pipeline stage of 3.5 ns");
      return;
    }

    const double base = request.workload() == "scattered" ? 0.5 : 0.0625;
    double misses = base * std::sqrt(32.0 / kibibytes) * (0.5 + 0.5 / lines);
    // A parameter whose `when` is false has no value: ask before reading it.
    if (request.active(replacement) && request.index(replacement) == random) misses *= 1.125;

    result.set(access_time, hit_time + misses * 52.0);
    result.set(energy, 2.0 * lines + kibibytes / 4.0 + misses * 212.0);
  }
};

}  // namespace

ARCHGYM_ENVIRONMENT(ToyCache)
