// An environment with episodes: the mapper looks for the best mapping of a design from where the
// design before has left it, and gets only so far in one step.
#include <archgym/archgym.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

namespace {

enum Parameter { elements, buffer };
enum Metric { time_ns, mapping };

constexpr std::int64_t k_effort = 8;

class WarmMapper {
 public:
  explicit WarmMapper(const archgym::EnvironmentSetup& setup)
      : calls_(text_in(setup.config_json, "\"calls\":\"", '"')),
        slow_(setup.config_json.find("slow") != std::string_view::npos),
        scratch_(setup.config_json.find("scratch") != std::string_view::npos),
        dying_(setup.config_json.find("dying") != std::string_view::npos) {
    last_step_ = std::atoi(text_in(setup.config_json, "\"last_step\":", ',').c_str());
  }

  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    call.poll(0.5);
    std::int64_t start = 0;
    map(request, result, start);
  }

  void reset(archgym::Call&) {
    note("reset");
    steps_ = 0;
    mapping_ = 0;
  }

  bool step(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    note("step");
    call.poll(0.5);
    if (slow_) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (dying_ && steps_ > 0 && request.integer(elements) % 10 == 3) {
      throw archgym::InstanceDead("a three at the end brings bad luck");
    }
    map(request, result, mapping_);
    if (scratch_) use_scratch(result, call);
    return ++steps_ == last_step_;
  }

 private:
  // What is between `before` and `end` in the text; "" when that is not there.
  static std::string text_in(std::string_view text, std::string_view before, char end) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return "";
    text.remove_prefix(at + before.size());
    return std::string(text.substr(0, text.find(end)));
  }

  // Moves `from` towards the best mapping of the design.
  static void map(const archgym::Request& request, archgym::Result& result, std::int64_t& from) {
    const std::int64_t best = request.integer(elements) * 7 % 64;
    from += std::clamp(best - from, -k_effort, k_effort);
    const auto misses = static_cast<double>(std::abs(best - from));
    result.set(time_ns, 1 + misses + 64.0 / static_cast<double>(request.integer(elements)) +
                            1.0 / static_cast<double>(request.integer(buffer)));
    result.set(mapping, static_cast<double>(from));
  }

  // Simulators read what they find: the directory must be empty.
  static void use_scratch(archgym::Result& result, archgym::Call& call) {
    const std::string file = std::string(call.scratch_dir()) + "/out";
    if (std::ifstream(file)) result.set(mapping, -1);
    std::ofstream(file) << "done\n";
  }

  void note(const char* call) const {
    if (!calls_.empty()) std::ofstream(calls_, std::ios::app) << call << '\n';
  }

  std::string calls_;
  bool slow_, scratch_, dying_;
  int last_step_ = 0;
  int steps_ = 0;
  std::int64_t mapping_ = 0;
};

}  // namespace

ARCHGYM_ENVIRONMENT(WarmMapper)
