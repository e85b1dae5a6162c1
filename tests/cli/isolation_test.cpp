// What happens to a run when its simulator misbehaves; docs/reliability.md is the summary.
#include <algorithm>
#include <csignal>
#include <fstream>

#include "host.hpp"
#include "support/processes.hpp"

using namespace archgym::test;
namespace fs = std::filesystem;

namespace {

struct Deed {
  std::string name;
  std::string status;               // of its evaluation
  std::vector<std::string> reason;  // says one of these; empty: nothing is said
};

// A sanitizer turns signals into reports and exit codes of its own.
const std::vector<std::string> k_ended{"ended with signal", "ended with exit code"};

const std::vector<Deed> k_deeds{
    {"none", "ok", {}},
    {"segfault", "crashed", {"signal 11 (Segmentation fault)", "ended with exit code"}},
    {"abort", "crashed", {"signal 6 (Aborted)", "exit code"}},
    {"exit_zero", "crashed", {"ended with exit code 0"}},
    {"exit_three", "crashed", {"ended with exit code 3"}},
    {"kill_self", "crashed", {"signal 9 (Killed)"}},
    {"stack_overflow", "crashed", k_ended},
    {"corrupt_heap", "crashed", k_ended},
    {"throw", "crashed", {"through C"}},
    {"write_garbage", "crashed", {"sent a broken message", "ended with"}},
    {"half_message", "crashed", {"in the middle of a message"}},
    {"close_descriptors", "crashed", {"ended with", "closed its connection"}},
    {"open_files", "crashed", {"no descriptor left"}},
    {"status_garbage", "failed", {"unknown status (4711)"}},
    {"status_instance", "failed", {"this instance is dead"}},
    {"status_process", "failed", {"do not trust this process"}},
    {"status_invalid", "failed", {"no such combination"}},
    {"long_error", "failed", {"eeeee"}},
    {"overrun", "failed", {"past the end of the metrics"}},
    {"infeasible", "infeasible", {"it does not fit"}},
    {"transient", "ok", {}},
    {"print", "ok", {}},
    {"write_descriptor_three", "ok", {}},
    {"change_directory", "ok", {}},
    {"change_locale", "ok", {}},
    {"change_umask", "ok", {}},
    {"change_rounding", "ok", {}},
    {"install_handlers", "ok", {}},
    {"daemon", "ok", {}},
    {"thread_left", "ok", {}},
    {"destroy_crash", "ok", {}},
    {"log_flood", "ok", {}},
    {"leak", "ok", {}},
    {"scratch", "ok", {}},
    {"scratch_crash", "crashed", k_ended},
    {"remove_scratch", "ok", {}},
    {"leak_descriptors", "ok", {}},
    {"fail_call", "failed", {"the whole call failed"}},
    {"log_much", "ok", {}},
    {"print_much", "crashed", {"the end"}},
    {"replace_output", "crashed", k_ended},
    {"log_for_ever", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"spin", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"spin_polling", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"sleep", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"sleep_interruptible", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"block_signals", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
    {"stop_self", "timeout", {"no result after 0.2 s (timeout_seconds)"}},
};

std::vector<std::string> misbehave(std::vector<std::string> arguments, const std::string& deed) {
  for (const std::string word : {"--plugin", "misbehaving", "--config", "directory=.", "--set"}) {
    arguments.push_back(word);
  }
  arguments.push_back("deed=" + deed);
  return arguments;
}

bool hangs(const Deed& deed) {
  return deed.status == "timeout";
}

bool says_one_of(const std::string& text, const std::vector<std::string>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&text](const std::string& phrase) {
    return text.find(phrase) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("each misbehaviour becomes a result with a reason, and the run goes on") {
  const Host host;
  for (const Deed& deed : k_deeds) {
    INFO(deed.name);
    // x is a multiple of 16 in a few of the designs; the others must not notice.
    const int budget = hangs(deed) ? 20 : 48;
    auto arguments = misbehave({"run", "--agent", "counter", "--budget", std::to_string(budget),
                                "--isolation", "worker", "--out", deed.name + ".sqlite", "--json",
                                "--set", "one_in=16", "--limit", "open_files=64"},
                               deed.name);
    if (hangs(deed)) arguments.insert(arguments.end(), {"--limit", "timeout_seconds=0.2"});
    const auto ran = host(arguments);
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    const auto counts = json_of(ran).at("accounting").as_object();
    CHECK(counts.at("simulated").to_number<int>() == budget);
    std::ofstream(host.directory().path() / "rows.jsonl")
        << host({"export", deed.name + ".sqlite", "--format", "jsonl"}).out;
    std::ifstream rows(host.directory().path() / "rows.jsonl");
    int lines = 0;
    for (std::string line; std::getline(rows, line); ++lines) {
      const auto row = boost::json::parse(line).as_object();
      const auto x = row.at("parameters").at("x").to_number<int>();
      const std::string status(row.at("status").as_string());
      if (x % 16 != 0 || deed.status == "ok") {
        CHECK(status == "ok");
        CHECK(row.at("metrics").at("value").to_number<int>() == x);
        continue;
      }
      INFO(line);
      CHECK(status == deed.status);
      CHECK(says_one_of(std::string(row.at("reason").as_string()), deed.reason));
    }
    CHECK(lines == budget);
  }
}

TEST_CASE("a call that fails as a whole fails no point but its own, however points are called") {
  const Host host;
  std::string expected;
  for (const std::vector<std::string>& way :
       std::vector<std::vector<std::string>>{{"-j", "1"},
                                             {"-j", "2"},
                                             {"--window", "1"},
                                             {"--window", "7"},
                                             {"--isolation", "none"}}) {
    auto arguments = misbehave({"run", "--agent", "counter", "--budget", "60", "--isolation",
                                "worker", "--set", "one_in=9", "--out", "a.sqlite"},
                               "fail_call");
    arguments.insert(arguments.end(), way.begin(), way.end());
    REQUIRE(host(arguments).exit_code == 0);
    const std::string rows = trajectory(host, "a.sqlite");
    fs::remove(host.directory().path() / "a.sqlite");
    if (expected.empty()) expected = rows;
    CHECK(rows == expected);
  }
  CHECK_THAT(expected, Catch::Contains("the whole call failed"));
}

TEST_CASE("a plugin that is not loaded in time is given up, also when it logs without pause") {
  const Host host;
  for (const std::string how : {"hangs", "logs_for_ever"}) {
    const auto ran = host({"--plugin", "misbehaving", "--config", "create=" + how, "--limit",
                           "start_seconds=0.3", "--out", "never.sqlite"});
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Catch::Contains("was not loaded within 0.3 s (start_seconds)"));
    CHECK_FALSE(fs::exists(host.directory().path() / "never.sqlite"));
  }
}

TEST_CASE("more workers than there are descriptors for: a run goes on with those that it has") {
  const Host host;
  std::vector<std::string> command{"bash", "-c", "ulimit -n 96; exec \"$@\"", "-", ARCHGYM_HOST};
  for (const auto& word : misbehave({"run", "--agent", "counter", "--budget", "100", "--isolation",
                                     "worker", "-j", "40", "--out", "a.sqlite", "--json"},
                                    "none")) {
    command.push_back(word);
  }
  const auto ran =
      run(command, host.directory().path(), {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}});
  INFO(ran.err);
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("accounting").at("failed").to_number<int>() == 0);
  CHECK_THAT(ran.err, Catch::Contains("descriptors"));
}

TEST_CASE("a run without a machine to run on ends with the reason, and loses no design") {
  const Host host;
  const fs::path plugins = host.directory().path() / "plugins";
  fs::create_directories(plugins);
  fs::copy(fs::path(ARCHGYM_TEST_PLUGINS) / "misbehaving", plugins / "misbehaving");
  const fs::path library = plugins / "misbehaving/libmisbehaving_env.so";
  const auto arguments =
      misbehave({"run", "--agent", "counter", "--budget", "60", "--isolation", "worker", "--set",
                 "one_in=7", "--out", "a.sqlite", "--limit", "patience_seconds=0.2"},
                "segfault");
  std::vector<std::string> command{
      "bash", "-c", "(while [ ! -s a.sqlite ]; do sleep 0.01; done; mv $0 away) & exec \"$@\"",
      library.string(), ARCHGYM_HOST};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(), {"--config", "milliseconds=10"});
  const std::map<std::string, std::string> variables{
      {"ARCHGYM_PLUGIN_PATH", plugins.string() + ":" + ARCHGYM_TEST_PLUGINS}};
  const auto ran = run(command, host.directory().path(), variables);
  INFO(ran.err);
  CHECK(ran.exit_code == 75);
  CHECK_THAT(ran.err, Catch::Contains("patience_seconds") && Catch::Contains("does not exist"));
  fs::rename(host.directory().path() / "away", library);
  const auto resumed =
      run({ARCHGYM_HOST, "resume", "a.sqlite"}, host.directory().path(), variables);
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  const std::string rows = trajectory(host, "a.sqlite");
  CHECK_THAT(rows, !Catch::Contains("\"failed\""));
}

TEST_CASE("memory and CPU time of an evaluation are limited") {
  const Host host;
  const auto greedy = host(misbehave({"eval", "--limit", "memory_mebibytes=400"}, "allocate"));
  CHECK(greedy.exit_code == 1);
  CHECK_THAT(greedy.err, Catch::Contains("crashed") && Catch::Contains("the limit is 400 MiB"));
  const auto busy = host(misbehave({"eval", "--limit", "cpu_seconds=0.2"}, "spin"));
  CHECK(busy.exit_code == 1);
  CHECK_THAT(busy.err, Catch::Contains("more than 0.2 s of CPU time"));
}

TEST_CASE("a worker that leaks is replaced before it costs an evaluation") {
  const Host host;
  const auto ran = host(misbehave({"--agent", "counter", "--budget", "120", "--isolation", "worker",
                                   "--limit", "memory_mebibytes=400", "--json"},
                                  "leak"));
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("accounting").at("failed").to_number<int>() == 0);
}

TEST_CASE("what earlier evaluations did to a worker does not cost a later one") {
  const Host host;
  const auto ran =
      host(misbehave({"--agent", "counter", "--budget", "40", "--isolation", "worker", "--json"},
                     "crash_when_used"));
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("accounting").at("failed").to_number<int>() == 0);
}

TEST_CASE("simulators that work once per process are forked for each evaluation") {
  const Host host;
  for (const std::string deed : {"crash_when_used", "segfault"}) {
    const auto ran = host(misbehave({"--agent", "counter", "--budget", "40", "--json", "--set",
                                     "one_in=8", "--limit", "recycle_after=1"},
                                    deed));
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    CHECK(json_of(ran).at("accounting").at("failed").to_number<int>() ==
          (deed == "segfault" ? 5 : 0));
  }
}

TEST_CASE("a plugin that cannot be created is refused before the run begins") {
  const Host host;
  auto create = [&host](const std::string& how) {
    return host({"--plugin", "misbehaving", "--config", "create=" + how, "--out", "never.sqlite"});
  };
  check_refused(create("refuses"), {"misbehaving", "no such device"});
  const auto crashed = create("crashes");
  CHECK(crashed.exit_code == 1);
  CHECK_THAT(crashed.err, Catch::Contains("cannot load the plugin"));
  CHECK_FALSE(fs::exists(host.directory().path() / "never.sqlite"));
}

TEST_CASE("an author's word that a plugin behaves does not let it take the run down") {
  const Host host;
  // Its manifest says "in_process": true.
  const auto crashed = host({"eval", "--plugin", "crashes_at_a_bound", "--set", "size=1000"});
  CHECK(crashed.exit_code == 1);
  CHECK_THAT(crashed.err, Catch::Contains("ended as crashed"));
  const auto ran = host({"--plugin", "crashes_at_a_bound", "--set", "size=1000", "--budget", "2"});
  CHECK(ran.exit_code == 3);
}

TEST_CASE("a crash in the host's own process is told, and the run goes on in another one") {
  const Host host;
  for (const std::string deed : {"segfault", "abort", "stack_overflow"}) {
    INFO(deed);
    const std::string file = deed + ".sqlite";
    REQUIRE(host(misbehave({"--agent", "counter", "--budget", "5", "--set", "one_in=16",
                            "--isolation", "worker", "--out", file},
                           deed))
                .exit_code == 0);
    const auto ran = host({"resume", file, "--budget", "20", "--isolation", "none"});
    INFO(ran.err);
    CHECK(ran.exit_code != 0);
    // A sanitizer has a handler and words of its own.
    CHECK_THAT(ran.err, (Catch::Contains("environment 'misbehaving' crashed in the host's own") &&
                         Catch::Contains("archgym-host resume " + file + " --isolation worker")) ||
                            Catch::Contains("Sanitizer"));
    const auto resumed = host({"resume", file, "--isolation", "worker", "--json"});
    REQUIRE(resumed.exit_code == 0);
    const auto counts = json_of(resumed).at("accounting").as_object();
    CHECK(counts.at("asked").to_number<int>() == 20);
    CHECK(counts.at("failed").to_number<int>() == 2);
  }
}

TEST_CASE("a run whose evaluations all fail stops with the reason") {
  const Host host;
  const auto ran = host(misbehave({"--budget", "1000", "--set", "one_in=1"}, "status_process"));
  CHECK(ran.exit_code == 3);
  CHECK_THAT(ran.out, Catch::Contains("every evaluation failed") &&
                          Catch::Contains("do not trust this process"));
}

TEST_CASE("a failure can be repeated from its replay file") {
  const Host host;
  const auto ran = host(misbehave({"--agent", "counter", "--budget", "30", "--seed", "5", "--set",
                                   "one_in=7", "--out", "a.sqlite"},
                                  "status_invalid"));
  REQUIRE(ran.exit_code == 0);
  CHECK_THAT(ran.out, Catch::Contains("eval --replay a.sqlite.failures/trial-0.json"));
  const auto again = host({"eval", "--replay", "a.sqlite.failures/trial-14.json", "--json"});
  CHECK(again.exit_code == 1);
  const auto result = json_of(again);
  CHECK(result.at("status").as_string() == "failed");
  CHECK(result.at("reason").as_string() == "no such combination");
  CHECK(result.at("parameters").at("x").to_number<int>() == 14);
  CHECK(result.at("seed").to_number<int>() == 5);
  // In this process, as under a debugger.
  CHECK(host({"eval", "--replay", "a.sqlite.failures/trial-7.json", "--isolation", "none"})
            .exit_code == 1);
  check_refused(host({"eval", "--replay", "a.sqlite.failures/trial-7.json", "--seed", "3"}),
                {"--seed", "--replay"});
  host.directory().write("broken.json", R"({"plugin": "misbehaving", "sed": 1})");
  check_refused(host({"eval", "--replay", "broken.json"}), {"broken.json", "sed"});
  check_refused(host({"eval", "--replay", "none.json"}), {"none.json"});
}

TEST_CASE("scratch space is private, goes away, and is kept for failures on request") {
  const Host host;
  const auto paths = [&host] {
    std::ifstream file(host.directory().path() / "scratch");
    std::vector<std::string> all;
    for (std::string path; std::getline(file, path);) all.push_back(path);
    return all;
  };
  REQUIRE(
      host(misbehave({"--agent", "counter", "--budget", "30", "--isolation", "worker"}, "scratch"))
          .exit_code == 0);
  REQUIRE_FALSE(paths().empty());
  for (const auto& path : paths()) CHECK_FALSE(fs::exists(path));

  fs::remove(host.directory().path() / "scratch");
  CHECK(host(misbehave({"eval", "--keep-scratch"}, "scratch_crash")).exit_code == 1);
  REQUIRE_FALSE(paths().empty());
  for (const auto& path : paths()) CHECK(fs::exists(path + "/notes"));
}

TEST_CASE("scratch space of a host that was killed is removed by the next one") {
  const Host host;
  const fs::path temporary = host.directory().path() / "tmp";
  fs::create_directories(temporary);
  const std::map<std::string, std::string> variables{{"TMPDIR", temporary.string()}};
  const auto left = [&temporary] {
    return std::distance(fs::directory_iterator(temporary), fs::directory_iterator());
  };
  const auto killed =
      host.signalled(misbehave({"--agent", "counter", "--isolation", "worker", "--config",
                                "milliseconds=100", "--out", "a.sqlite"},
                               "none"),
                     "a.sqlite", SIGKILL, 100, variables);
  REQUIRE(killed.exit_code == 128 + SIGKILL);
  REQUIRE(left() == 1);
  // Young directories may belong to a host that is just starting.
  const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
  fs::last_write_time(fs::directory_iterator(temporary)->path(), old);
  REQUIRE(host(misbehave({"eval"}, "none"), variables).exit_code == 0);
  CHECK(left() == 0);
}

TEST_CASE("nothing survives the host, not even daemons of the plugin") {
  const Host host;
  const std::string mark = host.directory().path().string();
  const std::map<std::string, std::string> variables{{"ARCHGYM_TEST_MARK", mark}};
  for (const int signal : {SIGKILL, SIGINT}) {
    const std::string file = std::to_string(signal) + ".sqlite";
    const auto ended = host.signalled(
        misbehave({"--agent", "counter", "--isolation", "worker", "-j", "2", "--config",
                   "milliseconds=20", "--budget", "100000", "--out", file},
                  "daemon"),
        file, signal, 400, variables);
    CHECK(ended.exit_code == (signal == SIGINT ? 75 : 128 + SIGKILL));
    CHECK(fs::exists(host.directory().path() / "daemon"));
    CHECK(all_gone("ARCHGYM_TEST_MARK", mark));
  }
}

TEST_CASE("a hanging evaluation does not keep Ctrl-C waiting") {
  const Host host;
  const auto stopped =
      host.signalled(misbehave({"--agent", "counter", "--isolation", "worker", "--out", "a.sqlite",
                                "--set", "one_in=3", "--limit", "timeout_seconds=2"},
                               "sleep"),
                     "a.sqlite", SIGINT, 300);
  CHECK(stopped.exit_code == 75);
  CHECK_THAT(stopped.out, Catch::Contains("archgym-host resume a.sqlite"));
}

TEST_CASE("standard output belongs to the host") {
  const Host host;
  const auto ran = host(misbehave({"eval", "--json"}, "print"));
  REQUIRE(ran.exit_code == 0);
  CHECK(json_of(ran).at("status").as_string() == "ok");
}

TEST_CASE("limits and modes that make no sense are refused") {
  const Host host;
  check_refused(host(misbehave({"eval", "--limit", "timeout=3"}, "none")),
                {"--limit", "unknown limit 'timeout'"});
  check_refused(host(misbehave({"eval", "--limit", "recycle_after=0"}, "none")), {"at least 1"});
  check_refused(host(misbehave({"eval", "--isolation", "strong"}, "none")), {"--isolation"});
  check_refused(host(misbehave({"run", "--isolation", "none", "-j", "2"}, "none")),
                {"misbehaving", "--isolation worker"});
}
