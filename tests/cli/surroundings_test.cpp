// How the host is started: with closed streams, ignored signals, readers that go away.
#include <algorithm>

#include "host.hpp"

using namespace archgym::test;

namespace {

// A command of the shell with archgym-host as $HOST.
Ran shell(const Host& host, const std::string& command) {
  return run({"/bin/bash", "-c", command}, host.directory().path(),
             {{"HOST", ARCHGYM_HOST}, {"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}});
}

std::size_t rows_of(const Host& host, const std::string& file) {
  const std::string rows = host({"export", file, "--format", "jsonl"}).out;
  return static_cast<std::size_t>(std::count(rows.begin(), rows.end(), '\n'));
}

// A run of a toy in a worker, of some length.
const std::string k_run =
    "$HOST run --plugin toy --isolation worker --agent random_walker --budget ";

}  // namespace

TEST_CASE("without standard streams a run is recorded in its own file") {
  const Host host;
  CHECK(shell(host, k_run + "20 --out a.sqlite <&- >&- 2>&-").exit_code == 0);
  CHECK(rows_of(host, "a.sqlite") == 20);
  // What it prints goes nowhere, and not into the file.
  CHECK(shell(host, "$HOST eval --plugin nothing <&- 2>&-").exit_code == 2);
}

TEST_CASE("a reader that goes away takes nothing with it") {
  const Host host;
  const auto list = shell(host, "set -o pipefail; $HOST list | head -1");
  CHECK(list.exit_code == 0);
  CHECK(list.err.empty());
  const auto log = shell(
      host, "(" + k_run + "200 --out a.sqlite -vvv 2>&1; echo $? >code) | head -c 1 >/dev/null");
  CHECK(log.exit_code == 0);
  CHECK(read_file_text(host.directory().path() / "code") == "0\n");
  CHECK(rows_of(host, "a.sqlite") == 200);
  const auto out = shell(host, k_run + "5 --out b.sqlite > /dev/full");
  CHECK(out.exit_code == 1);
  CHECK_THAT(out.err, Catch::Contains("standard output cannot be written"));
}

TEST_CASE("signals that were ignored stay ignored") {
  const Host host;
  const auto ran =
      shell(host, "trap '' HUP INT; " + k_run +
                      "400 --out a.sqlite >/dev/null & pid=$!; "
                      "for i in {1..600}; do [ -e a.sqlite ] && break; sleep 0.05; done; "
                      "kill -HUP $pid; kill -INT $pid; kill -HUP $pid; wait $pid");
  CHECK(ran.exit_code == 0);
  CHECK(rows_of(host, "a.sqlite") == 400);
}

TEST_CASE("control characters of a plugin do not reach the terminal") {
  const Host host;
  std::string manifest =
      read_file_text(std::string(ARCHGYM_TEST_PLUGINS) + "/toy/toy.archgym.json");
  const std::string summary = "\"summary\": \"";
  manifest.insert(manifest.find(summary) + summary.size(), "\\u001b]0;owned\\u0007");
  host.directory().write("toy/toy.archgym.json", manifest);
  const std::map<std::string, std::string> here{
      {"ARCHGYM_PLUGIN_PATH", host.directory().path().string()}};
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"list"}, {"describe", "--plugin", "toy"}}) {
    const auto ran = host(command, here);
    CHECK(ran.exit_code == 0);
    CHECK(ran.out.find_first_of("\x1b\x07\r") == std::string::npos);
    CHECK_THAT(ran.out, Catch::Contains("\\x1b]0;owned"));
  }
  const auto error = host({"eval", "--plugin", "a\x1b[2J"});
  CHECK_THAT(error.err, Catch::Contains("no plugin 'a\\x1b[2J'"));
}
