#include "run/recorder.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "store_fixture.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

// What another process would find.
std::uint64_t committed(const std::filesystem::path& path) {
  return value_of(value_of(RunFile::open(path, RunFile::Mode::read)).count());
}

template <class Condition>
bool comes_true(Condition&& condition) {
  for (int k = 0; k < 600; ++k) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

}  // namespace

TEST_CASE("results are committed while nothing else happens") {
  const Directory directory;
  const Manifest toy = environment();
  const auto path = directory / "a.sqlite";
  RunFile file = value_of(RunFile::create(path, toy, 1, {}));
  Recorder recorder(file, [] { return 1.5; });
  for (std::uint64_t id = 0; id < 8; ++id) {
    const StoredEvaluation row = evaluation(toy, id);
    REQUIRE(recorder.append(record_of(row)));
  }
  CHECK(comes_true([&] { return committed(path) == 8; }));
  const StoredEvaluation late = evaluation(toy, 8);
  REQUIRE(recorder.append(record_of(late)));
  CHECK(comes_true([&] { return committed(path) == 9; }));
  REQUIRE(recorder.close());
}

TEST_CASE("the seconds of a run are stored without any result") {
  const Directory directory;
  const auto path = directory / "a.sqlite";
  RunFile file = value_of(RunFile::create(path, environment(), 1, {}));
  std::atomic<double> seconds = 3;
  Recorder recorder(file, [&seconds] { return seconds.load(); });
  auto stored = [&path] {
    const auto value =
        value_of(value_of(RunFile::open(path, RunFile::Mode::read)).get("elapsed_seconds"));
    return value ? value->to_number<double>() : 0.0;
  };
  CHECK(comes_true([&] { return stored() == 3; }));
  seconds = 4;
  CHECK(comes_true([&] { return stored() == 4; }));
  seconds = 5;
  REQUIRE(recorder.close());
  CHECK(stored() == 5);
}

TEST_CASE("closing commits what is left, and a state") {
  const Directory directory;
  const Manifest toy = environment();
  const auto path = directory / "a.sqlite";
  {
    RunFile file = value_of(RunFile::create(path, toy, 1, {}));
    Recorder recorder(file, [] { return 0.0; });
    const StoredEvaluation row = evaluation(toy, 0);
    REQUIRE(recorder.append(record_of(row)));
    REQUIRE(recorder.save(1, "state"));
    REQUIRE(recorder.close());
  }
  const RunFile read = value_of(RunFile::open(path, RunFile::Mode::read));
  CHECK(value_of(read.count()) == 1);
  CHECK(value_of(read.checkpoint())->told == 1);
}
