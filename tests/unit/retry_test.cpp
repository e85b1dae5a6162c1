// Failures of the machine and failures of the design are told apart, on a fake evaluator.
#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "base/clock.hpp"
#include "evaluate/retry.hpp"
#include "evaluate/scratch.hpp"

using namespace archgym::host;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_rows = 20;
constexpr Patience k_short{0.001, 0.002, 0.05};

// What becomes of the n-th attempt at a design, whose only parameter is its number.
using Answer = std::function<void(Outcome&, std::int64_t design, int attempt)>;

void busy(Outcome& outcome) {
  outcome.status = EvaluationStatus::failed;
  outcome.transient = true;
  outcome.reason = "no licence";
}

class Fake : public Evaluator {
 public:
  explicit Fake(Answer answer) : answer_(std::move(answer)) {}

  Result<void> evaluate(Batch& batch, std::span<const std::size_t> rows,
                        EvaluationObserver& observer) override {
    for (const std::size_t row : rows) {
      batch.fail(row, EvaluationStatus::ok, "");
      const std::int64_t design = batch.point(row)[0].as.i64;
      answer_(batch.outcome(row), design, ++attempts[design]);
      if (auto settled = observer.settled(row); !settled) return settled;
    }
    return {};
  }

  std::map<std::int64_t, int> attempts;

 private:
  Answer answer_;
};

class Watcher : public EvaluationObserver {
 public:
  Result<void> settled(std::size_t row) override {
    ++times[row];
    return {};
  }
  bool proceed() override { return true; }

  std::map<std::size_t, int> times;
};

struct Work {
  explicit Work(Answer answer, const EvaluationSetup& setup = {}) : batch(1, 1), rows(k_rows) {
    batch.resize(k_rows);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    for (const std::size_t row : rows) {
      batch.point(row)[0].kind = AG_KIND_INT;
      batch.point(row)[0].as.i64 = static_cast<std::int64_t>(row);
    }
    auto made = std::make_unique<Fake>(std::move(answer));
    fake = made.get();
    retrying = std::make_unique<RetryingEvaluator>(std::move(made),
                                                   std::make_shared<Machine>(setup, k_short));
  }
  Result<void> evaluate() { return retrying->evaluate(batch, rows, watcher); }

  Batch batch;
  std::vector<std::size_t> rows;
  Fake* fake = nullptr;
  std::unique_ptr<RetryingEvaluator> retrying;
  Watcher watcher;
};

}  // namespace

TEST_CASE("what fails for a passing reason is tried again, and settles once") {
  Work work([](Outcome& outcome, std::int64_t, int attempt) {
    if (attempt < 3) busy(outcome);
  });
  REQUIRE(work.evaluate());
  for (const std::size_t row : work.rows) {
    CHECK(work.watcher.times[row] == 1);
    CHECK(work.batch.outcome(row).status == EvaluationStatus::ok);
  }
}

TEST_CASE("failures that are results are not tried again") {
  Work work(
      [](Outcome& outcome, std::int64_t, int) { outcome.status = EvaluationStatus::crashed; });
  REQUIRE(work.evaluate());
  for (const std::size_t row : work.rows) {
    CHECK(work.watcher.times[row] == 1);
    CHECK(work.fake->attempts[static_cast<std::int64_t>(row)] == 1);
  }
}

TEST_CASE("a design that never works while others do has failed by itself") {
  Work work([](Outcome& outcome, std::int64_t design, int) {
    if (design == 7) busy(outcome);
  });
  REQUIRE(work.evaluate());
  CHECK(work.watcher.times.size() == k_rows);
  CHECK(work.batch.outcome(7).status == EvaluationStatus::failed);
  CHECK(work.fake->attempts[7] == 5);  // the last one after a design that worked before
}

TEST_CASE("when nothing works any more, nothing is recorded and the machine is named") {
  std::atomic<bool> gone = false;
  Work work([&gone](Outcome& outcome, std::int64_t design, int) {
    gone = gone || design == 7;
    if (gone) busy(outcome);
  });
  const auto ended = work.evaluate();
  REQUIRE_FALSE(ended);
  CHECK(ended.error().fault == Fault::machine);
  CHECK_THAT(ended.error().message, Catch::Contains("no licence"));
  CHECK(work.watcher.times.size() == 7);
  for (std::size_t row = 7; row < k_rows; ++row) {
    CHECK(work.batch.outcome(row).status == EvaluationStatus::cancelled);
  }
}

TEST_CASE("a machine that comes back within its patience costs no design") {
  const double back_at = monotonic_seconds() + 0.03;
  Work work([back_at](Outcome& outcome, std::int64_t design, int) {
    if (design > 3 && monotonic_seconds() < back_at) busy(outcome);
  });
  REQUIRE(work.evaluate());
  for (const std::size_t row : work.rows) {
    CHECK(work.batch.outcome(row).status == EvaluationStatus::ok);
  }
}

TEST_CASE("a failure without a disk to write to is the disk's") {
  auto root = ScratchRoot::create();
  REQUIRE(root);
  EvaluationSetup setup;
  setup.scratch = &*root;
  Work work(
      [&root](Outcome& outcome, std::int64_t design, int attempt) {
        if (design != 5 || attempt > 1) return;
        fs::remove_all(root->path());
        outcome.status = EvaluationStatus::failed;
        outcome.reason = "cannot open the trace";
      },
      setup);
  REQUIRE(work.evaluate());
  CHECK(work.batch.outcome(5).status == EvaluationStatus::ok);
  CHECK(fs::is_directory(root->path()));
}

TEST_CASE("waiting for the machine ends when the run is stopped, and records nothing") {
  std::atomic<bool> cancel = true;
  EvaluationSetup setup;
  setup.cancel = &cancel;
  Work work([](Outcome& outcome, std::int64_t, int) { busy(outcome); }, setup);
  REQUIRE(work.evaluate());
  CHECK(work.watcher.times.empty());
  CHECK(work.batch.outcome(0).status == EvaluationStatus::cancelled);
}

TEST_CASE("a scratch root makes directories, also after a cleaner was there") {
  auto root = ScratchRoot::create();
  REQUIRE(root);
  std::set<fs::path> made;
  for (int k = 0; k < 3; ++k) {
    const auto directory = root->make("worker-");
    REQUIRE(directory);
    CHECK(fs::is_empty(*directory));
    made.insert(*directory);
    if (k == 1) fs::remove_all(root->path());
  }
  CHECK(made.size() == 3);
  CHECK(root->check());
  fs::remove_all(root->path());
  const auto trouble = root->check();
  REQUIRE_FALSE(trouble);
  CHECK_THAT(trouble.error().message, Catch::Contains("was removed"));
  CHECK(root->check());
}
