#include "host.hpp"

using archgym::test::Host;

namespace {

bool have(const std::string& program) {
  return archgym::test::run({"/bin/sh", "-c", "command -v " + program}, "/").exit_code == 0;
}

// What bash offers for a command line that ends with `word`.
std::string offered(const Host& host, const std::string& words, int index) {
  host.directory().write("complete.bash", host({"completion", "bash"}).out);
  const std::string directory = std::filesystem::path(ARCHGYM_HOST).parent_path().string();
  return archgym::test::run({"/bin/bash", "-c",
                             "PATH=" + directory + ":$PATH; source ./complete.bash; COMP_WORDS=(" +
                                 words + "); COMP_CWORD=" + std::to_string(index) +
                                 "; _archgym_host; printf '%s\\n' \"${COMPREPLY[@]}\""},
                            host.directory().path(),
                            {{"ARCHGYM_PLUGIN_PATH", ARCHGYM_TEST_PLUGINS}})
      .out;
}

}  // namespace

TEST_CASE("bash completes commands, options and plugin names") {
  const Host host;
  CHECK(offered(host, "archgym-host re", 1) == "resume\n");
  CHECK(offered(host, "archgym-host run --ag", 2) == "--agent\n");
  CHECK(offered(host, "archgym-host --obj", 1) == "--objective\n");
  CHECK(offered(host, "archgym-host --plugin to", 2) == "toy\n");
  CHECK(offered(host, "archgym-host run --agent gen", 3) == "genetic\n");
}

TEST_CASE("zsh and fish scripts are valid for their shells") {
  const Host host;
  for (const std::string shell : {"zsh", "fish"}) {
    const auto script = host({"completion", shell});
    CHECK(script.exit_code == 0);
    CHECK_THAT(script.out, Catch::Contains("resume") && Catch::Contains("objective"));
    if (!have(shell)) {
      WARN(shell << " is not installed: the syntax of its script is not checked");
      continue;
    }
    const auto file = host.directory().write("script", script.out);
    CHECK(archgym::test::run({shell, "-n", file.string()}, host.directory().path()).exit_code == 0);
  }
}

TEST_CASE("an unknown shell is refused") {
  const Host host;
  archgym::test::check_refused(host({"completion", "tcsh"}), {"tcsh", "bash"});
}
