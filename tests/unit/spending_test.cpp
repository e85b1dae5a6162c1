#include "run/spending.hpp"

#include <catch2/catch.hpp>

#include "run/failure_streak.hpp"

using namespace archgym::host;

namespace {

Outcome outcome(EvaluationStatus status, bool cached = false) {
  Outcome result;
  result.status = status;
  result.cached = cached;
  return result;
}

}  // namespace

TEST_CASE("what may be asked is what the limits leave when all under way are simulated") {
  Budget budget;
  budget.asked = 10;
  budget.simulated = 4;
  Spending spending(budget);
  CHECK(spending.room(0) == 4);
  CHECK(spending.room(3) == 1);
  CHECK(spending.room(4) == 0);
  spending.told(outcome(EvaluationStatus::ok));
  spending.told(outcome(EvaluationStatus::ok, true));
  spending.told(outcome(EvaluationStatus::invalid));
  CHECK(spending.room(0) == 3);
  for (int k = 0; k < 6; ++k) spending.told(outcome(EvaluationStatus::ok, true));
  CHECK(spending.room(0) == 1);
  CHECK(spending.room(1) == 0);
  CHECK(spending.room(5) == 0);
}

TEST_CASE("proposals that need no simulation end a run that counts no proposals") {
  Budget budget;
  budget.simulated = 5;
  Spending spending(budget);
  for (int k = 0; k < 9'999; ++k) spending.told(outcome(EvaluationStatus::ok, true));
  CHECK_FALSE(spending.idle());
  spending.told(outcome(EvaluationStatus::timeout));
  for (int k = 0; k < 9'999; ++k) spending.told(outcome(EvaluationStatus::invalid));
  CHECK_FALSE(spending.idle());
  CHECK(spending.room(0) == 4);
  spending.told(outcome(EvaluationStatus::invalid));
  CHECK(spending.idle());
  CHECK(spending.room(0) == 0);

  budget.asked = 1'000'000;
  Spending counted(budget);
  for (int k = 0; k < 20'000; ++k) counted.told(outcome(EvaluationStatus::invalid));
  CHECK_FALSE(counted.idle());
}

TEST_CASE("the seconds of earlier sessions count") {
  Budget budget;
  budget.seconds = 100;
  Spending spending(budget);
  CHECK_FALSE(spending.out_of_time());
  spending.add_earlier_seconds(60);
  CHECK(spending.elapsed_seconds() >= 60);
  CHECK_FALSE(spending.out_of_time());
  spending.add_earlier_seconds(40);
  CHECK(spending.out_of_time());
}

TEST_CASE("a simulator that does not work is given up after twenty failures") {
  Accounting run;
  FailureStreak streak;
  auto next = [&](EvaluationStatus status) {
    run.count(outcome(status));
    streak.count(outcome(status), true);
    return streak.hopeless(run);
  };
  for (int k = 0; k < 19; ++k) CHECK_FALSE(next(EvaluationStatus::crashed));
  CHECK(next(EvaluationStatus::timeout));
}

TEST_CASE("a simulator that works no more is given up, a hard space is not") {
  Accounting run;
  FailureStreak streak;
  auto add = [&](EvaluationStatus status, int times, bool evaluated = true) {
    for (int k = 0; k < times; ++k) {
      run.count(outcome(status));
      streak.count(outcome(status), evaluated);
    }
    return streak.hopeless(run);
  };
  CHECK_FALSE(add(EvaluationStatus::ok, 300));
  CHECK_FALSE(add(EvaluationStatus::failed, 199));
  CHECK(add(EvaluationStatus::failed, 1));
  CHECK_FALSE(add(EvaluationStatus::infeasible, 1));        // the simulator said so: it works
  CHECK_FALSE(add(EvaluationStatus::failed, 1000, false));  // known from an earlier session
}

TEST_CASE("where one design in a hundred works, a streak of failures is longer than elsewhere") {
  Accounting run;
  run.simulated = 1000;
  run.failed = 990;
  FailureStreak streak;
  int length = 0;
  for (; !streak.hopeless(run); ++length) {
    run.count(outcome(EvaluationStatus::crashed));
    streak.count(outcome(EvaluationStatus::crashed), true);
    REQUIRE(length < 1'000'000);
  }
  CHECK(length == 2000);
}
