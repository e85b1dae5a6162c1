#include <catch2/catch.hpp>

#include "run/workload_files.hpp"
#include "support/command.hpp"

using archgym::host::files_named_by;
using archgym::test::TemporaryDirectory;
using Files = std::vector<std::filesystem::path>;

TEST_CASE("a JSON workload file names files at the place that the manifest says") {
  const TemporaryDirectory directory;
  const auto one = directory.write("one.txt", "1"), two = directory.write("deep/two.txt", "2");
  const auto list = directory.write("list.json", R"({"first": "one.txt",
                       "traces": [{"name": "one.txt"}, {"name": "deep/../deep/two.txt"},
                                  {"name": "stream"}, {"name": "deep"}, {"name": 3}, "one.txt"],
                       "groups": [["one.txt"], []]})");
  CHECK(files_named_by(list, "/traces/*/name") == Files{one, two});
  CHECK(files_named_by(list, "/first") == Files{one});
  CHECK(files_named_by(list, "/groups/*/*") == Files{one});
  CHECK(files_named_by(list, "/traces/name").empty());
  CHECK(files_named_by(list, "/*").empty());
  CHECK(files_named_by(list, "/absent/*").empty());
  CHECK(files_named_by(list, "").empty());
}

TEST_CASE("a workload file that is no JSON names no files") {
  const TemporaryDirectory directory;
  CHECK(files_named_by(directory.write("broken.json", "{"), "/first").empty());
  CHECK(
      files_named_by(directory.write("trace.txt", R"({"first": "trace.txt"})"), "/first").empty());
  CHECK(files_named_by(directory.path() / "gone.json", "/first").empty());
}
