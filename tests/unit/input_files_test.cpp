// The files of a process descriptor: where those that are not written come from.
#include <catch2/catch.hpp>

#include "adapter/process/input_files.hpp"
#include "json/json.hpp"
#include "support/command.hpp"

using namespace archgym::host;
using archgym::test::read_file_text;
using archgym::test::TemporaryDirectory;

namespace fs = std::filesystem;

namespace {

const char* const manifest_text = R"json({
  "manifest_version": 1, "id": "org.example.toy", "name": "toy", "kind": "environment",
  "version": "1.2.3", "summary": "A toy.", "adapter": "process",
  "parameters": [{"name": "Size", "type": "integer", "minimum": 1, "maximum": 8, "default": 4,
                  "description": "How many."}],
  "metrics": [{"name": "time", "unit": "ns", "direction": "minimize", "description": "Time."}],
  "process": {"program": {"name": "toy"}, "metrics": {"time": {"key": "time", "unit": "ns"}}}
})json";

// A manifest in toy/, a program in simulator/bin/ and a link to it in bin/.
struct Fixture {
  TemporaryDirectory root;
  Manifest manifest = parse_manifest(manifest_text, root.path() / "toy/toy.archgym.json").value();
  fs::path program = root.path() / "bin/simulator", work = root.path() / "work";

  Fixture() {
    for (const char* made : {"toy", "simulator/bin", "bin", "work"}) {
      fs::create_directories(root.path() / made);
    }
    root.write("toy/table", "of the manifest");
    root.write("simulator/table", "of the program");
    root.write("simulator/bin/simulator", "");
    fs::create_symlink("../simulator/bin/simulator", program);
  }

  // What the file `here` has when it is declared so; or the error.
  std::string placed(const std::string& origin) {
    const auto declared =
        parse(R"([{"path": "here", )" + origin + "}]", "files").value().as_array();
    const auto scope = Scope::create(manifest, {{"table", (root.path() / "toy/table").string()}});
    const auto files = InputFiles::create(*scope, declared);
    if (!files) return files.error().message;
    ag_value value{};
    value.kind = AG_KIND_INT;
    value.as.i64 = 4;
    fs::remove(work / "here");
    const auto done = files->place(*scope, scope->design({&value, 1}, "", 1), work, program);
    return done ? read_file_text(work / "here") : done.error().message;
  }
};

}  // namespace

TEST_CASE("copied and linked files are relative to the manifest") {
  Fixture it;
  CHECK(it.placed(R"("copy": "table")") == "of the manifest");
  CHECK(it.placed(R"("link": "table", "relative_to": "manifest")") == "of the manifest");
}

TEST_CASE("copied and linked files may be relative to the program, wherever a link to it lies") {
  Fixture it;
  CHECK(it.placed(R"("copy": "../table", "relative_to": "program")") == "of the program");
  CHECK(it.placed(R"("link": "../table", "relative_to": "program")") == "of the program");
  CHECK(fs::is_symlink(it.work / "here"));
}

TEST_CASE("an absolute path is what it is") {
  Fixture it;
  CHECK(it.placed(R"("copy": "${config.table}", "relative_to": "program")") == "of the manifest");
}

TEST_CASE("a file that is not there is named") {
  Fixture it;
  const std::string error = it.placed(R"("link": "nothing", "relative_to": "program")");
  CHECK_THAT(error, Catch::Contains("file 'here'") && Catch::Contains("simulator/bin/nothing"));
}
