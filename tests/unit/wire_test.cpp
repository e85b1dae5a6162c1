#include <archgym/host.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "evaluate/hello.hpp"
#include "evaluate/wire.hpp"

using archgym::host::Batch;
using archgym::host::EvaluationStatus;
namespace wire = archgym::host::wire;

namespace {

constexpr std::size_t k_parameters = 3, k_metrics = 2, k_rows = 4;

ag_value number(double real) {
  ag_value value{};
  value.kind = AG_KIND_REAL;
  value.as.f64 = real;
  return value;
}

Batch filled_batch() {
  Batch batch(k_parameters, k_metrics);
  batch.resize(k_rows);
  for (std::size_t row = 0; row < k_rows; ++row) {
    for (std::size_t k = 0; k < k_parameters; ++k) {
      batch.point(row)[k] = number(10.0 * static_cast<double>(row) + static_cast<double>(k));
    }
    if (row == 2) {  // the third step of an episode
      auto& earlier = batch.step(row).emplace().earlier;
      for (std::size_t k = 0; k < k_parameters; ++k) earlier.push_back(batch.point(0)[k]);
      for (std::size_t k = 0; k < k_parameters; ++k) earlier.push_back(batch.point(1)[k]);
    }
    batch.fail(row, EvaluationStatus::crashed, std::string(row, 'x'));
    batch.metrics(row)[0] = static_cast<double>(row);
    batch.outcome(row).transient = row == 1;
    batch.outcome(row).refused = row == 3;
    batch.outcome(row).ended = row == 2;
    batch.outcome(row).wall_seconds = 0.5;
    if (row > 0) batch.outcome(row).info = "{\"row\":" + std::to_string(row) + "}";
  }
  batch.outcome(2).status = EvaluationStatus::ok;
  return batch;
}

void feed(wire::Reader& reader, std::string_view bytes) {
  const auto space = reader.space(bytes.size());
  std::memcpy(space.data(), bytes.data(), bytes.size());
  reader.received(bytes.size());
}

std::string_view body_of(std::string_view message) {
  return message.substr(16);
}

}  // namespace

TEST_CASE("messages arrive whole, however the bytes come") {
  std::string first, second;
  wire::put(first, wire::Type::hello, "good morning");
  wire::put_log(second, AG_LOG_WARN, "engine", "low on oil");
  wire::Reader reader;
  std::vector<std::string> bodies;
  for (const char byte : first + second) {
    feed(reader, {&byte, 1});
    const auto message = reader.next();
    REQUIRE(message);
    if (*message) bodies.emplace_back((*message)->body);
  }
  REQUIRE(bodies.size() == 2);
  CHECK(bodies[0] == "good morning");
  const auto log = wire::read_log(bodies[1]);
  REQUIRE(log);
  CHECK(log->level == AG_LOG_WARN);
  CHECK(log->component == "engine");
  CHECK(log->text == "low on oil");
  CHECK_FALSE(reader.partial());
}

TEST_CASE("bytes that are no message are an error, not a wait") {
  wire::Reader reader;
  feed(reader, "Segmentation fault (core dumped)");
  const auto message = reader.next();
  REQUIRE_FALSE(message);
  CHECK_THAT(message.error().message, Catch::Contains("broken message"));
}

TEST_CASE("designs and results survive the wire") {
  Batch sent = filled_batch();
  const std::vector<std::size_t> rows{2, 0};
  std::string message;
  wire::put_evaluate(message, 77, sent, rows);
  Batch received(k_parameters, k_metrics);
  const auto call = wire::read_evaluate(body_of(message), received);
  REQUIRE(call);
  CHECK(*call == 77);
  REQUIRE(received.size() == 2);
  CHECK(received.point(0)[1].as.f64 == 21);
  REQUIRE(received.step(0));
  CHECK(received.step_count(0) == 3);
  CHECK(received.step(0)->earlier[k_parameters + 1].as.f64 == 11);
  CHECK_FALSE(received.step(1));
  CHECK(received.point(1)[2].as.f64 == 2);

  wire::put_results(message, {77, true, true}, sent, k_rows);
  Batch target(k_parameters, k_metrics);
  target.resize(k_rows + 1);
  const std::vector<std::size_t> places{4, 3, 2, 1};
  const auto results = wire::read_results(body_of(message), target, places);
  REQUIRE(results);
  CHECK(results->call == 77);
  CHECK(results->process_suspect);
  CHECK(results->worn);
  CHECK(target.outcome(2).status == EvaluationStatus::ok);
  CHECK(target.outcome(3).transient);
  CHECK_FALSE(target.outcome(3).refused);
  CHECK(target.outcome(1).refused);
  CHECK(target.outcome(2).ended);
  CHECK_FALSE(target.outcome(1).ended);
  CHECK_FALSE(target.outcome(1).transient);
  CHECK(target.outcome(1).reason == "xxx");
  CHECK(target.outcome(1).info == "{\"row\":3}");
  CHECK(target.outcome(4).info.empty());
  CHECK(target.metrics(1)[0] == 3);
  CHECK(std::isnan(target.metrics(1)[1]));
}

TEST_CASE("a message with anything missing, changed or added is refused") {
  Batch batch = filled_batch();
  const std::vector<std::size_t> rows{0, 1, 2, 3};
  std::string evaluate, results;
  wire::put_evaluate(evaluate, 1, batch, rows);
  wire::put_results(results, {1, false, false}, batch, k_rows);
  for (const std::string& message : {evaluate, results}) {
    const std::string body(body_of(message));
    auto accepted = [&](const std::string& bytes) {
      Batch target(k_parameters, k_metrics);
      target.resize(k_rows);
      return message == evaluate ? wire::read_evaluate(bytes, target).has_value()
                                 : wire::read_results(bytes, target, rows).has_value();
    };
    REQUIRE(accepted(body));
    for (std::size_t size = 0; size < body.size(); ++size)
      CHECK_FALSE(accepted(body.substr(0, size)));
    CHECK_FALSE(accepted(body + "x"));
    std::string more_rows = body;
    more_rows[8] = 100;
    CHECK_FALSE(accepted(more_rows));
  }
  std::string text = evaluate;
  text[16 + 16 + 8] = AG_KIND_TEXT;  // a pointer of another process
  Batch target(k_parameters, k_metrics);
  CHECK_FALSE(wire::read_evaluate(body_of(text), target));
  std::string status = results;
  status[16 + 24] = 100;
  target.resize(k_rows);
  CHECK_FALSE(wire::read_results(body_of(status), target, rows));
}

TEST_CASE("a greeting and a refusal survive the way through text") {
  archgym::host::Hello hello{
      "{}", "/a/b.archgym.json", {{"parameters", {1}}}, {{"depth", 3}}, "w", 9, {}, "/tmp/s", true};
  hello.limits.cpu_seconds = 1.5;
  const auto back = archgym::host::hello_from_text(to_text(hello));
  REQUIRE(back);
  CHECK(to_text(*back) == to_text(hello));
  CHECK_FALSE(archgym::host::hello_from_text("{\"config\": 3}"));
  const auto error = archgym::host::refusal_from_text(
      archgym::host::refusal_text({archgym::host::Fault::input, "no such device"}));
  CHECK(error.fault == archgym::host::Fault::input);
  CHECK(error.message == "no such device");
  CHECK_FALSE(archgym::host::refusal_from_text("[]").message.empty());
}
