// The evaluators that work with other evaluators, on fake ones.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>

#include "base/ending.hpp"
#include "evaluate/call_size.hpp"
#include "evaluate/make.hpp"
#include "evaluate/pool.hpp"
#include "evaluate/retry.hpp"
#include "plugin/discovery.hpp"

using namespace archgym::host;

namespace {

constexpr std::size_t k_rows = 200;

// Settles rows with their number as the metric, after `attempts` transient failures each.
class Fake : public Evaluator {
 public:
  explicit Fake(int attempts = 0) : attempts_(attempts) {}

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override {
    for (const std::size_t row : rows) {
      if (!observer.proceed()) {
        batch.cancel(row);
        continue;
      }
      if (fails_at == row) return failure("the disk is on fire");
      batch.fail(row, EvaluationStatus::ok, "");
      batch.metrics(row)[0] = static_cast<double>(row);
      if (tries_[row]++ < attempts_) {
        batch.fail(row, EvaluationStatus::failed, "busy");
        batch.outcome(row).transient = true;
      }
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    return {};
  }

  std::size_t fails_at = k_rows;
  int tries(std::size_t row) { return tries_[row]; }

 private:
  int attempts_;
  std::map<std::size_t, int> tries_;
};

class Watcher : public EvaluationObserver {
 public:
  Result<void> settled(std::size_t row) override {
    ++times[row];
    if (times.size() == error_at) return failure("the file is full");
    return {};
  }
  bool proceed() override { return times.size() < stop_at; }

  std::map<std::size_t, int> times;
  std::size_t stop_at = k_rows + 1;
  std::size_t error_at = k_rows + 1;
};

struct Work {
  Work() : batch(0, 1), rows(k_rows) {
    batch.resize(k_rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }
  Batch batch;
  std::vector<std::size_t> rows;
  Watcher watcher;
};

std::unique_ptr<EvaluationPool> pool_of(std::size_t lanes, std::size_t fails_at = k_rows) {
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    auto fake = std::make_unique<Fake>();
    fake->fails_at = fails_at;
    evaluators.push_back(std::move(fake));
  }
  return std::make_unique<EvaluationPool>(std::move(evaluators));
}

}  // namespace

TEST_CASE("a pool settles every row once, again and again") {
  for (const std::size_t lanes : {1, 2, 7}) {
    auto pool = pool_of(lanes);
    for (int round = 0; round < 20; ++round) {
      Work work;
      REQUIRE(pool->evaluate(work.batch, work.rows, work.watcher));
      CHECK(work.watcher.times.size() == k_rows);
      for (const auto& [row, times] : work.watcher.times) {
        CHECK(times == 1);
        CHECK(work.batch.metrics(row)[0] == static_cast<double>(row));
      }
    }
  }
}

TEST_CASE("a pool that is told to stop leaves the other rows cancelled") {
  auto pool = pool_of(3);
  Work work;
  work.watcher.stop_at = 0;
  REQUIRE(pool->evaluate(work.batch, work.rows, work.watcher));
  for (const std::size_t row : work.rows) {
    const bool reported = work.watcher.times.contains(row);
    const bool given_up = work.batch.outcome(row).status == EvaluationStatus::cancelled;
    CHECK(reported != given_up);
  }
  Work after;  // the pool can be used again
  REQUIRE(pool->evaluate(after.batch, after.rows, after.watcher));
  CHECK(after.watcher.times.size() == k_rows);
}

TEST_CASE("an error of one evaluator, or of the observer, ends the call of the pool") {
  Work work;
  const auto failed = pool_of(2, 60)->evaluate(work.batch, work.rows, work.watcher);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message == "the disk is on fire");
  CHECK_FALSE(work.watcher.times.contains(60));

  Work refused;
  refused.watcher.error_at = 10;
  const auto full = pool_of(2)->evaluate(refused.batch, refused.rows, refused.watcher);
  REQUIRE_FALSE(full);
  CHECK(full.error().message == "the file is full");
}

TEST_CASE("only transient failures are tried again, and three times at the most") {
  auto fake = std::make_unique<Fake>(1);
  auto* evaluator = fake.get();
  RetryingEvaluator patient(std::move(fake), nullptr);
  Work work;
  REQUIRE(patient.evaluate(work.batch, work.rows, work.watcher));
  for (const std::size_t row : work.rows) {
    CHECK(work.watcher.times[row] == 1);
    CHECK(work.batch.outcome(row).status == EvaluationStatus::ok);
    CHECK(evaluator->tries(row) == 2);
  }

  fake = std::make_unique<Fake>(100);
  evaluator = fake.get();
  RetryingEvaluator in_vain(std::move(fake), nullptr);
  Work lost;
  REQUIRE(in_vain.evaluate(lost.batch, lost.rows, lost.watcher));
  for (const std::size_t row : lost.rows) {
    CHECK(lost.watcher.times[row] == 1);
    CHECK(lost.batch.outcome(row).status == EvaluationStatus::failed);
    CHECK(evaluator->tries(row) == 4);
  }
}

TEST_CASE("waiting for another try ends when the run is stopped") {
  std::atomic<bool> cancel = true;
  auto fake = std::make_unique<Fake>(100);
  auto* evaluator = fake.get();
  RetryingEvaluator patient(std::move(fake), &cancel);
  Work work;
  REQUIRE(patient.evaluate(work.batch, work.rows, work.watcher));
  CHECK(evaluator->tries(0) == 1);
  CHECK(work.watcher.times.size() == k_rows);
}

TEST_CASE("calls grow while they are short and shrink when they are long") {
  CallSize size(64);
  CHECK(size.next() == 1);
  for (int k = 0; k < 10; ++k) size.record(size.next(), 0.0001);
  CHECK(size.next() == 64);
  size.record(3, 0.0001);  // the rest of a batch says nothing about whole calls
  CHECK(size.next() == 64);
  size.record(64, 1);
  CHECK(size.next() == 32);
  for (int k = 0; k < 10; ++k) size.record(size.next(), 1);
  CHECK(size.next() == 1);
}

TEST_CASE("limits are read from text, with the nearest name for a typing error") {
  const auto limits = parse_limits("timeout_seconds=0.5, memory_mebibytes=64");
  REQUIRE(limits);
  CHECK(limits->timeout_seconds == 0.5);
  CHECK(limits->memory_mebibytes == 64u);
  CHECK_FALSE(limits->cpu_seconds);
  const auto all = combined(*limits, *parse_limits("timeout_seconds=9,recycle_after=7"));
  CHECK(all.timeout_seconds == 0.5);
  CHECK(all.recycle_after == 7u);
  auto message = [](const char* text) { return parse_limits(text).error().message; };
  CHECK_THAT(message("memory=3"), Catch::Contains("unknown limit 'memory'"));
  CHECK_THAT(message("timeout_second=3"), Catch::Contains("timeout_seconds"));
  CHECK_THAT(message("cpu_seconds=-1"), Catch::Contains("more than 0"));
  CHECK_THAT(message("recycle_after=0"), Catch::Contains("at least 1"));
  CHECK_THAT(message("5"), Catch::Contains("name=value"));
}

TEST_CASE("where a plugin runs follows from its manifest and the user's wish") {
  Manifest manifest;
  manifest.name = "sim";
  auto mode = [&manifest](IsolationMode wish, std::uint64_t jobs) {
    return resolved_isolation(manifest, {wish, jobs, ""});
  };
  CHECK(mode(IsolationMode::automatic, 1) == IsolationMode::worker);
  CHECK(mode(IsolationMode::none, 1) == IsolationMode::none);
  manifest.isolation.in_process = true;
  // What an author says is not enough.
  manifest.path = "/home/author/sim/sim.archgym.json";
  CHECK(mode(IsolationMode::automatic, 1) == IsolationMode::worker);
  CHECK(mode(IsolationMode::none, 1) == IsolationMode::none);
  manifest.path = archgym::host::host_plugin_directory() / "sim/sim.archgym.json";
  CHECK(mode(IsolationMode::automatic, 1) == IsolationMode::none);
  CHECK(mode(IsolationMode::automatic, 2) == IsolationMode::worker);
  CHECK_FALSE(mode(IsolationMode::none, 2));
  manifest.concurrency = Concurrency::instances;
  CHECK(mode(IsolationMode::automatic, 2) == IsolationMode::none);
  CHECK(mode(IsolationMode::worker, 2) == IsolationMode::worker);
}

TEST_CASE("the last output of a worker becomes one printable line") {
  CHECK(last_words("").empty());
  CHECK(last_words(" \n").empty());
  CHECK(last_words("free():\n\tinvalid \x01pointer\xff\n") ==
        "; the last output was: free():  invalid  pointer?");
  CHECK(last_words(std::string(5000, 'y')).size() < 500);
}
