#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "error.hpp"
#include "support.hpp"
#include "trace_reader.hpp"

using namespace dramsys;
using Catch::Contains;
using dramsys::test::Directory;

namespace {

void write_plain(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

void write_gz(const std::string& path, const std::string& text) {
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(file != nullptr);
  CHECK(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) ==
        static_cast<int>(text.size()));
  gzclose(file);
}

std::string problem(const std::string& text) {
  try {
    parse_trace(text, "t.stl", false);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("every form of a trace line is read") {
  const Trace trace = parse_trace(
      "# a comment\n"
      "0: read 0x40\n"
      "\n"
      "12\twrite\t80\r\n"
      "13: (256) read 0xFFC0 \n"
      "14: write 0x0 0xdeadbeef\n"
      "15 read 0x100",
      "t.stl", false);
  REQUIRE(trace.entries.size() == 5);
  CHECK_FALSE(trace.relative);
  CHECK(trace.entries[0].time == 0);
  CHECK(trace.entries[0].address == 0x40);
  CHECK_FALSE(trace.entries[0].write);
  CHECK(trace.entries[0].bytes == 0);
  CHECK(trace.entries[1].time == 12);
  CHECK(trace.entries[1].address == 0x80);
  CHECK(trace.entries[1].write);
  CHECK(trace.entries[2].bytes == 256);
  CHECK(trace.entries[3].write);
  CHECK(trace.entries[4].time == 15);
}

TEST_CASE("a malformed trace is refused with its file and line") {
  CHECK_THAT(problem("0: read 0x0\n1: raed 0x0\n"),
             Contains("t.stl:2") && Contains("'read' or 'write'") && Contains("'raed'"));
  CHECK_THAT(problem("x: read 0x0\n"), Contains("t.stl:1") && Contains("a time"));
  CHECK_THAT(problem("-1: read 0x0\n"), Contains("a time"));
  CHECK_THAT(problem("1099511627777: read 0x0\n"), Contains("below 2^40"));
  CHECK_THAT(problem("99999999999999999999: read 0x0\n"), Contains("a time"));
  CHECK_THAT(problem("1: read\n"), Contains("hexadecimal address") && Contains("end of the line"));
  CHECK_THAT(problem("1: read 0xzz\n"), Contains("hexadecimal address"));
  CHECK_THAT(problem("1: read 0x10000000000000000\n"), Contains("hexadecimal address"));
  CHECK_THAT(problem("1: (0) read 0x0\n"), Contains("length"));
  CHECK_THAT(problem("1: (64 read 0x0\n"), Contains("length"));
  CHECK_THAT(problem("1: read 0x0 more\n"), Contains("'more'"));
  CHECK_THAT(problem("# nothing\n"), Contains("no requests"));
  CHECK_THAT(problem(""), Contains("no requests"));
}

TEST_CASE("plain and compressed files give the same trace, however long") {
  const Directory directory;
  std::string text;
  for (int k = 0; k < 20000; ++k)
    text +=
        std::to_string(k) + ": " + (k % 3 ? "read" : "write") + " 0x" + std::to_string(k) + "00\n";
  write_plain(directory.file("a.stl"), text);
  write_gz(directory.file("b.stl.gz"), text);
  const Trace plain = read_trace(directory.file("a.stl"));
  const Trace packed = read_trace(directory.file("b.stl.gz"));
  REQUIRE(plain.entries.size() == 20000);
  REQUIRE(packed.entries.size() == 20000);
  for (std::size_t k = 0; k < 20000; ++k) {
    CHECK(plain.entries[k].time == k);
    CHECK(plain.entries[k].address == packed.entries[k].address);
    CHECK(plain.entries[k].write == packed.entries[k].write);
  }
}

TEST_CASE("the file name says how times count") {
  const Directory directory;
  write_plain(directory.file("a.rstl"), "5: read 0x0\n");
  CHECK(read_trace(directory.file("a.rstl")).relative);
  CHECK_THROWS_WITH(read_trace(directory.file("a.txt")), Contains(".stl, .rstl"));
  CHECK_THROWS_WITH(read_trace(directory.file("missing.stl")), Contains("cannot open"));
}

TEST_CASE("damaged files are refused") {
  const Directory directory;
  std::string text;
  for (int k = 0; k < 5000; ++k)
    text += std::to_string(k * 7919) + ": read 0x" + std::to_string(k * 40) + "\n";
  write_gz(directory.file("a.stl.gz"), text);
  std::filesystem::resize_file(directory.file("a.stl.gz"),
                               std::filesystem::file_size(directory.file("a.stl.gz")) / 2);
  CHECK_THROWS_AS(read_trace(directory.file("a.stl.gz")), InputError);
  write_plain(directory.file("long.stl"), std::string(100000, ' '));
  CHECK_THROWS_WITH(read_trace(directory.file("long.stl")), Contains("longer than"));
}
