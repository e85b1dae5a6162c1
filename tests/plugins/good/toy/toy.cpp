// An environment for the tests: every kind of parameter, and misbehaviour on demand.
#include <archgym/archgym.hpp>

#include <time.h>

#include <chrono>
#include <filesystem>
#include <limits>
#include <string>
#include <thread>

namespace {

enum Parameter { turbo, size, ways, policy, voltage, order, seed_bits, boost };
enum Metric { time_ns, power_mw, hits };

class Toy {
 public:
  explicit Toy(const archgym::EnvironmentSetup& setup) {
    for (const char* mode : {"slow", "failing", "dying", "uneven", "busy", "mute", "boundless"}) {
      if (setup.config_json.find(mode) != std::string_view::npos) mode_ = mode;
    }
    if (setup.config_json.find("pessimist") != std::string_view::npos) backend_ = "pessimist";
    setup.log(archgym::Level::info, "mode " + (mode_.empty() ? "normal" : mode_));
  }

  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    if (mode_ == "failing") throw archgym::Transient("the licence server does not answer");
    if (mode_ == "dying" && request.integer(size) % 10 == 0) {
      throw archgym::InstanceDead("size " + std::to_string(request.integer(size)));
    }
    if (mode_ == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (mode_ == "uneven") {  // 0 to 15 ms, so that evaluations overtake each other
      std::this_thread::sleep_for(std::chrono::milliseconds(request.integer(size) * 7 % 16));
    }
    if (mode_ == "busy") use_cpu();
    call.poll(0.5);
    if (request.integer(size) == 13) return result.infeasible("13 entries bring bad luck");

    const double load = load_of(request.workload());
    const double speed =
        (request.boolean(turbo) ? 2.0 + 0.1 * double(request.integer(boost)) : 1.0) *
        request.real(voltage);
    const double misses =
        100.0 / double(request.integer(size)) + double(request.index(policy)) +
        (request.active(seed_bits) ? 0.1 * double(request.integer(seed_bits)) : 0) +
        1.0 / double(request.integer(ways)) + 0.01 * double(request.index(order));
    const double time = load * (1 + misses) / speed * (backend_ == "pessimist" ? 1.01 : 1.0);
    const double power = 10 * speed * speed + double(request.integer(size));
    const double bound = mode_ == "boundless" && request.integer(size) % 2 == 0
                             ? std::numeric_limits<double>::infinity()
                             : 1;
    if (mode_ != "mute") result.set(time_ns, time * bound);
    result.info("{\"backend\":\"" + backend_ + "\"}");
    result.set(power_mw, power * bound);
    result.set(hits, 1000.0 / (1 + misses));
  }

 private:
  // One millisecond of this thread, however many others want the core.
  static void use_cpu() {
    const auto now = [] {
      timespec time{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
      return 1e3 * double(time.tv_sec) + 1e-6 * double(time.tv_nsec);
    };
    const double until = now() + 1;
    while (now() < until) {
    }
  }

  static double load_of(std::string_view workload) {
    if (workload == "light") return 1;
    if (workload == "heavy") return 10;
    return double(std::filesystem::file_size(std::string(workload)));
  }

  std::string mode_;
  std::string backend_ = "analytic";
};

}  // namespace

ARCHGYM_ENVIRONMENT(Toy)
