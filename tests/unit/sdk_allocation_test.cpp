// The C++ layer allocates nothing when a call succeeds.
#include <archgym/agent.hpp>
#include <archgym/environment.hpp>

#include <catch2/catch.hpp>

#include "sdk_allocations.hpp"
#include "sdk_host.hpp"

namespace {

struct Sum {
  explicit Sum(const archgym::EnvironmentSetup&) {}
  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    call.poll(0.5, "adding");
    result.set(0, static_cast<double>(request.integer(0)));
    if (request.integer(0) == 3) result.infeasible("three");
  }
};

struct Repeat {
  explicit Repeat(const archgym::AgentSetup&) : point(1, ag_value{AG_KIND_BOOL, 0, {1}}) {}
  void ask(archgym::Proposals& proposals, archgym::Call&) {
    while (proposals.room() > 0) proposals.add(point);
  }
  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) best = trial.objective();
  }
  void save(archgym::Writer&) const {}
  void load(archgym::Reader&) {}

  archgym::Point point;
  double best = 0.0;
};

}  // namespace

TEST_CASE("evaluating does not allocate") {
  const auto* factory =
      static_cast<const ag_env_factory*>(archgym::detail::EnvironmentFactory<Sum>::table());
  archgym::test::FakeHost host;
  ag_ctx ctx;
  ag_env* env = nullptr;
  const ag_env_setup setup{sizeof setup, 0, "{}", "/"};
  REQUIRE(factory->create(&host.table, &setup, &env, nullptr) == AG_OK);
  double metric = 0.0;
  ag_value value{AG_KIND_INT, 0, {2}};
  archgym::test::ErrorBuffer error;
  const ag_eval_request request = {sizeof(ag_eval_request), 0, &value, 1, 1, ""};
  ag_eval_result result = {sizeof(ag_eval_result), AG_OK, &metric, 1, &error.table, nullptr};
  const ag_eval_request* const requests[] = {&request};
  ag_eval_result* const results[] = {&result};

  const std::size_t before = archgym::test::allocations();
  factory->evaluate(env, &ctx, requests, results, 1, nullptr);
  const ag_status ok = result.status;
  value.as.i64 = 3;
  factory->evaluate(env, &ctx, requests, results, 1, nullptr);
  const std::size_t after = archgym::test::allocations();
  CHECK(after == before);
  CHECK(ok == AG_OK);
  CHECK(result.status == AG_INFEASIBLE);
  factory->destroy(env);
}

TEST_CASE("asking and telling does not allocate") {
  const auto* factory =
      static_cast<const ag_agent_factory*>(archgym::detail::AgentFactory<Repeat>::table());
  archgym::test::FakeHost host;
  ag_ctx ctx;
  ag_problem problem{};
  ag_agent* agent = nullptr;
  REQUIRE(factory->create(&host.table, &problem, nullptr, 0, 1, &agent, nullptr) == AG_OK);
  ag_value value{};
  ag_proposal proposal = {sizeof(ag_proposal), 0, 1, &value, 1};
  ag_proposal* const proposals[] = {&proposal};
  const double objective = 1.0;
  const ag_trial trial = {sizeof(ag_trial), AG_OK, 1, &value, 1, &objective, 1, nullptr, 0, 1.0};
  const ag_trial* const trials[] = {&trial};
  std::uint64_t filled = 0;

  const std::size_t before = archgym::test::allocations();
  const ag_status asked = factory->ask(agent, &ctx, proposals, 1, &filled, nullptr);
  const ag_status told = factory->tell(agent, &ctx, trials, 1, nullptr);
  const std::size_t after = archgym::test::allocations();
  CHECK(after == before);
  CHECK(asked == AG_OK);
  CHECK(told == AG_OK);
  CHECK(filled == 1);
  CHECK(value.as.i64 == 1);
  factory->destroy(agent);
}
