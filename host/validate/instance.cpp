#include "validate/instance.hpp"

#include <optional>

#include "plugin/error_text.hpp"
#include "validate/agent_problems.hpp"
#include "validate/environment_session.hpp"
#include "validate/host_tables.hpp"
#include "validate/model_session.hpp"
#include "validate/streams.hpp"

namespace archgym::host::validation {
namespace {

constexpr std::uint64_t k_random_designs = 6;
constexpr std::uint64_t k_trials = 40;
constexpr std::uint64_t k_rows = 60;

// With the space, unless the environment does not answer with it: that is for AG-SPC-1 to report,
// and a library makes instances without. Asked before there is an instance: there may be one only.
const Manifest& known_manifest(Check& check) {
  if (check.manifest().adapter != Adapter::none) return check.settled();
  try {
    return check.settled();
  } catch (const Finding&) {
    return check.manifest();
  }
}

class EnvironmentInstance final : public Instance {
 public:
  EnvironmentInstance(Check& check, const ag_host& host, HostAge age)
      : check_(check), session_(check, host, known_manifest(check)), age_(age) {}

  std::string work() override { return evaluate(true); }
  std::string work_without_optional_pointers() override { return evaluate(false); }
  bool overran() const override { return overran_; }
  const void* extension(const char* id) const override { return session_.extension(id); }

  bool saves() const override { return snapshot() != nullptr; }
  std::string save() override {
    std::string bytes;
    ErrorText error;
    const ag_status status = snapshot()->save(session_.instance(), &session_.call(),
                                              StringSink(bytes).get(), error.get());
    check_.require(status == AG_OK, "save() fails: " + error.text(status_name(status)));
    return bytes;
  }
  ag_status load(std::string_view bytes) override {
    ErrorText error;
    return snapshot()->load(session_.instance(), &session_.call(), StringSource(bytes).get(),
                            error.get());
  }

 private:
  std::string evaluate(bool optional_pointers) {
    const auto& workloads = check_.manifest().workloads;
    std::string bytes;
    for (Point& point : some_designs(*check_.settled().space, k_random_designs)) {
      EvaluationRequest request;
      request.points = {std::move(point)};
      request.workload = workloads.empty() ? "" : workloads.front().id;
      request.optional_pointers = optional_pointers;
      request.room_for_text = 16;
      request.newer = age_ == HostAge::newer;
      const Evaluated result = session_.evaluate(request).front();
      overran_ = overran_ || result.overran;
      bytes += result.bytes();
    }
    return bytes;
  }
  const ag_env_snapshot* snapshot() const {
    const auto* table = static_cast<const ag_env_snapshot*>(session_.extension(AG_ENV_SNAPSHOT_ID));
    return AG_HAS(ag_env_snapshot, table, load) ? table : nullptr;
  }

  Check& check_;
  EnvironmentSession session_;
  HostAge age_;
  bool overran_ = false;
};

class AgentInstance final : public Instance {
 public:
  AgentInstance(Check& check, const ag_host& host, HostAge age)
      : library_(check.manifest()), problem_(mixed_problem()) {
    if (age != HostAge::today) {
      lent_.emplace(problem_.space->table(), age == HostAge::newer);
      problem_.lent = &lent_->table();
    }
    session_.emplace(library_, problem_, 1, boost::json::object{}, &host);
  }

  std::string work() override { return search(*session_, problem_, 5, k_trials); }
  std::string work_without_optional_pointers() override {
    session_->set_optional_pointers(false);
    (void)session_->load("no state");  // a failure that may not be explained
    return work();
  }
  bool overran() const override { return session_->overran(); }
  const void* extension(const char* id) const override { return session_->extension(id); }
  std::string save() override { return session_->save(); }
  ag_status load(std::string_view bytes) override { return session_->load(bytes); }

 private:
  AgentLibrary library_;
  SearchProblem problem_;
  std::optional<OtherSpace> lent_;
  std::optional<AgentSession> session_;
};

class ModelInstance final : public Instance {
 public:
  ModelInstance(Check& check, const ag_host& host) : check_(check), session_(check, host) {}

  std::string work() override {
    if (session_.learns()) expect(session_.fit(model_data(1, k_rows)), "fit");
    return predict(true) + predict(false);
  }
  std::string work_without_optional_pointers() override {
    session_.set_optional_pointers(false);
    (void)session_.load("no state");  // a failure that may not be explained
    return work();
  }
  bool overran() const override { return overran_; }
  const void* extension(const char* id) const override { return session_.extension(id); }
  std::string save() override {
    std::string bytes;
    expect(session_.save(bytes), "save");
    return bytes;
  }
  ag_status load(std::string_view bytes) override { return session_.load(bytes); }

 private:
  void expect(ag_status status, const std::string& what) const {
    if (status == AG_OK) return;
    const std::string said = session_.message();
    check_.fail(what + "() fails: " + (said.empty() ? status_name(status) : said));
  }
  std::string predict(bool with_spread) {
    const Predicted predicted = session_.predict(model_data(2, k_rows), with_spread);
    expect(predicted.status, "predict");
    overran_ = overran_ || predicted.overran;
    return {reinterpret_cast<const char*>(predicted.mean.data()),
            predicted.mean.size() * sizeof(double)};
  }

  Check& check_;
  ModelSession session_;
  bool overran_ = false;
};

}  // namespace

std::unique_ptr<Instance> make_instance(Check& check, const ag_host& host, HostAge age) {
  switch (check.manifest().kind) {
    case PluginKind::environment:
      return std::make_unique<EnvironmentInstance>(check, host, age);
    case PluginKind::agent:
      return std::make_unique<AgentInstance>(check, host, age);
    case PluginKind::model:
      return std::make_unique<ModelInstance>(check, host);
  }
  check.fail("the manifest has an unknown kind");
}

std::unique_ptr<Instance> make_instance(Check& check, const ag_host& host) {
  return make_instance(check, host, HostAge::today);
}

std::string use_once(Check& check, const ag_host& host, HostAge age) {
  return make_instance(check, host, age)->work();
}

}  // namespace archgym::host::validation
