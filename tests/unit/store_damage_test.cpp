// A run file that lost its end, or had its bytes changed, at any place: refused with a reason, or
// read to the last row; never a crash, never a part that looks like the whole.
#include <fstream>
#include <iterator>

#include "store_fixture.hpp"

using namespace archgym::host;
using namespace archgym::host::test;

namespace {

constexpr std::uint64_t k_rows = 60;

std::string sound_file(const std::filesystem::path& path) {
  RunFile file = new_file(path);
  succeeds(file.begin());
  for (std::uint64_t id = 0; id < k_rows; ++id) {
    succeeds(file.append(record_of(evaluation(file.environment(), id))));
  }
  succeeds(file.commit());
  file = new_file(path.string() + "2");  // closes the first
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// How many rows can be read; nothing when the file is refused.
std::optional<std::uint64_t> rows_in(const std::filesystem::path& path, RunFile::Mode mode) {
  auto file = RunFile::open(path, mode);
  if (!file) {
    CHECK_FALSE(file.error().message.empty());
    return std::nullopt;
  }
  const auto rows = file->read(0, 1000);
  if (!rows) {
    CHECK_FALSE(rows.error().message.empty());
    return std::nullopt;
  }
  return rows->size();
}

void write(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

TEST_CASE("a run file that was cut off is refused, wherever it was cut") {
  const Directory directory;
  const std::string whole = sound_file(directory / "whole.sqlite");
  const auto path = directory / "cut.sqlite";
  for (std::size_t size = 0; size < whole.size(); size += 509) {
    INFO("the first " << size << " of " << whole.size() << " bytes");
    write(path, std::string_view(whole).substr(0, size));
    CHECK_FALSE(rows_in(path, RunFile::Mode::read));
    CHECK_FALSE(rows_in(path, RunFile::Mode::append));
  }
  write(path, whole);
  CHECK(rows_in(path, RunFile::Mode::read) == k_rows);
}

TEST_CASE("a run file with overwritten bytes is refused or gives every row") {
  const Directory directory;
  const std::string whole = sound_file(directory / "whole.sqlite");
  const auto path = directory / "changed.sqlite";
  for (std::size_t at = 0; at < whole.size(); at += 211) {
    INFO("bytes changed at " << at);
    std::string bytes = whole;
    for (std::size_t k = at; k < std::min(at + 16, bytes.size()); ++k) bytes[k] ^= 0x5a;
    write(path, bytes);
    for (const auto mode : {RunFile::Mode::read, RunFile::Mode::append}) {
      const auto rows = rows_in(path, mode);
      if (rows) CHECK(*rows == k_rows);
    }
  }
}
