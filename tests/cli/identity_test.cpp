// A run is one program: what becomes of a run when a file that its results depend on changes.
#include <filesystem>
#include <fstream>

#include "host.hpp"

namespace archgym::test {
namespace {

namespace fs = std::filesystem;

// Adds up what is in its files. With a file `armed` beside the plugin's folder, the design 7
// replaces the program by another one, as somebody may who rebuilds it.
const char* const k_program = R"sh(#!/bin/sh
here=$(dirname "$0")
if [ "$1" = 7 ] && [ -e "$here/../armed" ]; then
  rm "$here/../armed"; . "$here/../when_armed"
fi
. "$here/inner.sh"
echo "value = $(($1 + $(cat copied) + $(cat linked) + $(cat written) + $(cat "$here/data/read")))"
)sh";

const char* const k_manifest = R"json({
  "manifest_version": 1, "id": "org.example.adder", "name": "adder", "kind": "environment",
  "version": "1.0.0", "summary": "An adder.", "adapter": "process", "determinism": "bitwise",
  "files": ["../tool", "!notes/*"],
  "parameters": [{"name": "X", "type": "integer", "minimum": 0, "maximum": 1000, "default": 500,
                  "description": "d"}],
  "metrics": [{"name": "value", "unit": "1", "direction": "minimize", "description": "d"}],
  "process": {
    "program": {"name": "./adder.sh"}, "arguments": ["${X}"],
    "files": [{"path": "copied", "copy": "copied"}, {"path": "linked", "link": "linked"},
              {"path": "written", "template": "template"}],
    "metrics": {"value": {"from": "stdout", "key": "value"}}}
})json";

class Adder {
 public:
  explicit Adder(std::string run_file = "run.sqlite") : run_file_(std::move(run_file)) {
    write("adder.archgym.json", k_manifest);
    write("adder.sh", k_program);
    fs::permissions(path("adder.sh"), fs::perms::owner_all);
    write("inner.sh", "true");
    for (const char* file :
         {"copied", "linked", "template", "data/read", "../tool", "notes/note"}) {
      write(file, "1");
    }
  }

  void write(const std::string& file, const std::string& text) const {
    fs::create_directories(path(file).parent_path());
    host_.directory().write("adder/" + file, text);
  }
  fs::path path(const std::string& file) const {
    return host_.directory().path() / ("adder/" + file);
  }
  std::string read(const std::string& file) const { return read_file_text(path(file)); }

  // What design 7 does, once.
  void arm(const std::string& script) const {
    write("../when_armed", script);
    write("../armed", "");
  }

  Ran run(const std::string& jobs = "1", const std::string& agent = "counter") const {
    return host_({"--plugin", "./adder/adder.archgym.json", "--agent", agent, "--budget", "20",
                  "-j", jobs, "--out", run_file_});
  }
  Ran resume(const std::string& budget) const {
    return host_({"resume", run_file_, "--budget", budget});
  }
  std::string rows() const { return host_({"export", run_file_, "--format", "csv"}).out; }
  const Host& host() const { return host_; }

 private:
  Host host_;
  std::string run_file_;
};

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

// Replaces a file as editors and compilers do.
std::string replace(const std::string& file, const std::string& text) {
  return "printf '" + text + "' > \"$here/../new\"; mv \"$here/../new\" \"$here/" + file + "\"\n";
}

}  // namespace

TEST_CASE(
    "a program that is replaced while a run goes on ends the run, and none of its results count") {
  for (const std::string jobs : {"1", "2"}) {
    const Adder adder;
    const std::string old = adder.read("adder.sh");
    adder.arm(replace("adder.sh", "#!/bin/sh\\necho value = -98765\\n") +
              "chmod +x \"$here/adder.sh\"\n");
    const auto ran = adder.run(jobs);
    INFO(ran.err);
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Catch::Contains("adder.sh") && Catch::Contains("has changed") &&
                            Catch::Contains("archgym-host resume"));
    CHECK(count(adder.rows(), "-98765") == 0);
    CHECK(count(adder.rows(), ",ok,") >= 1);
    check_refused(adder.resume("30"), {"adder.sh", "has changed"});

    adder.write("adder.sh", old);
    const auto resumed = adder.resume("20");
    INFO(resumed.err);
    CHECK(resumed.exit_code == 0);
    CHECK(count(adder.rows(), ",ok,") == 20);
  }
}

TEST_CASE("a file of the plugin that changes while a run goes on ends the run") {
  for (const std::string file :
       {"copied", "linked", "template", "inner.sh", "data/read", "../tool", "adder.archgym.json"}) {
    INFO(file);
    const Adder adder;
    adder.arm(replace(file, "2"));
    const auto ran = adder.run();
    CHECK(ran.exit_code == 1);
    CHECK_THAT(ran.err, Catch::Contains(fs::path(file).filename().string()) &&
                            Catch::Contains("has changed"));
    CHECK(count(adder.rows(), ",ok,") == 7);
  }
  const Adder adder;
  adder.arm("rm \"$here/data/read\"\n");
  CHECK_THAT(adder.run().err, Catch::Contains("data/read") && Catch::Contains("is gone"));
}

TEST_CASE("a file that is touched, or replaced by an equal one, does not end a run") {
  const Adder adder;
  adder.arm("touch \"$here/adder.sh\" \"$here/copied\"\n" + replace("data/read", "1") +
            replace("notes/note", "another"));
  const auto ran = adder.run();
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(count(adder.rows(), ",ok,") == 20);
}

TEST_CASE("a run is continued only with the files that it began with") {
  const Adder adder;
  REQUIRE(adder.run().exit_code == 0);
  for (const std::string file :
       {"copied", "linked", "template", "inner.sh", "data/read", "../tool"}) {
    INFO(file);
    const std::string old = adder.read(file);
    adder.write(file, "3");
    check_refused(adder.resume("30"), {fs::path(file).filename().string(), "has changed"});
    adder.write(file, old);
  }
  fs::remove(adder.path("data/read"));
  check_refused(adder.resume("30"), {"data/read", "is gone"});
  adder.write("data/read", "1");
  adder.write("data/new", "1");  // nothing has read it
  adder.write("notes/note", "2");
  CHECK(adder.resume("30").exit_code == 0);
  CHECK(count(adder.rows(), ",ok,") == 30);
}

TEST_CASE("a run is continued only with the files of the agent that it began with") {
  const Adder adder;
  const auto root = adder.host().directory().path();
  fs::copy(std::string(ARCHGYM_TEST_PLUGINS) + "/counter", root / "agent");
  adder.write("../agent/table", "1");
  REQUIRE(adder.run("1", "./agent").exit_code == 0);
  adder.write("../agent/table", "2");
  check_refused(adder.resume("30"), {"the file table of 'org.archgym.test.counter' has changed"});
  adder.write("../agent/table", "1");
  // Another build of its library.
  std::ofstream(root / "agent/libcounter_agent.so", std::ios::app) << "more";
  check_refused(adder.resume("30"), {"the library of 'org.archgym.test.counter' has changed"});
}

TEST_CASE("a plugin that was moved with its files continues a run") {
  const Adder adder;
  REQUIRE(adder.run().exit_code == 0);
  const auto root = adder.host().directory().path();
  fs::create_directories(root / "elsewhere");
  fs::copy(root / "tool", root / "elsewhere/tool");
  fs::rename(root / "adder", root / "elsewhere/adder");
  const auto resumed =
      adder.host()({"resume", "run.sqlite", "--budget", "30"},
                   {{"ARCHGYM_PLUGIN_PATH",
                     std::string(ARCHGYM_TEST_PLUGINS) + ":" + (root / "elsewhere").string()}});
  INFO(resumed.err);
  CHECK(resumed.exit_code == 0);
}

TEST_CASE("where a run is written, only what the manifest names belongs to the plugin") {
  const Adder adder("adder/run.sqlite");
  REQUIRE(adder.run().exit_code == 0);
  adder.write("report.txt", "written by somebody");
  adder.write("inner.sh", "true # nothing names it");
  CHECK(adder.resume("30").exit_code == 0);
  adder.write("copied", "2");
  check_refused(adder.resume("40"), {"copied", "has changed"});
}

TEST_CASE("a file that a manifest names must be there") {
  const Adder adder;
  fs::remove(adder.path("../tool"));
  check_refused(adder.run(), {"files", "there is no file", "tool"});
}

TEST_CASE("the replay of a failure says when another program is going to run") {
  const Adder adder;
  adder.arm("exit 3\n");
  REQUIRE(adder.run().exit_code == 0);
  const std::vector<std::string> replay{"eval", "--replay", "run.sqlite.failures/trial-7.json"};
  CHECK(adder.host()(replay).err.empty());
  adder.write("copied", "2");
  CHECK_THAT(adder.host()(replay).err, Catch::Contains("copied is not what it was"));
}

}  // namespace archgym::test
