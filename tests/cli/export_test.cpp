#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;

TEST_CASE("export writes CSV and JSONL, to stdout or to a file") {
  const Host host;
  REQUIRE(host({"--plugin", "toy", "--budget", "20", "--out", "a.sqlite"}).exit_code == 0);
  const auto csv = host({"export", "a.sqlite"});
  CHECK(csv.exit_code == 0);
  CHECK_THAT(csv.out, Catch::StartsWith("id,status,"));
  CHECK_THAT(csv.out, Catch::Contains("parameter_size") && Catch::Contains("metric_time"));
  CHECK(host({"export", "a.sqlite", "--out", "a.csv"}).out.empty());
  CHECK(archgym::test::read_file_text(host.directory().path() / "a.csv") == csv.out);

  const auto jsonl = host({"export", "a.sqlite", "--format", "jsonl"});
  const auto first = boost::json::parse(jsonl.out.substr(0, jsonl.out.find('\n'))).as_object();
  CHECK(first.at("id").as_int64() == 0);
  CHECK(first.at("parameters").as_object().contains("voltage"));
}

TEST_CASE("a run can be exported while it is written") {
  const Host host;
  const auto ran = archgym::test::run(
      {"/bin/sh", "-c",
       std::string(ARCHGYM_HOST) +
           " --plugin toy --config mode=slow --budget 100 --out a.sqlite > run.txt & "
           "until [ -e a.sqlite ]; do sleep 0.1; done; sleep 0.5; " +
           ARCHGYM_HOST + " export a.sqlite; wait"},
      host.directory().path(), {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}});
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, Catch::StartsWith("id,status,"));
}

TEST_CASE("export refuses what it cannot do") {
  const Host host;
  check_refused(host({"export"}), {"file"});
  check_refused(host({"export", "none.sqlite"}), {"none.sqlite"});
  REQUIRE(host({"--plugin", "toy", "--budget", "5", "--out", "a.sqlite"}).exit_code == 0);
  check_refused(host({"export", "a.sqlite", "--format", "xml"}), {"xml", "csv"});
  check_refused(host({"export", "a.sqlite", "--out", "no/dir/a.csv"}), {"no/dir/a.csv"});
}
