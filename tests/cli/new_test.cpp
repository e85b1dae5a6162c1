// archgym-host new. That what it writes can be built and run is tested with the installed SDK.
#include <filesystem>
#include <set>

#include "host.hpp"

namespace archgym::test {
namespace {

namespace fs = std::filesystem;

std::set<std::string> files_below(const fs::path& directory) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.insert(fs::relative(entry.path(), directory).string());
  }
  return files;
}

TEST_CASE("every template becomes a plugin of another name") {
  const Host host;
  for (const auto& each : fs::directory_iterator(ARCHGYM_TEMPLATES)) {
    const std::string kind = each.path().filename().string();
    INFO(kind);
    const auto ran = host({"new", kind, "mine", "--directory", kind});
    INFO(ran.err);
    REQUIRE(ran.exit_code == 0);
    const fs::path made = host.directory().path() / kind / "mine";
    const auto files = files_below(made);
    CHECK(files.size() == files_below(each.path()).size());
    CHECK(files.contains("README.md"));
    CHECK(files.contains("mine.archgym.json"));
    for (const std::string& file : files) {
      const fs::path told = fs::path(kind) / "mine" / file;
      CHECK_THAT(ran.out, Catch::Contains(told.string() + "\n"));
      const std::string text = read_file_text(made / file);
      CHECK_THAT(text, !Catch::Contains("toy_") && !Catch::Contains("Toy"));
    }
    CHECK_THAT(ran.out, Catch::Contains("Next, in " + kind + "/mine:"));
    const std::string option = kind.starts_with("agent") ? "--agent" : "--plugin";
    CHECK(host({"describe", option, (made / "mine.archgym.json").string()}).exit_code == 0);
  }
}

TEST_CASE("a new script works at once") {
  const Host host;
  REQUIRE(host({"new", "env-process-persistent", "part"}).exit_code == 0);
  REQUIRE(host({"new", "env-process", "tool"}).exit_code == 0);
  REQUIRE(host({"new", "agent-python", "search"}).exit_code == 0);
  const std::map<std::string, std::string> here{
      {"ARCHGYM_PLUGIN_PATH", host.directory().path().string()}};
  for (const std::string plugin : {"part", "tool"}) {
    CHECK_THAT(host({"list"}, here).out, Catch::Contains(" " + plugin + " "));
    CHECK(host({"eval", "--plugin", plugin}, here).exit_code == 0);
    const auto run = host({"run", "--plugin", plugin, "--agent", "search", "--window", "10",
                           "--budget", "40", "--out", plugin + ".sqlite"},
                          here);
    INFO(run.err);
    CHECK(run.exit_code == 0);
    // The agent saves its state, and continues from it.
    REQUIRE(host({"resume", plugin + ".sqlite", "--budget", "80"}, here).exit_code == 0);
    REQUIRE(host({"run", "--plugin", plugin, "--agent", "search", "--window", "10", "--budget",
                  "80", "--out", plugin + "-whole.sqlite"},
                 here)
                .exit_code == 0);
    CHECK(trajectory(host, plugin + ".sqlite") == trajectory(host, plugin + "-whole.sqlite"));
  }
}

TEST_CASE("nothing is overwritten") {
  const Host host;
  host.directory().write("mine/notes.txt", "keep me");
  check_refused(host({"new", "env-cpp", "mine"}), {"mine", "exists already", "--directory"});
  CHECK(files_below(host.directory().path() / "mine") == std::set<std::string>{"notes.txt"});
}

TEST_CASE("names and kinds that are wrong are refused, and nothing is written") {
  const Host host;
  for (const std::string name : {"Mine", "2fast", "../mine", "a b", "mine.so", "", "-x", "_x"}) {
    INFO(name);
    const auto ran = host({"new", "env-cpp", "--", name});
    check_refused(ran, {"'" + name + "' cannot be the name of a plugin", "lower-case letters"});
  }
  check_refused(host({"new", "env-cppp", "mine"}), {"'env-cppp'", "did you mean 'env-cpp'"});
  check_refused(host({"new", "simulator", "mine"}), {"'simulator'", "env-process", "agent-python"});
  check_refused(host({"new", "env-cpp"}), {"name"});
  host.directory().write("file", "");
  check_refused(host({"new", "env-cpp", "mine", "--directory", "file"}), {"file/mine"});
  CHECK(files_below(host.directory().path()) == std::set<std::string>{"file"});
}

}  // namespace
}  // namespace archgym::test
