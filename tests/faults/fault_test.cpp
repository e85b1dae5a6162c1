// The system below the host fails: no memory, no disk, no process, no descriptor. Whatever happens,
// the host ends with a message or goes on, leaves no process behind, and what it stored continues
// to the trajectory of an undisturbed run.
#include <catch2/catch.hpp>
#include <csignal>
#include <set>

#include "cli/host.hpp"
#include "support/processes.hpp"

using namespace archgym::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> search(const std::string& out) {
  return {"run",
          "--plugin",
          "toy",
          "--agent",
          "genetic",
          "--budget",
          "60",
          "--window",
          "16",
          "--isolation",
          "worker",
          "-j",
          "2",
          "--out",
          out,
          "--limit",
          "patience_seconds=0.5"};
}

// The host with a fault in the C library below it, and not longer than a minute: 124 means it hung.
Ran with_fault(const Host& host, const std::string& fault, const std::string& where,
               const std::string& file) {
  std::vector<std::string> command{"timeout",
                                   "--kill-after=1",
                                   "60",
                                   "env",
                                   std::string("LD_PRELOAD=") + ARCHGYM_INJECT,
                                   "ARCHGYM_FAULT=" + fault,
                                   "ARCHGYM_FAULT_IN=" + where,
                                   ARCHGYM_HOST};
  for (const std::string& argument : search(file)) command.push_back(argument);
  return run(command, host.directory().path(),
             {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS},
              {"ARCHGYM_TEST_MARK", host.directory().path().string()}});
}

struct Fault {
  std::string where;  // host, worker
  std::string call;
  std::vector<std::string> numbers;  // which calls fail; '+': and all later ones
};

const std::vector<Fault> k_host_faults{
    {"host", "posix_spawn", {"1", "2", "1+"}},
    {"host", "exec", {"1", "2", "1+"}},
    {"host", "socketpair", {"1", "3", "5", "1+"}},
    {"host", "mkdtemp", {"1", "2", "3", "1+"}},
    {"host", "dlopen", {"1"}},
    {"host", "mmap", {"1", "3", "3+"}},
    {"host", "write", {"1", "1+"}},
    {"host", "pwrite", {"1", "5", "13", "21", "34", "12+"}},
    {"host", "fdatasync", {"1", "2", "1+"}},
    {"host", "ftruncate", {"1", "1+"}},
    {"host", "open", {"1", "3", "8", "13", "10+"}},
    {"host", "send", {"1", "3", "10", "1+"}},
    {"host", "recv", {"1", "3", "10", "1+"}},
    {"host", "malloc", {"1", "1000", "3000", "5000", "10000", "9000+"}},
};
const std::vector<Fault> k_worker_faults{
    {"worker", "fork", {"1", "1+"}},
    {"worker", "dlopen", {"1"}},
    {"worker", "mmap", {"1", "3", "1+"}},
    {"worker", "open", {"1", "3", "1+"}},
    {"worker", "send", {"1", "3", "1+"}},
    {"worker", "recv", {"1", "3", "2+"}},
    {"worker", "malloc", {"1", "100", "1000", "3000", "4000+"}},
};

// Calls are counted in each process, so what fails in one worker fails in all of them.
bool persistent(const Fault& fault, const std::string& number) {
  return number.back() == '+' || fault.where == "worker";
}

void check_faults(const std::vector<Fault>& faults) {
  const Host host;
  REQUIRE(host(search("sound.sqlite")).exit_code == 0);
  const std::string expected = trajectory(host, "sound.sqlite");
  const std::string mark = host.directory().path().string();
  for (const Fault& fault : faults) {
    for (const std::string& number : fault.numbers) {
      INFO(fault.call << " number " << number << " in the " << fault.where);
      const std::string file = fault.where + fault.call + number + ".sqlite";
      const auto ran = with_fault(host, fault.call + ":" + number, fault.where, file);
      INFO("exit code " << ran.exit_code << "\n" << ran.out << ran.err);
      const std::set<int> possible{0, 1, 2, 3, 75};
      // Before main(), and inside noexcept functions of CLI11 and of libstdc++'s directory
      // iterator, which calls std::terminate() in a handler of its own, nothing can be caught.
      const bool terminated =
          ran.err.find("std::bad_alloc") != std::string::npos ||
          ran.err.find("terminate called without an active exception") != std::string::npos;
      const bool no_memory = fault.call == "malloc" && ran.exit_code == 128 + SIGABRT && terminated;
      CHECK((no_memory || possible.contains(ran.exit_code)));
      if (ran.exit_code != 0) CHECK_FALSE((ran.err + ran.out).empty());
      CHECK(all_gone("ARCHGYM_TEST_MARK", mark));

      if (!fs::exists(host.directory().path() / file)) {
        CHECK(ran.exit_code != 0);
        continue;
      }
      const auto resumed = host({"resume", file});
      INFO("resumed with exit code " << resumed.exit_code << "\n" << resumed.err);
      if (resumed.exit_code == 2) {  // it ended before the run had begun
        CHECK_THAT(resumed.err, Catch::Contains("start") || Catch::Contains("not a run file"));
        CHECK(ran.exit_code != 0);
        continue;
      }
      const std::string rows = trajectory(host, file);
      if (!persistent(fault, number)) {
        CHECK(resumed.exit_code == 0);
        CHECK(rows == expected);
      } else if (rows != expected) {  // evaluations failed, and each says why
        CHECK_THAT(rows, Catch::Contains("\"failed\"") || Catch::Contains("\"crashed\""));
        CHECK_THAT(rows, !Catch::Contains("\"status\":\"failed\",\"reason\":null"));
      }
    }
  }
}

}  // namespace

TEST_CASE("a fault of the system below the host costs what was in flight, and the host says so") {
  check_faults(k_host_faults);
}

TEST_CASE("a fault of the system below a worker costs what was in flight") {
  check_faults(k_worker_faults);
}

TEST_CASE("a full disk ends a run with a message, and the run can be continued") {
  const Host host;
  REQUIRE(host(search("sound.sqlite")).exit_code == 0);
  const auto ran = with_fault(host, "pwrite:40+", "host", "full.sqlite");
  CHECK(ran.exit_code == 1);
  CHECK_THAT(ran.err, Catch::Contains("full.sqlite") && Catch::Contains("full"));
  const auto resumed = host({"resume", "full.sqlite"});
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK(trajectory(host, "full.sqlite") == trajectory(host, "sound.sqlite"));
}

TEST_CASE("a file system without shared memory holds a run, with a rollback journal") {
  const Host host;
  REQUIRE(host(search("sound.sqlite")).exit_code == 0);
  const auto ran = with_fault(host, "shared_mmap:1+", "host", "journal.sqlite");
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK_THAT(ran.err, Catch::Contains("journal.sqlite: the file system has no shared memory"));
  CHECK(trajectory(host, "journal.sqlite") == trajectory(host, "sound.sqlite"));
}

TEST_CASE("programs are run where the kernel has no descriptors of processes") {
  const Host host;
  host.directory().write("prog.archgym.json", R"json({
    "manifest_version": 1, "id": "org.example.prog", "name": "prog", "kind": "environment",
    "version": "1.0.0", "summary": "s", "adapter": "process",
    "parameters": [{"name": "x", "type": "integer", "minimum": 0, "maximum": 9, "default": 1,
                    "description": "d"}],
    "metrics": [{"name": "y", "unit": "1", "direction": "minimize", "description": "d"}],
    "isolation": {"timeout_seconds": 2},
    "process": {"program": {"name": "sh", "version": {"arguments": ["-c", "echo 1.0"],
                                                      "pattern": "([0-9.]+)"}},
                "arguments": ["script", "${x}"],
                "files": [{"path": "script", "lines": ["[ $1 = 7 ] && sleep 100; echo y = $1"]}],
                "metrics": {"y": {"key": "y"}}}})json");
  const auto eval = [&](const std::string& x) {
    return run({"timeout", "60", "env", std::string("LD_PRELOAD=") + ARCHGYM_INJECT,
                "ARCHGYM_FAULT=pidfd_open:1+", ARCHGYM_HOST, "eval", "--plugin",
                "./prog.archgym.json", "--set", "x=" + x, "--json"},
               host.directory().path(), {{"ARCHGYM_TEST_MARK", host.directory().path().string()}});
  };
  const auto result = json_of(eval("3"));
  CHECK(result.at("status") == "ok");
  CHECK(result.at("metrics").at("y").at("value").to_number<double>() == 3);
  CHECK(json_of(eval("7")).at("status") == "timeout");
  CHECK(all_gone("ARCHGYM_TEST_MARK", host.directory().path().string()));
}
