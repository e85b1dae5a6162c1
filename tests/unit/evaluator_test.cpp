// The evaluators that work with other evaluators, on fake ones.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <numeric>
#include <thread>

#include "base/ending.hpp"
#include "evaluate/call_size.hpp"
#include "evaluate/make.hpp"
#include "evaluate/pool.hpp"
#include "plugin/discovery.hpp"

using namespace archgym::host;

namespace {

constexpr std::size_t k_rows = 200;

// Settles rows with their number as the metric.
class Fake : public Evaluator {
 public:
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
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    return {};
  }

  std::size_t fails_at = k_rows;
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

// Everything that was begun.
Result<void> finish(Evaluations& evaluations, EvaluationObserver& observer) {
  Result<void> done;
  while (done && observer.proceed() && !evaluations.idle()) done = evaluations.advance(observer);
  auto stopped = evaluations.stop(observer);
  return done ? stopped : done;
}

TEST_CASE("a pool settles every row once, again and again") {
  for (const std::size_t lanes : {1, 2, 7}) {
    auto pool = pool_of(lanes);
    for (int round = 0; round < 20; ++round) {
      Work work;
      pool->begin(work.batch, work.rows);
      REQUIRE(finish(*pool, work.watcher));
      CHECK(work.watcher.times.size() == k_rows);
      for (const auto& [row, times] : work.watcher.times) {
        CHECK(times == 1);
        CHECK(work.batch.metrics(row)[0] == static_cast<double>(row));
      }
    }
  }
}

TEST_CASE("rows can be added while others run, with one evaluator or several") {
  for (const std::size_t lanes : {0, 1, 3}) {
    std::unique_ptr<Evaluations> evaluations;
    if (lanes == 0) {
      evaluations = std::make_unique<SerialEvaluations>(std::make_unique<Fake>());
    } else {
      evaluations = pool_of(lanes);
    }
    Work work;
    const auto rows = std::span<const std::size_t>(work.rows);
    for (std::size_t first = 0; first < k_rows; first += 10) {
      evaluations->begin(work.batch, rows.subspan(first, 10));
      REQUIRE(evaluations->advance(work.watcher));
    }
    REQUIRE(finish(*evaluations, work.watcher));
    CHECK(evaluations->idle());
    CHECK(work.watcher.times.size() == k_rows);
  }
}

TEST_CASE("a short evaluation is reported while a long one goes on") {
  // The first row ends when the second one has been reported.
  struct Patient : Evaluator {
    explicit Patient(std::atomic<bool>& released) : go(released) {}
    Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                          EvaluationObserver& observer) override {
      for (const std::size_t row : rows) {
        while (row == 0 && !go) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        batch.fail(row, EvaluationStatus::ok, "");
        if (auto settled = observer.settled(row); !settled) return settled;
      }
      return {};
    }
    std::atomic<bool>& go;
  };
  struct Releasing : Watcher {
    Result<void> settled(std::size_t row) override {
      if (row == 1) go = true;
      return Watcher::settled(row);
    }
    std::atomic<bool> go = false;
  };
  Work work;
  Releasing watcher;
  std::vector<std::unique_ptr<Evaluator>> evaluators;
  for (int lane = 0; lane < 2; ++lane) evaluators.push_back(std::make_unique<Patient>(watcher.go));
  EvaluationPool pool(std::move(evaluators));
  pool.begin(work.batch, std::span(work.rows).first(2));
  REQUIRE(finish(pool, watcher));
  CHECK(watcher.times.size() == 2);
}

TEST_CASE("a pool that is told to stop gives the other rows up") {
  auto pool = pool_of(3);
  Work work;
  work.watcher.stop_at = 0;
  pool->begin(work.batch, work.rows);
  REQUIRE(pool->stop(work.watcher));
  CHECK(pool->idle());
  Work after;  // the pool can be used again
  pool->begin(after.batch, after.rows);
  REQUIRE(finish(*pool, after.watcher));
  CHECK(after.watcher.times.size() == k_rows);
}

TEST_CASE("an error of one evaluator, or of the observer, ends the work of the pool") {
  Work work;
  auto burning = pool_of(2, 60);
  burning->begin(work.batch, work.rows);
  const auto failed = finish(*burning, work.watcher);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().message == "the disk is on fire");
  CHECK_FALSE(work.watcher.times.contains(60));

  Work refused;
  refused.watcher.error_at = 10;
  auto pool = pool_of(2);
  pool->begin(refused.batch, refused.rows);
  const auto full = finish(*pool, refused.watcher);
  REQUIRE_FALSE(full);
  CHECK(full.error().message == "the file is full");
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
        "; the last output was: free():  invalid \\x01pointer\xef\xbf\xbd");
  CHECK(last_words(std::string(5000, 'y')).size() < 500);
}
