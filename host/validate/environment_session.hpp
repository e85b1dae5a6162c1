// An environment driven through its C ABI, with room around everything that it writes.
#pragma once

#include <archgym/env.h>
#include <archgym/snapshot.h>

#include <atomic>
#include <span>
#include <string>
#include <vector>

#include "plugin/environment.hpp"
#include "space/space.hpp"
#include "validate/check.hpp"

namespace archgym::host::validation {

struct Evaluated {
  ag_status status = AG_OK;  // of the item, or of the call when that failed
  std::vector<double> metrics;
  std::string reason, info;
  bool overran = false;  // it wrote behind the metrics or behind the error text

  // Status and metrics, byte for byte.
  std::string bytes() const;
};

struct EvaluationRequest {
  std::vector<Point> points;
  std::string workload;
  std::uint64_t seed = 1;
  bool optional_pointers = true;  // false: error and info are NULL
  std::size_t room_for_text = 1024;
  bool newer = false;  // the tables are those of a newer host, with members behind today's
};

class EnvironmentSession {
 public:
  // Ends the test when the instance cannot be created. `host` outlives the session; `config` is
  // laid over the defaults. `settled` is the manifest with the space that is evaluated, which an
  // adapter needs to make an instance.
  EnvironmentSession(Check& check, const ag_host& host, const Manifest& settled,
                     const boost::json::object& config = {});
  EnvironmentSession(const EnvironmentSession&) = delete;
  EnvironmentSession& operator=(const EnvironmentSession&) = delete;

  // All points in one call.
  std::vector<Evaluated> evaluate(const EvaluationRequest& request);
  // The point alone, on the first workload.
  Evaluated evaluate(const Point& point, std::uint64_t seed = 1);

  // The points one after the other as the steps of a new episode, to its end or to the first that
  // fails. Only where has_episodes().
  std::vector<Evaluated> take_steps(const std::vector<Point>& points);
  bool has_episodes() const { return environment_.has_episodes(); }

  // Its space on a workload, as text. Only where declares_space().
  Result<std::string> declare_space(const std::string& workload) {
    return environment_.declare_space(call_, workload);
  }
  bool declares_space() const { return environment_.declares_space(); }

  // From now on poll() says that the user wants to stop, or no longer. [any-thread]
  void cancel(bool stop) { cancel_ = stop; }
  void interrupt() { environment_.interrupt(); }  // [any-thread]

  const void* extension(const char* id) const;
  ag_env* instance() { return instance_; }  // nullptr with an adapter
  ag_ctx& call() { return call_; }

 private:
  Environment make(Check& check, const ag_host& host, const Manifest& settled,
                   const boost::json::object& config);

  const ag_env_factory* factory_ = nullptr;  // of a library; nullptr with an adapter
  ag_env* instance_ = nullptr;
  Environment environment_;
  std::size_t metric_count_;
  std::string first_workload_;
  std::atomic<bool> cancel_ = false;
  ag_ctx call_;
};

// "AG_FAILED: the reason".
std::string quoted_reason(const Evaluated& result);

// Ends the test unless it is that of a design that the host has checked: there is one, or the
// simulation finds that it cannot have one.
void expect_result(const Check& check, const Evaluated& result);

// Ids of the manifest's workloads; "" where there are none.
std::vector<std::string> all_workloads(Check& check);

// The design in the words of --set: "size=1 policy=b".
std::string design_text(const Space& space, std::span<const ag_value> point);

// The default design and `count` random ones.
std::vector<Point> some_designs(const Space& space, std::uint64_t count);

}  // namespace archgym::host::validation
