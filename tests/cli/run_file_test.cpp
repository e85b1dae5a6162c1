// The run file among other files, programs and users.
#include "host.hpp"

using archgym::test::check_refused;
using archgym::test::Host;
using archgym::test::trajectory;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> failing_run(const std::string& out) {
  return {"--plugin", "toy",      "--config", "mode=dying", "--isolation",
          "worker",   "--budget", "60",       "--out",      out};
}

}  // namespace

TEST_CASE("an output that cannot be made is refused before anything is simulated") {
  const Host host;
  host.directory().write("there.sqlite", "precious");
  host.directory().write("old.sqlite-wal", "results");
  fs::create_directory(host.directory().path() / "directory");
  fs::create_symlink("nothing", host.directory().path() / "link.sqlite");
  const auto run_to = [&host](const std::string& out) {
    // The default design fails, which would be said first if it was simulated.
    return host({"--plugin", "toy", "--config", "mode=failing", "--budget", "5", "--out", out});
  };
  for (const auto& [out, says] :
       std::map<std::string, std::string>{{"there.sqlite", "the file exists"},
                                          {"directory", "the file exists"},
                                          {"link.sqlite", "the file exists"},
                                          {"missing/a.sqlite", "No such file or directory"},
                                          {"there.sqlite/a.sqlite", "Not a directory"},
                                          {"old.sqlite", "old.sqlite-wal, which may have results"},
                                          {std::string(300, 'x'), "File name too long"}}) {
    const auto ran = run_to(out);
    check_refused(ran, {out, says});
    CHECK_THAT(ran.err, !Catch::Contains("licence"));
  }
  CHECK(archgym::test::read_file_text(host.directory().path() / "there.sqlite") == "precious");
}

TEST_CASE("a name that means something to SQLite is the name of a file") {
  const Host host;
  for (const std::string out : {":memory:", "file:a.sqlite?mode=memory"}) {
    REQUIRE(host({"--plugin", "toy", "--budget", "20", "--out", out}).exit_code == 0);
    CHECK(fs::exists(host.directory().path() / out));
    CHECK_THAT(trajectory(host, out), Catch::Contains("\"id\":19,"));
  }
}

TEST_CASE("a run whose file is deleted ends with a message, not as recorded") {
  const Host host;
  const auto ran = archgym::test::run(
      {"/bin/sh", "-c",
       std::string(ARCHGYM_HOST) +
           " --plugin toy --config mode=slow --budget 100 --out a.sqlite & "
           "until [ -e a.sqlite ]; do sleep 0.05; done; sleep 0.3; rm a.sqlite; wait $!"},
      host.directory().path(), {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}});
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.err, Catch::Contains("a.sqlite: the file was deleted or moved"));
  CHECK_THAT(ran.out, !Catch::Contains("Recorded"));
}

TEST_CASE("replay files do not follow the links of another user") {
  const Host host;
  const fs::path& directory = host.directory().path();
  host.directory().write("precious", "precious");
  SECTION("a file") {
    fs::create_directory(directory / "a.sqlite.failures");
    for (int trial = 0; trial < 60; ++trial) {
      fs::create_symlink("../precious", directory / "a.sqlite.failures" /
                                            ("trial-" + std::to_string(trial) + ".json"));
    }
    CHECK(host(failing_run("a.sqlite")).exit_code == 0);
    CHECK(host({"eval", "--replay",
                "a.sqlite.failures/trial-" + std::to_string([&] {
                  for (int trial = 0;; ++trial) {
                    const auto file = directory / "a.sqlite.failures" /
                                      ("trial-" + std::to_string(trial) + ".json");
                    if (!fs::is_symlink(file)) return trial;
                  }
                }()) +
                    ".json"})
              .exit_code != 2);
  }
  SECTION("the directory") {
    fs::create_directory(directory / "other");
    fs::create_directory_symlink("other", directory / "a.sqlite.failures");
    const auto ran = host(failing_run("a.sqlite"));
    CHECK(ran.exit_code == 0);
    CHECK_THAT(ran.err, Catch::Contains("a.sqlite.failures: is a link, which is not followed"));
    CHECK(fs::is_empty(directory / "other"));
  }
  CHECK(archgym::test::read_file_text(directory / "precious") == "precious");
}

TEST_CASE("a run goes on while another program holds a lock") {
  const Host host;
  const auto ran = archgym::test::run(
      {"/bin/sh", "-c",
       std::string(ARCHGYM_HOST) +
           " --plugin toy --config mode=slow --budget 100 --out a.sqlite & run=$!; "
           "until [ -e a.sqlite ]; do sleep 0.05; done; "
           "(echo 'BEGIN IMMEDIATE;'; sleep 1.5; echo 'COMMIT;') | sqlite3 -bail a.sqlite; wait "
           "$run"},
      host.directory().path(), {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}});
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  REQUIRE(host({"--plugin", "toy", "--config", "mode=slow", "--budget", "100", "--out", "b.sqlite"})
              .exit_code == 0);
  CHECK(trajectory(host, "a.sqlite") == trajectory(host, "b.sqlite"));
}

TEST_CASE("a property of another form says that the file is damaged, and where") {
  const Host host;
  REQUIRE(host({"--plugin", "toy", "--budget", "10", "--out", "whole.sqlite"}).exit_code == 0);
  const fs::path whole = host.directory().path() / "whole.sqlite";
  const fs::path damaged = host.directory().path() / "damaged.sqlite";
  const auto resume_with = [&](const std::string& key, const std::string& value) {
    fs::copy_file(whole, damaged, fs::copy_options::overwrite_existing);
    const auto changed =
        archgym::test::run({"sqlite3", "damaged.sqlite",
                            "INSERT OR REPLACE INTO run VALUES ('" + key + "', '" + value + "')"},
                           host.directory().path());
    REQUIRE(changed.exit_code == 0);
    return host({"resume", "damaged.sqlite", "--budget", "20"});
  };
  for (
      const auto& [key, values] : std::map<std::string, std::vector<std::string>>{
          {"elapsed_seconds", {"\"x\"", "-1", "null", "[]", "1e400"}},
          {"agent_begins", {"\"x\"", "-1", "0.5", "11", "1e300"}},
          {"baseline",
           {"[]", "{}", R"({"status":"ok","reason":1,"metrics":[]})",
            R"({"status":"splendid","reason":"","metrics":[]})",
            R"({"status":"ok","reason":"","metrics":["x","y","z"]})", "{"}},
          {"environment", {"7", "{}", R"({"id":"toy","manifest":1})", "\"toy\""}},
          {"agent",
           {"[]",
            R"({"id":"a","manifest":"","manifest_sha256":"","code_sha256":"","files_sha256":{"f":1}})"}},
          {"workload_sha256", {"1"}},
          {"workload_files_sha256", {R"({"a":null})", "[]"}}}) {
    for (const std::string& value : values) {
      INFO(key << " = " << value);
      const auto ran = resume_with(key, value);
      INFO(ran.err);
      CHECK((ran.exit_code == 1 || ran.exit_code == 2));
      CHECK_THAT(ran.err, Catch::Contains("damaged.sqlite: the file is damaged: run." + key) &&
                              !Catch::Contains("boost"));
      CHECK(ran.out.empty());
    }
  }
}
