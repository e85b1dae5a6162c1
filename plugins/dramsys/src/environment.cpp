// The plugin: design points and metrics in the order of dramsys.archgym.json.
#include <archgym/environment.hpp>
#include <boost/json.hpp>
#include <memory>

#include "command_trace.hpp"
#include "error.hpp"
#include "memory_system.hpp"
#include "metrics.hpp"
#include "policies.hpp"
#include "runner/backend.hpp"

namespace dramsys {
namespace {

enum Parameter : std::size_t {
  page_policy,
  scheduler,
  high_watermark,
  low_watermark,
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
  trace_share,
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
  if (policies.scheduler == SchedulerPolicy::grp_fr_fcfs_wm) {
    policies.high_watermark = count(request, high_watermark);
    policies.low_watermark = count(request, low_watermark);
  }
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

  void done(double share) override { call_.poll(share); }

 private:
  const archgym::Call& call_;
};

class Environment {
 public:
  explicit Environment(const archgym::EnvironmentSetup& setup)
      : config_(config_of(setup)), memory_(create(config_, setup)) {
    const bool builtin =
        config_.if_contains("backend") == nullptr || config_.at("backend").as_string() == "builtin";
    if (!builtin) dramsys_ = start_dramsys();
    setup.log(archgym::Level::info, description());
  }

  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    try {
      const std::string_view id = request.workload();
      const std::string_view workload = id.empty() ? "stream" : id;
      const std::uint32_t percent = count(request, trace_share);
      if (dramsys_) {
        dramsys_->evaluate(workload, percent, policies_of(request), result, call);
      } else {
        report(simulate(workload, percent, policies_of(request), call), memory_.device(), result);
      }
    } catch (const InputError& error) {
      throw archgym::InvalidArgument(error.what());
    } catch (const Deadlock& error) {
      throw archgym::Infeasible(error.what());
    } catch (const RefusedDesign& error) {
      throw archgym::Infeasible(error.what());
    }
  }

 private:
  static boost::json::object config_of(const archgym::EnvironmentSetup& setup) {
    const std::string text(setup.config_json);
    return text.empty() ? boost::json::object() : boost::json::parse(text).as_object();
  }

  static MemorySystem create(const boost::json::object& config,
                             const archgym::EnvironmentSetup& setup) {
    try {
      return MemorySystem(config, std::string(setup.resource_dir));
    } catch (const InputError& error) {
      throw archgym::InvalidArgument(error.what());
    }
  }

  std::unique_ptr<DramsysBackend> start_dramsys() {
    const auto* settings = config_.if_contains("dramsys");
    try {
      return std::make_unique<DramsysBackend>(
          memory_, settings == nullptr ? boost::json::object() : settings->as_object());
    } catch (const InputError& error) {
      throw archgym::InvalidArgument(error.what());
    }
  }

  std::string description() const {
    const std::string memory = ", memory " + memory_.device().name;
    if (!dramsys_) return "backend builtin" + memory;
    return "backend dramsys " + std::string(name_of(dramsys_->runner().version())) + " (" +
           dramsys_->runner().executable().string() + ")" + memory;
  }

  static void report(const Measurements& measured, const Device& device, archgym::Result& result) {
    const Activity& activity = measured.activity;
    result.set(total_time, measured.total_time);
    result.set(mean_latency, measured.mean_latency);
    result.set(p99_latency, measured.p99_latency);
    result.set(bandwidth, measured.bandwidth);
    if (device.has_currents) {
      result.set(energy, measured.energy.total());
      result.set(average_power, measured.average_power);
    }
    result.set(row_hits, static_cast<double>(measured.row_hits));
    result.set(activates, static_cast<double>(activity.activates));
    result.set(precharges, static_cast<double>(activity.precharges));
    result.set(reads, static_cast<double>(activity.reads));
    result.set(writes, static_cast<double>(activity.writes));
    result.set(refreshes, static_cast<double>(activity.refreshes + activity.bank_refreshes));
    result.info(R"({"backend":"builtin"})");
  }

  Measurements simulate(std::string_view id, std::uint32_t percent, const Policies& policies,
                        const archgym::Call& call) {
    HostProgress progress(call);
    const auto requests = memory_.requests(id, percent);
    const std::string file = commands_file();
    if (file.empty()) {
      NoObserver nobody;
      return memory_.simulator().run(requests, policies, nobody, progress);
    }
    CommandWriter writer(file, memory_.device());
    const Measurements measured = memory_.simulator().run(requests, policies, writer, progress);
    writer.finish();
    return measured;
  }

  // Where the commands of each evaluation are written; empty: nowhere.
  std::string commands_file() const {
    const auto* trace = config_.if_contains("trace");
    const auto* file = trace == nullptr ? nullptr : trace->as_object().if_contains("commands");
    return file == nullptr ? "" : std::string(file->as_string());
  }

  boost::json::object config_;
  MemorySystem memory_;
  std::unique_ptr<DramsysBackend> dramsys_;  // unless the built-in model evaluates
};

}  // namespace
}  // namespace dramsys

ARCHGYM_ENVIRONMENT(dramsys::Environment)
