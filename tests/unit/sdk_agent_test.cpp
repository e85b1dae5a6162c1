#include <archgym/agent.hpp>
#include <archgym/model.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "sdk_host.hpp"
#include "sdk_streams.hpp"

namespace {

using archgym::test::ErrorBuffer;
using archgym::test::FakeHost;

ag_value integer(std::int64_t number) {
  ag_value value{AG_KIND_INT, 0, {0}};
  value.as.i64 = number;
  return value;
}

// A space of one integer 0..9: canonicalise() refuses numbers outside and finds 5 infeasible.
struct OneInteger {
  ag_parameter parameter{};
  const ag_parameter* parameters[1] = {&parameter};
  ag_space table{};

  OneInteger() {
    parameter.struct_size = sizeof(ag_parameter);
    parameter.type = AG_PARAMETER_INTEGER;
    parameter.name = "depth";
    parameter.choices = 10;
    parameter.upper = 9.0;
    parameter.initial = integer(3);
    table.struct_size = sizeof(ag_space);
    table.parameter_count = 1;
    table.parameters = parameters;
    table.canonicalise = [](const ag_space*, ag_value* point) -> ag_status {
      if (point->kind != AG_KIND_INT || point->as.i64 < 0 || point->as.i64 > 9) return AG_E_INVALID;
      return point->as.i64 == 5 ? AG_INFEASIBLE : AG_OK;
    };
  }
  OneInteger(const OneInteger&) = delete;
  OneInteger& operator=(const OneInteger&) = delete;
};

// Proposes the best number so far plus 0, 1, 2 ...; the text hyperparameter steers its mistakes.
class Climber {
 public:
  explicit Climber(const archgym::AgentSetup& setup)
      : setup_(setup), best_(static_cast<std::int64_t>(setup.seed())) {
    if (setup.objectives() > 1) throw archgym::Unsupported("one objective only");
  }
  void ask(archgym::Proposals& proposals, archgym::Call&) {
    const std::string mode = setup_.hyperparameters().text(0);
    if (mode == "throw") throw std::runtime_error("lost");
    if (mode == "finish") proposals.finish();
    if (mode == "wait" || mode == "finish") return;
    archgym::Point point(mode == "wrong size" ? 2 : 1);
    for (std::int64_t i = 0; mode == "greedy" || proposals.room() > 1; ++i) {
      point[0] = integer(best_ + i);
      const std::uint64_t trial = proposals.add(point);
      CHECK(trial == 100 + static_cast<std::uint64_t>(i));
    }
  }
  void tell(const archgym::Trials& trials, archgym::Call&) {
    for (const archgym::Trial trial : trials) {
      if (trial.feasible() && trial.objective() < 0.0) best_ = trial.parameters().integer(0);
    }
  }
  void save(archgym::Writer& out) const {
    out.begin("climber", 1);
    out.i64(best_);
    out.i64(0);
  }
  void load(archgym::Reader& in) {
    in.begin("climber", 1);
    best_ = in.i64();
    if (in.i64() != 0) throw archgym::Rejected("not ours");
  }
  std::uint64_t previous(std::uint64_t trial_id) const {
    if (trial_id == 0) throw std::out_of_range("no such trial");
    return trial_id - 1;
  }

 private:
  const archgym::AgentSetup& setup_;
  std::int64_t best_;
};

struct AgentBench {
  explicit AgentBench(const std::string& mode = "", std::uint64_t objectives = 1) {
    problem.struct_size = sizeof(ag_problem);
    problem.parallelism = 1;
    problem.space = &space.table;
    problem.objective_count = objectives;
    ag_value hyperparameter{AG_KIND_TEXT, 0, {0}};
    std::string lent = mode;  // gone after create(), as the ABI allows
    hyperparameter.as.text = lent.c_str();
    created = factory->create(&host.table, &problem, &hyperparameter, 1, 4, &agent, &error.table);
    lent.assign(lent.size(), '?');
  }
  ~AgentBench() {
    if (agent) factory->destroy(agent);
  }
  AgentBench(const AgentBench&) = delete;
  AgentBench& operator=(const AgentBench&) = delete;

  ag_status ask(std::uint64_t count) {
    values.assign(count, integer(-1));
    std::vector<ag_proposal> proposals(count);
    std::vector<ag_proposal*> pointers;
    for (std::uint64_t i = 0; i < count; ++i) {
      proposals[i] = {sizeof(ag_proposal), 0, 100 + i, &values[i], 1};
      pointers.push_back(&proposals[i]);
    }
    return factory->ask(agent, &ctx, pointers.data(), count, &filled, &error.table);
  }
  void tell(std::int64_t number, ag_status status, double objective, double constraint = 0.0) {
    const ag_value value = integer(number);
    const ag_trial trial = {sizeof(ag_trial), status, 1,           &value, 1,
                            &objective,       1,      &constraint, 1,      1.0};
    const ag_trial* const trials[] = {&trial};
    CHECK(factory->tell(agent, &ctx, trials, 1, nullptr) == AG_OK);
  }
  std::string save() {
    archgym::test::ByteSink sink;
    CHECK(factory->save(agent, &ctx, &sink.table, nullptr) == AG_OK);
    return sink.bytes;
  }
  ag_status load(const std::string& bytes) {
    archgym::test::ByteSource source(bytes);
    return factory->load(agent, &ctx, &source.table, &error.table);
  }

  const ag_agent_factory* factory =
      static_cast<const ag_agent_factory*>(archgym::detail::AgentFactory<Climber>::table());
  FakeHost host;
  ag_ctx ctx;
  OneInteger space;
  ag_problem problem{};
  ag_agent* agent = nullptr;
  ag_status created = AG_OK;
  ErrorBuffer error;
  std::vector<ag_value> values;
  std::uint64_t filled = 77;
};

}  // namespace

TEST_CASE("an agent answers what it has") {
  AgentBench bench;
  CHECK(bench.ask(4) == AG_OK);
  CHECK(bench.filled == 3);
  CHECK(bench.values[0].as.i64 == 4);
  CHECK(bench.values[2].as.i64 == 6);
  CHECK(bench.values[3].as.i64 == -1);
}

TEST_CASE("an agent that refines offers the extension, and may fail to answer") {
  AgentBench bench;
  CHECK(bench.factory->get_extension(bench.agent, "archgym.agent.episode/10") == nullptr);
  const auto* episode = static_cast<const ag_agent_episode*>(
      bench.factory->get_extension(bench.agent, AG_AGENT_EPISODE_ID));
  REQUIRE(episode);
  CHECK(episode->previous(bench.agent, 7) == 6);
  CHECK(episode->previous(bench.agent, 0) == UINT64_MAX);
}

TEST_CASE("an agent without proposals waits or is done") {
  AgentBench waiting("wait");
  CHECK(waiting.ask(4) == AG_AGAIN);
  CHECK(waiting.filled == 0);
  AgentBench finished("finish");
  CHECK(finished.ask(4) == AG_DONE);
}

TEST_CASE("an agent that fails leaves the outputs alone") {
  const auto message = [](const char* mode) {
    AgentBench bench(mode);
    CHECK(bench.ask(2) == AG_E_INSTANCE);
    CHECK(bench.filled == 77);
    return std::string(bench.error.text());
  };
  CHECK(message("throw") == "lost");
  CHECK(message("greedy") == "more proposals than the host asked for");
  CHECK(message("wrong size") == "a proposal has 2 values, but the space has 1 parameters");

  AgentBench refused("", 2);
  CHECK(refused.created == AG_E_UNSUPPORTED);
  CHECK(refused.agent == nullptr);
  CHECK(refused.error.text() == "one objective only");
}

TEST_CASE("only a trial that is ok and meets its constraints is feasible") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto accepted = [](ag_status status, double objective, double constraint) {
    AgentBench bench;
    bench.tell(9, status, objective, constraint);
    bench.ask(2);
    return bench.values[0].as.i64 == 9;
  };
  CHECK(accepted(AG_OK, -1.0, 0.0));
  CHECK_FALSE(accepted(AG_OK, -1.0, 0.1));
  CHECK_FALSE(accepted(AG_OK, -1.0, nan));
  CHECK_FALSE(accepted(AG_INFEASIBLE, -1.0, 0.0));
  CHECK_FALSE(accepted(AG_PENDING, -1.0, 0.0));
  CHECK_FALSE(accepted(AG_E_TRANSIENT, -1.0, 0.0));
}

TEST_CASE("a loaded agent continues, and a rejected state changes nothing") {
  AgentBench source;
  source.tell(8, AG_OK, -1.0);
  const std::string state = source.save();

  AgentBench target;
  CHECK(target.load(state.substr(0, state.size() - 1)) == AG_E_REJECTED);

  // load() throws after it has changed its object: the agent must still be the one from before.
  archgym::Writer foreign;
  foreign.begin("climber", 1);
  foreign.i64(9);
  foreign.i64(1);
  archgym::test::ByteSink sink;
  archgym::detail::write_state(sink.table, foreign);
  CHECK(target.load(sink.bytes) == AG_E_REJECTED);
  CHECK(target.error.text() == "not ours");
  target.ask(2);
  CHECK(target.values[0].as.i64 == 4);

  CHECK(target.load(state) == AG_OK);
  target.ask(2);
  CHECK(target.values[0].as.i64 == 8);
}

TEST_CASE("the space tells feasible, infeasible and wrong apart") {
  OneInteger one;
  const archgym::Space space(&one.table);
  CHECK(space.size() == 1);
  CHECK(std::string(space[0].name()) == "depth");
  CHECK(space[0].type() == archgym::ParameterType::integer);
  CHECK(space[0].numbers().empty());
  CHECK(space.initial()[0].as.i64 == 3);

  archgym::Point point = {integer(4)};
  CHECK(space.canonicalise(point));
  point[0] = integer(5);
  CHECK_FALSE(space.canonicalise(point));
  point[0] = integer(10);
  CHECK_THROWS_AS(space.canonicalise(point), archgym::InvalidArgument);
  point.push_back(integer(1));
  CHECK_THROWS_AS(space.canonicalise(point), std::length_error);
}

namespace {

// Predicts the last y that it was given.
class Echo {
 public:
  explicit Echo(const archgym::ModelSetup&) {}
  void fit(archgym::Matrix<const double>, archgym::Matrix<const double> y, archgym::Call&) {
    last_ = y[y.rows() - 1][0];
  }
  void predict(archgym::Matrix<const double> x, archgym::Matrix<double> mean,
               archgym::Matrix<double> stddev, archgym::Call&) {
    for (std::size_t row = 0; row < x.rows(); ++row) {
      mean[row][0] = last_ + x[row][0];
      if (!stddev.empty()) stddev[row][0] = 0.5;
    }
  }
  void save(archgym::Writer& out) const {
    out.begin("echo", 1);
    out.real(last_);
  }
  void load(archgym::Reader& in) {
    in.begin("echo", 1);
    last_ = in.real();
  }

 private:
  double last_ = 0.0;
};

class Frozen {
 public:
  explicit Frozen(const archgym::ModelSetup&) {}
  void predict(archgym::Matrix<const double>, archgym::Matrix<double>, archgym::Matrix<double>,
               archgym::Call&) {
    throw archgym::Transient("no weights");
  }
  void save(archgym::Writer&) const {}
  void load(archgym::Reader&) {}
};

}  // namespace

TEST_CASE("a model fits, predicts and survives a checkpoint") {
  const auto* factory =
      static_cast<const ag_model_factory*>(archgym::detail::ModelFactory<Echo>::table());
  FakeHost host;
  ag_ctx ctx;
  OneInteger space;
  const ag_model_setup setup{sizeof setup, 0, &space.table, 1};
  ag_model* model = nullptr;
  REQUIRE(factory->create(&host.table, &setup, nullptr, 0, 1, &model, nullptr) == AG_OK);
  const double x[] = {2, 4};
  const double y[] = {10, 20};
  CHECK(factory->fit(model, &ctx, x, y, 2, 1, 1, nullptr) == AG_OK);
  archgym::test::ByteSink sink;
  CHECK(factory->save(model, &ctx, &sink.table, nullptr) == AG_OK);
  factory->destroy(model);

  REQUIRE(factory->create(&host.table, &setup, nullptr, 0, 1, &model, nullptr) == AG_OK);
  archgym::test::ByteSource source(sink.bytes);
  CHECK(factory->load(model, &ctx, &source.table, nullptr) == AG_OK);
  double mean[2] = {};
  double stddev[2] = {};
  CHECK(factory->predict(model, &ctx, x, 2, 1, mean, nullptr, 1, nullptr) == AG_OK);
  CHECK(mean[0] == 22.0);
  CHECK(mean[1] == 24.0);
  CHECK(factory->predict(model, &ctx, x, 2, 1, mean, stddev, 1, nullptr) == AG_OK);
  CHECK(stddev[1] == 0.5);
  // Rows and outputs of another shape than the setup's.
  CHECK(factory->fit(model, &ctx, x, y, 1, 2, 1, nullptr) == AG_E_INVALID);
  CHECK(factory->predict(model, &ctx, x, 1, 1, mean, nullptr, 2, nullptr) == AG_E_INVALID);
  factory->destroy(model);
}

TEST_CASE("a model without fit is pre-trained only") {
  const auto* factory =
      static_cast<const ag_model_factory*>(archgym::detail::ModelFactory<Frozen>::table());
  CHECK(factory->fit == nullptr);
  FakeHost host;
  ag_ctx ctx;
  OneInteger space;
  const ag_model_setup setup{sizeof setup, 0, &space.table, 1};
  ag_model* model = nullptr;
  REQUIRE(factory->create(&host.table, &setup, nullptr, 0, 1, &model, nullptr) == AG_OK);
  ErrorBuffer error;
  CHECK(factory->predict(model, &ctx, nullptr, 0, 1, nullptr, nullptr, 1, &error.table) ==
        AG_E_TRANSIENT);
  CHECK(error.text() == "no weights");
  factory->destroy(model);
}
