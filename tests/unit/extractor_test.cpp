// Reading metrics from what a program printed and wrote.
#include "adapter/process/extractor.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <string>

#include <sqlite3.h>

#include "adapter/process/measurements.hpp"
#include "adapter/units.hpp"
#include "adapter_fixture.hpp"
#include "support/command.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

using Files = std::map<std::string, std::string>;

// A run of a program that left these files.
class Left {
 public:
  explicit Left(const Files& files) {
    std::filesystem::create_directory(directory());
    write(streams() / "stdout", "");
    write(streams() / "stderr", "");
    for (const auto& [name, text] : files) {
      const bool stream = name == "stdout" || name == "stderr";
      write((stream ? streams() : directory()) / name, text);
    }
  }

  std::filesystem::path directory() const { return directory_.path() / "work"; }
  Outputs outputs() const { return {directory(), streams()}; }

 private:
  std::filesystem::path streams() const { return directory_.path(); }
  static void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  test::TemporaryDirectory directory_;
};

// The metric `time` (ns) by a declaration, from these files.
Result<double> time_from(const Left& left, const char* declared) {
  const test::AdapterScope fixture;
  const json::object metrics{{"time", json::parse(declared)},
                             {"count", {{"expression", "1"}}},
                             {"score", {{"expression", "Size"}}}};
  auto measurements = Measurements::create(fixture.manifest, fixture.scope, metrics);
  if (!measurements) return tl::unexpected(measurements.error());
  Outputs outputs = left.outputs();
  const Point point = fixture.manifest.space->initial();
  auto values = measurements->read(outputs, fixture.scope.design(point, "small", 1));
  if (!values) return tl::unexpected(values.error());
  return values->front();
}

double time_of(const Left& left, const char* declared) {
  const auto time = time_from(left, declared);
  INFO((time ? "" : time.error().message));
  REQUIRE(time);
  return *time;
}

std::string error_of(const Left& left, const char* declared) {
  const auto time = time_from(left, declared);
  REQUIRE_FALSE(time);
  return time.error().message;
}

TEST_CASE("Numbers as programs print them") {
  CHECK(parse_printed("12") == 12);
  CHECK(parse_printed(" -1.5e-3 ") == -1.5e-3);
  CHECK(parse_printed("+7") == 7);
  CHECK(parse_printed("1,234,567.5") == 1234567.5);
  for (const char* text : {"", "nan", "inf", "-", "1,23", "12x", "0x10", "1e999"}) {
    INFO(text);
    CHECK_FALSE(parse_printed(text));
  }
}

TEST_CASE("Units are those of the SI, and bits and bytes") {
  const auto converted = [](const char* from, const char* to) {
    return unit_conversion(from, to).value()(1);
  };
  CHECK(converted("us", "ns") == Approx(1000));
  CHECK(converted("GHz", "1/ns") == Approx(1));
  CHECK(converted("pJ/bit", "J/B") == Approx(8e-12));
  CHECK(converted("MiB", "B") == 1048576);
  CHECK(converted("kB", "B") == 1000);
  CHECK(converted("mm^2", "um^2") == Approx(1e6));
  CHECK(converted("mm2", "m2") == Approx(1e-6));
  CHECK(converted("degC", "K") == Approx(274.15));
  CHECK(converted("cycles", "cycles") == 1);
  CHECK(converted("", "1") == 1);
  CHECK_FALSE(unit_conversion("cycles", "ns"));
  CHECK_FALSE(unit_conversion("ns", "mW"));
  CHECK_FALSE(unit_conversion(std::string(1000, 'm'), "m"));
}

TEST_CASE("A pattern finds a number and its unit") {
  const Left left(Files{{"stdout", "start\nTotal time: 1,234.5 us (all)\n"}});
  CHECK(time_of(left, R"json({"pattern": "Total time: (?P<value>\\S+) (?P<unit>\\w+)"
})json") == Approx(1234500));
  CHECK(time_of(left, R"json({"pattern": "^Total time: (?P<value>\\S+)", "unit": "ms"
  })json") == Approx(1.2345e9));
}

TEST_CASE("A unit that is printed counts, not the one that was expected") {
  const Left left(Files{{"stdout", "time 3 us\n"}});
  CHECK(time_of(left, R"json({"key": "time", "unit": "ns"})json") == Approx(3000));
  CHECK(time_of(left, R"json({"key": "time"})json") == Approx(3000));
  CHECK_THAT(
      error_of(Left(Files{{"stdout", "time 3 mW\n"}}), R"json({"key": "time", "unit": "ns"})json"),
      Catch::Contains("'mW' cannot be converted to 'ns'"));
  CHECK_THAT(error_of(Left(Files{{"stdout", "time 3 clocks\n"}}),
                      R"json({"key": "time", "unit": "ns"})json"),
             Catch::Contains("unknown unit 'clocks'") && Catch::Contains("time 3 clocks"));
  CHECK_THAT(error_of(Left(Files{{"stdout", "time 3\n"}}), R"json({"key": "time"})json"),
             Catch::Contains("no unit is printed and none is declared"));
}

TEST_CASE("A key stands at the start of a line") {
  for (const char* line : {"a.time 5 ns", "a.time = 5 ns", "a.time: 5", "  a.time=5 # comment",
                           "a.time\t5\t# Mean (Count)", "a.time 5 (ns)", "a.time 5 [ns]"}) {
    INFO(line);
    const Left left(Files{{"stdout", "a.times 4 ns\nxa.time 4 ns\n" + std::string(line) + "\n"}});
    CHECK(time_of(left, R"json({"key": "a.time", "unit": "ns"})json") == 5);
  }
}

TEST_CASE("A number that is missing, repeated or none is an error that shows the text") {
  CHECK_THAT(error_of(Left(Files{{"stdout", "nothing here\n"}}),
                      R"json({"key": "time", "unit": "ns"})json"),
             Catch::Contains("metric 'time'") && Catch::Contains("no match of the key 'time'") &&
                 Catch::Contains("nothing here"));
  CHECK_THAT(error_of(Left(Files{}), R"json({"key": "time", "unit": "ns"})json"),
             Catch::Contains("it is empty"));
  const Left twice(Files{{"stdout", "time 1 ns\ntime 2 ns\ntime 6 ns\n"}});
  CHECK_THAT(error_of(twice, R"json({"key": "time"})json"),
             Catch::Contains("found 3 times, expected once: 'time 1 ns' and 'time 2 ns'"));
  CHECK(time_of(twice, R"json({"key": "time", "select": "last"})json") == 6);
  CHECK(time_of(twice, R"json({"key": "time", "select": "sum"})json") == 9);
  CHECK(time_of(twice, R"json({"key": "time", "select": "mean"})json") == 3);
  for (const char* value : {"nan", "-inf", "12..5", "n/a"}) {
    const Left left(Files{{"stdout", "time " + std::string(value) + "\n"}});
    CHECK_THAT(error_of(left, R"json({"key": "time", "unit": "ns"})json"),
               Catch::Contains("time " + std::string(value)));
  }
}

TEST_CASE("A JSON pointer finds numbers and texts with a unit") {
  const Left left(
      Files{{"o.json", R"json({"a": [{"time": 2.5}, {"time": "3 us"}], "b": {}})json"}});
  CHECK(time_of(left, R"json({"from": "o.json", "json_pointer": "/a/0/time", "unit": "ns"})json") ==
        2.5);
  CHECK(time_of(left, R"json({"from": "o.json", "json_pointer": "/a/1/time"})json") ==
        Approx(3000));
  CHECK_THAT(
      error_of(left, R"json({"from": "o.json", "json_pointer": "/a/7/time", "unit": "ns"})json"),
      Catch::Contains("there is no /a/7/time"));
  CHECK_THAT(error_of(left, R"json({"from": "o.json", "json_pointer": "/b", "unit": "ns"})json"),
             Catch::Contains("/b is no number: {}"));
  CHECK_THAT(error_of(Left(Files{{"o.json", "{\n oops"}}),
                      R"json({"from": "o.json", "json_pointer": "/b", "unit": "ns"})json"),
             Catch::Contains("o.json:2:"));
}

TEST_CASE("A CSV table is read by column and row") {
  const Left left(Files{{"o.csv",
                         "Layer, Time (ns), Note\nconv1, 10, \"a, \"\"b\"\"\"\nconv2,20,x\n"
                         "total,30,\n"}});
  CHECK(time_of(left, R"json({"from": "o.csv", "unit": "ns",
                          "csv": {"column": "Time (ns)", "row": {
    "Layer" : "total"}
  }
  })json") == 30);
  CHECK(time_of(left, R"json({"from": "o.csv", "unit": "ns",
                          "csv": {"column": "Time (ns)", "row": -2
  }
  })json") == 20);
  CHECK(time_of(left, R"json({"from": "o.csv", "unit": "ns", "select": "sum",
                          "csv": {"column": "Time (ns)"
  }
  })json") == 60);
  CHECK(time_of(left, R"json({"from": "o.csv", "unit": "ns",
                "csv": {"column": "Time (ns)", "row": {
  "Note" : "a, \"b\""}
  }
  })json") == 10);
  CHECK_THAT(error_of(left, R"json({"from": "o.csv", "unit": "ns", "csv": {"column": "Time (ms)"
  }
  })json"),
             Catch::Contains("did you mean 'Time (ns)'"));
  CHECK_THAT(error_of(left, R"json({"from": "o.csv", "unit": "ns",
                                "csv": {"column": "Time (ns)", "row": 3
  }
  })json"),
             Catch::Contains("there is no row 3; the table has 3"));
  CHECK_THAT(error_of(left, R"json({"from": "o.csv", "unit": "ns",
                "csv": {"column": "Time (ns)", "row": {
  "Layer" : "conv3"}
  }
  })json"),
             Catch::Contains("no such row: Layer = 'conv3'"));
}

TEST_CASE("An XPath finds elements, attributes and computed numbers") {
  const Left left(Files{{"o.xml", "<r><c n='0'><time>4</time></c><c n='1' time='5'/></r>"}});
  CHECK(time_of(left, R"json({"from": "o.xml", "xpath": "/r/c[@n='0']/time", "unit": "ns"})json") ==
        4);
  CHECK(time_of(left, R"json({"from": "o.xml", "xpath": "//@time", "unit": "us"})json") ==
        Approx(5000));
  CHECK(time_of(left, R"json({"from": "o.xml", "xpath": "count(//c)", "unit": "ns"
  })json") == 2);
  CHECK_THAT(error_of(left, R"json({"from": "o.xml", "xpath": "/r/d", "unit": "ns"})json"),
             Catch::Contains("nothing is at /r/d"));
  CHECK_THAT(error_of(left, R"json({"from": "o.xml", "xpath": "/r[", "unit": "ns"})json"),
             Catch::Contains("xpath: '/r['"));
  CHECK_THAT(error_of(Left(Files{{"o.xml", "<r>"}}),
                      R"json({"from": "o.xml", "xpath": "/r", "unit": "ns"})json"),
             Catch::Contains("not XML"));
}

TEST_CASE("A query finds numbers in an SQLite file and changes nothing") {
  const Left left(Files{});
  sqlite3* database = nullptr;
  sqlite3_open((left.directory() / "o.db").c_str(), &database);
  sqlite3_exec(database, "CREATE TABLE t(n, v, u); INSERT INTO t VALUES ('x', 2, 'us')", nullptr,
               nullptr, nullptr);
  sqlite3_close(database);
  CHECK(time_of(left, R"json({"from": "o.db", "sqlite": "SELECT v FROM t", "unit": "ns"})json") ==
        2);
  CHECK(time_of(left, R"json({"from": "o.db", "sqlite": "SELECT v, u FROM t"})json") ==
        Approx(2000));
  CHECK_THAT(error_of(left, R"json({"from": "o.db", "sqlite": "DELETE FROM t", "unit": "ns"})json"),
             Catch::Contains("is not a SELECT"));
  CHECK_THAT(
      error_of(left, R"json({"from": "o.db", "sqlite": "SELECT w FROM t", "unit": "ns"})json"),
      Catch::Contains("no such column: w"));
  CHECK(time_of(left,
                R"json({"from": "o.db", "sqlite": "SELECT count(*) FROM t", "unit": "ns"})json") ==
        1);
}

TEST_CASE("Output outside the working directory is not read") {
  const Left left(Files{});
  std::filesystem::create_symlink("/etc/hostname", left.directory() / "o.txt");
  CHECK_THAT(error_of(left, R"json({"from": "o.txt", "pattern": "(?P<value>.)", "unit": "ns"
  })json"),
             Catch::Contains("leads out of the working directory"));
  for (const char* path : {"../stdout", "/etc/hostname", "a/../../b", "out-${N}.txt"}) {
    INFO(path);
    CHECK_FALSE(check_inside(path));
  }
  CHECK(check_inside("a/b.txt"));
  CHECK(check_inside("..a"));
}

TEST_CASE("Computed metrics use parameters, metrics that are read and earlier computed ones") {
  const test::AdapterScope fixture;
  const Left left(Files{{"stdout", "time 3 ns\n"}});
  const auto values = [&](const char* count, const char* score) -> Result<std::vector<double>> {
    const json::object metrics{{"time", {{"key", "time"}}},
                               {"count", {{"expression", count}}},
                               {"score", {{"expression", score}}}};
    auto measurements = Measurements::create(fixture.manifest, fixture.scope, metrics);
    if (!measurements) return tl::unexpected(measurements.error());
    Outputs outputs = left.outputs();
    const Point point = fixture.manifest.space->initial();
    return measurements->read(outputs, fixture.scope.design(point, "small", 1));
  };
  CHECK(values("time * Size", "count + 1").value() == std::vector<double>{3, 6, 7});
  CHECK_THAT(values("score", "1").error().message, Catch::Contains("unknown name 'score'"));
  CHECK_THAT(values("1 / (Size - 2)", "1").error().message, Catch::Contains("no finite value"));
}

TEST_CASE("Every metric is read somewhere, and nothing else is") {
  const test::AdapterScope fixture;
  const auto error = [&](const char* metrics) {
    return Measurements::create(fixture.manifest, fixture.scope, json::parse(metrics).as_object())
        .error()
        .message;
  };
  CHECK_THAT(error(R"json({"time": {"key": "x"}, "count": {"key": "y"}})json"),
             Catch::Contains("metric 'score' is declared, but not where it is read"));
  CHECK_THAT(error(R"json({"time": {"key": "x"}, "count": {"key": "y"}, "score": {"key": "z"},
                       "scor": {"key": "z"}})json"),
             Catch::Contains("unknown metric 'scor' (did you mean 'score'?)"));
  CHECK_THAT(
      error(R"json({"time": {"pattern": "(x"}, "count": {"key": "y"}, "score": {"key": "z"}})json"),
      Catch::Contains("metric 'time'") && Catch::Contains("missing )"));
  CHECK_THAT(
      error(R"json({"time": {"pattern": "x"}, "count": {"key": "y"}, "score": {"key": "z"}})json"),
      Catch::Contains("expected a group (?P<value>...)"));
  CHECK_THAT(error(R"json({"time": {"key": "x", "unit": "mW"}, "count": {"key": "y"},
                       "score": {"key": "z"}})json"),
             Catch::Contains("measure different things"));
}

}  // namespace
}  // namespace archgym::host
