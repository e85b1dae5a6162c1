// The plugin: design points and metrics in the order of dramsys.archgym.json.
#include <archgym/environment.hpp>
#include <boost/json.hpp>

#include "error.hpp"
#include "memory_system.hpp"
#include "policies.hpp"

namespace dramsys {
namespace {

enum Parameter : std::size_t {
  page_policy,
  scheduler,
  scheduler_buffer,
  request_buffer_size,
  response_queue,
  refresh_policy,
  refresh_max_postponed,
  refresh_max_pulled_in,
  arbiter,
  max_active_transactions,
  command_mux,
  power_down_policy,
};

enum Metric : std::size_t {
  total_time,
  mean_latency,
  p99_latency,
  bandwidth,
  energy,
  average_power,
  row_hits,
  activates,
  precharges,
  reads,
  writes,
  refreshes,
};

template <class Policy>
Policy choice(const archgym::Request& request, Parameter parameter) {
  return static_cast<Policy>(request.index(parameter));
}

std::uint32_t count(const archgym::Request& request, Parameter parameter) {
  return static_cast<std::uint32_t>(request.integer(parameter));
}

Policies policies_of(const archgym::Request& request) {
  Policies policies;
  policies.page = choice<PagePolicy>(request, page_policy);
  policies.scheduler = choice<SchedulerPolicy>(request, scheduler);
  policies.buffer = choice<BufferPolicy>(request, scheduler_buffer);
  policies.buffer_size = count(request, request_buffer_size);
  policies.response = choice<ResponsePolicy>(request, response_queue);
  policies.refresh = choice<RefreshPolicy>(request, refresh_policy);
  policies.max_postponed = count(request, refresh_max_postponed);
  policies.max_pulled_in = count(request, refresh_max_pulled_in);
  policies.arbiter = choice<ArbiterPolicy>(request, arbiter);
  policies.max_active = count(request, max_active_transactions);
  policies.mux = choice<MuxPolicy>(request, command_mux);
  policies.power_down = choice<PowerDownPolicy>(request, power_down_policy);
  return policies;
}

// Passes progress on to the host, which may cancel by an exception.
class HostProgress final : public Progress {
 public:
  explicit HostProgress(const archgym::Call& call) : call_(call) {}

  void served(std::uint64_t done, std::uint64_t all) override {
    call_.poll(static_cast<double>(done) / static_cast<double>(all));
  }

 private:
  const archgym::Call& call_;
};

class Environment {
 public:
  explicit Environment(const archgym::EnvironmentSetup& setup) : memory_(create(setup)) {
    setup.log(archgym::Level::debug,
              "backend builtin, memory " + memory_.simulator().device().name);
  }

  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    const Measurements measured = simulate(request, call);
    const Activity& activity = measured.activity;
    result.set(total_time, measured.total_time);
    result.set(mean_latency, measured.mean_latency);
    result.set(p99_latency, measured.p99_latency);
    result.set(bandwidth, measured.bandwidth);
    result.set(energy, measured.energy.total());
    result.set(average_power, measured.average_power);
    result.set(row_hits, static_cast<double>(measured.row_hits));
    result.set(activates, static_cast<double>(activity.activates));
    result.set(precharges, static_cast<double>(activity.precharges));
    result.set(reads, static_cast<double>(activity.reads));
    result.set(writes, static_cast<double>(activity.writes));
    result.set(refreshes, static_cast<double>(activity.refreshes));
  }

 private:
  static MemorySystem create(const archgym::EnvironmentSetup& setup) {
    try {
      const std::string config(setup.config_json);
      return MemorySystem(
          config.empty() ? boost::json::object() : boost::json::parse(config).as_object(),
          std::string(setup.resource_dir));
    } catch (const InputError& error) {
      throw archgym::InvalidArgument(error.what());
    }
  }

  Measurements simulate(const archgym::Request& request, const archgym::Call& call) {
    NoObserver nobody;
    HostProgress progress(call);
    try {
      const std::string_view id = request.workload();
      const Workload& workload = memory_.workload(id.empty() ? "stream" : id);
      return memory_.simulator().run(workload, policies_of(request), nobody, progress);
    } catch (const InputError& error) {
      throw archgym::InvalidArgument(error.what());
    } catch (const Deadlock& error) {
      throw archgym::Infeasible(error.what());
    }
  }

  MemorySystem memory_;
};

}  // namespace
}  // namespace dramsys

ARCHGYM_ENVIRONMENT(dramsys::Environment)
