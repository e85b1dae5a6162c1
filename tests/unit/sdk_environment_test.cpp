#include <archgym/environment.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sdk_host.hpp"
#include "sdk_streams.hpp"

namespace {

using archgym::test::ErrorBuffer;
using archgym::test::FakeHost;

// What the next evaluate() does; set by each test.
std::function<void(const archgym::Request&, archgym::Result&, archgym::Call&)> behaviour;

class Scripted {
 public:
  explicit Scripted(const archgym::EnvironmentSetup& setup) {
    if (setup.config_json == "refuse") throw archgym::InvalidArgument("bad config");
    setup.log(archgym::Level::warn, "created in " + std::string(setup.resource_dir));
  }
  void evaluate(const archgym::Request& request, archgym::Result& result, archgym::Call& call) {
    behaviour(request, result, call);
  }
};

class Rich {
 public:
  explicit Rich(const archgym::EnvironmentSetup&) {}
  void evaluate(archgym::Batch& batch, archgym::Call&) {
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch.result(i).set(0, static_cast<double>(batch.request(i).integer(0) * total_));
      if (batch.request(i).integer(0) == 13) batch.result(i).infeasible("unlucky");
      if (batch.request(i).integer(0) == 99) throw std::runtime_error("out of luck");
    }
  }
  void interrupt() { total_ = 1000; }
  void save(archgym::Writer& out) const {
    out.begin("rich", 1);
    out.i64(total_);
  }
  void load(archgym::Reader& in) {
    in.begin("rich", 1);
    total_ = in.i64();
  }
  void reset(archgym::Call&) { steps_ = 0; }
  bool step(const archgym::Request& request, archgym::Result& result, archgym::Call&) {
    if (request.integer(0) < 0) throw archgym::Infeasible("negative");
    result.set(0, ++steps_);
    return steps_ == 2;
  }
  void declare_space(std::string_view workload, archgym::SpaceDeclaration& space) {
    if (workload.empty()) throw archgym::InvalidArgument("no layers");
    space.boolean({"Skip", "Skip it."}, false);
    space.integer({"Tile", "A \"tile\" of\n" + std::string(workload), "rows"}, 1, 64, 4, 3,
                  archgym::Axis::log);
    space.real({"Share", "Share.", "", "Skip", "Tile > 4"}, 0.1, 1e100, 0.25);
    space.ordinal({"Ports", "Ports."}, std::vector<int>{1, 2, 4}, 2);
    space.categorical({"Policy", "Policy."}, {"a", "b"}, "b");
    space.permutation({"Order", "Order."}, {"x", "y"});
    space.require("Tile * Ports < 64", "It fits.");
    space.part("tiles", "Tiles alone.", R"({"Tile": {}})");
    space.fidelity("Ports");
  }

 private:
  std::int64_t total_ = 1;
  int steps_ = 0;
};

// An instance of T, and a batch of design points with one integer parameter and two metrics.
template <class T>
struct Bench {
  explicit Bench(const std::vector<std::int64_t>& numbers = {7},
                 std::uint32_t host_size = sizeof(ag_host))
      : host(host_size),
        errors(std::make_unique<ErrorBuffer[]>(numbers.size())),
        metrics(2 * numbers.size(), std::numeric_limits<double>::quiet_NaN()) {
    const ag_env_setup setup{sizeof setup, 0, "{}", "/resources"};
    REQUIRE(factory->create(&host.table, &setup, &env, nullptr) == AG_OK);
    for (const auto number : numbers) {
      ag_value value{AG_KIND_INT, 0, {0}};
      value.as.i64 = number;
      values.push_back(value);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      requests.push_back({sizeof(ag_eval_request), 0, &values[i], 1, 40 + i, "stream"});
      results.push_back(
          {sizeof(ag_eval_result), AG_E_PROCESS, &metrics[2 * i], 2, &errors[i].table, nullptr});
    }
  }
  ~Bench() { factory->destroy(env); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  ag_status evaluate() {
    std::vector<const ag_eval_request*> in;
    std::vector<ag_eval_result*> out;
    for (auto& request : requests) in.push_back(&request);
    for (auto& result : results) out.push_back(&result);
    return factory->evaluate(env, &ctx, in.data(), out.data(), in.size(), &call_error.table);
  }

  const ag_env_factory* factory =
      static_cast<const ag_env_factory*>(archgym::detail::EnvironmentFactory<T>::table());
  FakeHost host;
  ag_ctx ctx;
  ag_env* env = nullptr;
  std::unique_ptr<ErrorBuffer[]> errors;
  ErrorBuffer call_error;
  std::vector<double> metrics;
  std::vector<ag_value> values;
  std::vector<ag_eval_request> requests;
  std::vector<ag_eval_result> results;
};

}  // namespace

TEST_CASE("a request carries everything and a result takes it") {
  Bench<Scripted> bench;
  archgym::test::ByteSink info;
  bench.results[0].info = &info.table;
  behaviour = [](const auto& request, auto& result, auto& call) {
    CHECK(request.size() == 1);
    CHECK(request.active(0));
    CHECK(request.number(0) == 7.0);
    CHECK(request.workload() == "stream");
    CHECK(request.seed() == 40);
    CHECK(call.threads() == 3);
    CHECK(std::string(call.scratch_dir()) == "/scratch");
    call.poll(0.5, "half");
    result.set(1, static_cast<double>(request.integer(0)));
    result.info("{\"a\": 1}");
  };
  CHECK(bench.evaluate() == AG_OK);
  CHECK(bench.results[0].status == AG_OK);
  CHECK(std::isnan(bench.metrics[0]));
  CHECK(bench.metrics[1] == 7.0);
  CHECK(info.bytes == "{\"a\": 1}");
  CHECK(bench.ctx.polls == 1);
  CHECK(bench.host.logged == "3 environment: created in /resources\n");
}

TEST_CASE("each exception becomes its status and its message") {
  const auto thrown = [](auto exception, ag_status status, const std::string& text) {
    Bench<Scripted> bench;
    behaviour = [&](const auto&, auto& result, auto&) {
      result.set(0, 1.0);
      throw exception;
    };
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.results[0].status == status);
    CHECK(bench.errors[0].text() == text);
    CHECK(bench.errors[0].table.status == status);
    CHECK(std::isnan(bench.metrics[0]));  // a point that fails has no metrics
  };
  thrown(archgym::Infeasible("a"), AG_INFEASIBLE, "a");
  thrown(archgym::Cancelled("b"), AG_CANCELLED, "b");
  thrown(archgym::InvalidArgument("c"), AG_E_INVALID, "c");
  thrown(archgym::Unsupported("d"), AG_E_UNSUPPORTED, "d");
  thrown(archgym::Rejected("e"), AG_E_REJECTED, "e");
  thrown(archgym::Transient("f"), AG_E_TRANSIENT, "f");
  thrown(archgym::InstanceDead("g"), AG_E_INSTANCE, "g");
  thrown(archgym::ProcessSuspect("h"), AG_E_PROCESS, "h");
  thrown(std::runtime_error("i"), AG_E_INSTANCE, "i");
  thrown(42, AG_E_INSTANCE, "the plugin threw something that is not a std::exception");
}

TEST_CASE("a constructor that throws makes no instance") {
  Bench<Scripted> bench;
  ag_env* env = nullptr;
  ErrorBuffer error;
  const ag_env_setup setup{sizeof setup, 0, "refuse", "/"};
  CHECK(bench.factory->create(&bench.host.table, &setup, &env, &error.table) == AG_E_INVALID);
  CHECK(env == nullptr);
  CHECK(error.text() == "bad config");
  CHECK(bench.factory->create(&bench.host.table, &setup, &env, nullptr) == AG_E_INVALID);
}

TEST_CASE("an error text needs no buffer, an old one or a large one") {
  Bench<Scripted> bench;
  behaviour = [](const auto&, auto&, auto&) { throw archgym::Infeasible("too h\xc3\xb6t"); };

  SECTION("no ag_error") {
    bench.results[0].error = nullptr;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.results[0].status == AG_INFEASIBLE);
  }
  SECTION("no message buffer") {
    bench.errors[0].table.message = nullptr;
    bench.errors[0].table.length = 5;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.errors[0].table.length == 0);
  }
  SECTION("a table from before `length`") {
    bench.errors[0].table.struct_size = AG_SIZE_UP_TO(ag_error, capacity);
    bench.errors[0].table.length = 5;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.results[0].status == AG_INFEASIBLE);
    CHECK(bench.errors[0].table.length == 5);
  }
  SECTION("a short buffer is never cut inside a character") {
    bench.errors[0].table.capacity = 6;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.errors[0].text() == "too h");
    bench.errors[0].table.capacity = 7;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.errors[0].text() == "too h\xc3\xb6");
    bench.errors[0].table.capacity = 0;
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.errors[0].text().empty());
  }
}

TEST_CASE("a host with fewer services is enough") {
  Bench<Scripted> bench({7}, AG_SIZE_UP_TO(ag_host, log));
  behaviour = [](const auto&, auto& result, auto& call) {
    call.poll();
    CHECK(call.threads() == 1);
    CHECK(call.host().extension("archgym.any/1") == nullptr);
    result.set(0, 1.0);
    call.scratch_dir();
  };
  CHECK(bench.evaluate() == AG_OK);
  CHECK(bench.results[0].status == AG_E_TRANSIENT);
  CHECK(bench.ctx.polls == 0);

  Bench<Scripted> mute({7}, AG_SIZE_UP_TO(ag_host, version));
  CHECK(mute.host.logged.empty());
}

TEST_CASE("poll stops a cancelled call") {
  Bench<Scripted> bench;
  bench.ctx.cancelled = true;
  behaviour = [](const auto&, auto&, auto& call) {
    call.poll();
    FAIL("poll() returned");
  };
  CHECK(bench.evaluate() == AG_OK);
  CHECK(bench.results[0].status == AG_CANCELLED);
}

TEST_CASE("one bad point does not fail the batch") {
  Bench<Scripted> bench({1, 2, 3});
  behaviour = [](const auto& request, auto& result, auto&) {
    if (request.integer(0) == 2) result.infeasible("two");
    result.set(0, 1.0);
  };
  CHECK(bench.evaluate() == AG_OK);
  CHECK(bench.results[0].status == AG_OK);
  CHECK(bench.results[1].status == AG_INFEASIBLE);
  CHECK(bench.errors[1].text() == "two");
  CHECK(bench.results[2].status == AG_OK);
  CHECK(bench.metrics[0] == 1.0);
  CHECK(std::isnan(bench.metrics[2]));
  CHECK(bench.metrics[4] == 1.0);
}

TEST_CASE("an instance that died evaluates nothing more") {
  Bench<Scripted> bench({1, 2, 3, 4});
  int evaluated = 0;
  behaviour = [&](const auto& request, auto& result, auto&) {
    ++evaluated;
    if (request.integer(0) == 2) throw std::bad_alloc();
    result.set(0, 1.0);
  };
  CHECK(bench.evaluate() == AG_OK);
  CHECK(evaluated == 2);
  CHECK(bench.results[0].status == AG_OK);
  CHECK(bench.results[1].status == AG_E_INSTANCE);
  CHECK(bench.results[2].status == AG_E_TRANSIENT);
  CHECK(bench.results[3].status == AG_E_TRANSIENT);
}

TEST_CASE("misreading the manifest is an error that says so") {
  const auto message = [](auto read) {
    Bench<Scripted> bench;
    behaviour = [&](const auto& request, auto& result, auto&) { read(request, result); };
    CHECK(bench.evaluate() == AG_OK);
    CHECK(bench.results[0].status == AG_E_INSTANCE);
    return std::string(bench.errors[0].text());
  };
  CHECK(message([](const auto& request, auto&) { request.real(0); }) ==
        "value 0 is an integer according to the manifest, but the plugin reads it as a real");
  CHECK(message([](const auto& request, auto&) { request.integer(1); }) ==
        "the plugin asks for value 1, but the manifest declares 1");
  CHECK(message([](const auto&, auto& result) { result.set(2, 0.0); }) ==
        "the plugin asks for metric 2, but the manifest declares 2");
}

TEST_CASE("a class may take whole batches") {
  Bench<Rich> bench({2, 13, 4});
  CHECK(bench.evaluate() == AG_OK);
  CHECK(bench.metrics[0] == 2.0);
  CHECK(bench.results[1].status == AG_INFEASIBLE);
  CHECK(std::isnan(bench.metrics[2]));
  CHECK(bench.metrics[4] == 4.0);

  Bench<Rich> failing({2, 99});
  CHECK(failing.evaluate() == AG_E_INSTANCE);
  CHECK(failing.call_error.text() == "out of luck");
}

TEST_CASE("a capability is offered when the class has its functions") {
  Bench<Scripted> plain;
  for (const char* id : {AG_ENV_INTERRUPT_ID, AG_ENV_SNAPSHOT_ID, AG_ENV_EPISODE_ID,
                         AG_ENV_SPACE_ID, "", "archgym.any/1"}) {
    CHECK(plain.factory->get_extension(plain.env, id) == nullptr);
  }

  Bench<Rich> rich({6});
  CHECK(rich.factory->get_extension(rich.env, "archgym.env.interrupt/10") == nullptr);
  const auto* interrupt = static_cast<const ag_env_interrupt*>(
      rich.factory->get_extension(rich.env, AG_ENV_INTERRUPT_ID));
  const auto* snapshot = static_cast<const ag_env_snapshot*>(
      rich.factory->get_extension(rich.env, AG_ENV_SNAPSHOT_ID));
  const auto* episode =
      static_cast<const ag_env_episode*>(rich.factory->get_extension(rich.env, AG_ENV_EPISODE_ID));
  REQUIRE(interrupt);
  REQUIRE(snapshot);
  REQUIRE(episode);

  archgym::test::ByteSink sink;
  CHECK(snapshot->save(rich.env, &rich.ctx, &sink.table, nullptr) == AG_OK);
  interrupt->interrupt(rich.env);
  rich.evaluate();
  CHECK(rich.metrics[0] == 6000.0);
  archgym::test::ByteSource source(sink.bytes);
  CHECK(snapshot->load(rich.env, &rich.ctx, &source.table, nullptr) == AG_OK);
  rich.evaluate();
  CHECK(rich.metrics[0] == 6.0);
  ErrorBuffer error;
  archgym::test::ByteSource garbage("garbage");
  CHECK(snapshot->load(rich.env, &rich.ctx, &garbage.table, &error.table) == AG_E_REJECTED);
  CHECK(error.text() == "not a state written by the ArchGym SDK");

  CHECK(episode->reset(rich.env, &rich.ctx, nullptr) == AG_OK);
  const auto step = [&] {
    CHECK(episode->step(rich.env, &rich.ctx, &rich.requests[0], &rich.results[0], &error.table) ==
          AG_OK);
    return rich.results[0].status;
  };
  CHECK(step() == AG_OK);
  CHECK(rich.metrics[0] == 1.0);
  CHECK(step() == AG_DONE);
  CHECK(rich.metrics[0] == 2.0);
  rich.values[0].as.i64 = -1;
  CHECK(step() == AG_INFEASIBLE);
  CHECK(std::isnan(rich.metrics[0]));
  CHECK(rich.errors[0].text() == "negative");
}

TEST_CASE("a space is declared as the JSON of a manifest") {
  Bench<Rich> bench;
  const auto* space =
      static_cast<const ag_env_space*>(bench.factory->get_extension(bench.env, AG_ENV_SPACE_ID));
  REQUIRE(space);
  archgym::test::ByteSink sink;
  sink.most_at_once = 100;
  ag_space_request request{sizeof(ag_space_request), 0, "conv"};
  CHECK(space->declare(bench.env, &bench.ctx, &request, &sink.table, nullptr) == AG_OK);
  CHECK(sink.bytes ==
        R"({"parameters":[)"
        R"({"name":"Skip","type":"bool","description":"Skip it.","default":false},)"
        R"({"name":"Tile","type":"integer","description":"A \"tile\" of\u000aconv","unit":"rows",)"
        R"("minimum":1,"maximum":64,"step":3,"scale":"log","default":4},)"
        R"({"name":"Share","type":"real","description":"Share.","when":"Skip",)"
        R"("inert_when":"Tile > 4","minimum":0.1,"maximum":1e+100,"default":0.25},)"
        R"({"name":"Ports","type":"ordinal","description":"Ports.","values":[1,2,4],"default":2},)"
        R"({"name":"Policy","type":"categorical","description":"Policy.","values":["a","b"],)"
        R"("default":"b"},)"
        R"({"name":"Order","type":"permutation","description":"Order.","values":["x","y"],)"
        R"("default":["x","y"]}],)"
        R"("constraints":[{"require":"Tile * Ports < 64","reason":"It fits."}],)"
        R"("spaces":[{"id":"tiles","description":"Tiles alone.","parameters":{"Tile": {}}}],)"
        R"("fidelity":"Ports"})");

  ErrorBuffer error;
  request.workload = "";
  CHECK(space->declare(bench.env, &bench.ctx, &request, &sink.table, &error.table) == AG_E_INVALID);
  CHECK(error.text() == "no layers");
  request.workload = "conv";
  sink.failing = true;
  CHECK(space->declare(bench.env, &bench.ctx, &request, &sink.table, &error.table) ==
        AG_E_TRANSIENT);
}
