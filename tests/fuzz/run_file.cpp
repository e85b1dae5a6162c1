// Damaged run files. The input is a list of changes to a run file whose last batches are still in
// its write-ahead log, five bytes each: what to change, where (three bytes), and the new byte. The
// file must be refused with a message, or be read to its end and written to.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "fuzz.hpp"
#include "store/run_file.hpp"

using namespace archgym::host;
using archgym::fuzz::expect;
namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

fs::path log_of(fs::path file) {
  return file += "-wal";
}

Manifest environment() {
  auto manifest = parse_manifest(R"({
    "manifest_version": 1, "id": "org.example.toy", "name": "toy", "kind": "environment",
    "version": "1.2.3", "summary": "A toy.", "library": "libtoy.so", "abi": { "major": 1 },
    "parameters": [
      { "name": "Policy", "type": "categorical", "values": ["Open", "Closed"], "default": "Open",
        "description": "d" },
      { "name": "Voltage", "type": "real", "minimum": 0, "maximum": 2, "default": 1,
        "description": "d" },
      { "name": "Order", "type": "permutation", "values": ["K", "C"], "default": ["K", "C"],
        "description": "d" }
    ],
    "metrics": [ { "name": "t", "unit": "ns", "direction": "minimize", "description": "d" } ]
  })",
                                 "/plugins/toy/toy.archgym.json");
  expect(manifest.has_value(), "the manifest is valid");
  return std::move(*manifest);
}

EvaluationRecord record(std::uint64_t id, const Point& point, const double& metric) {
  static const Outcome outcome = [] {
    Outcome ok;
    ok.status = EvaluationStatus::ok;
    return ok;
  }();
  return {id, outcome, std::nullopt, point, {&metric, 1}, {&metric, 1}};
}

void add_batch(RunFile& file, std::uint64_t first, std::uint64_t count) {
  const Point point = file.environment().space->initial();
  expect(file.begin().has_value(), "a transaction begins");
  for (std::uint64_t id = first; id < first + count; ++id) {
    const auto metric = static_cast<double>(id);
    expect(file.append(record(id, point, metric)).has_value(), "an evaluation is stored");
  }
  expect(file.save_checkpoint(first + count, {}).has_value(), "a state is stored");
  expect(file.commit().has_value(), "a transaction ends");
}

// A run file and its log as a process that was killed leaves them.
struct Whole {
  fs::path directory;
  std::string file, log;

  Whole() {
    std::string pattern = (fs::temp_directory_path() / "archgym-fuzz-XXXXXX").string();
    expect(mkdtemp(pattern.data()) != nullptr, "a directory is made");
    directory = pattern;
    const fs::path path = directory / "whole";
    auto run = RunFile::create(path, environment(), 1, {{"seed", 7}});
    expect(run.has_value(), "a run file is made");
    add_batch(*run, 0, 20);
    file = read(path);
    log = read(log_of(path));
  }
  Whole(const Whole&) = delete;
  Whole& operator=(const Whole&) = delete;
  ~Whole() {
    std::error_code ignored;
    fs::remove_all(directory, ignored);
  }
};

enum Change { byte_of_file, byte_of_log, length_of_file, length_of_log, change_count };

void change(std::string& file, std::string& log, const std::uint8_t* what) {
  const auto kind = static_cast<Change>(what[0] % change_count);
  std::string& bytes = kind == byte_of_file || kind == length_of_file ? file : log;
  const std::size_t place = what[1] | std::size_t{what[2]} << 8 | std::size_t{what[3]} << 16;
  if (kind == length_of_file || kind == length_of_log) {
    bytes.resize(place % (bytes.size() + 1));
  } else if (!bytes.empty()) {
    bytes[place % bytes.size()] = static_cast<char>(what[4]);
  }
}

void read_all(const RunFile& file) {
  const auto properties = file.properties();
  const auto count = file.count();
  const auto rows = file.read(0, UINT64_MAX);
  if (rows && count) expect(rows->size() == *count, "every counted row is read");
  (void)file.next_id();
  (void)file.checkpoint();
  (void)file.get("seed");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Whole whole;
  std::string file = whole.file, log = whole.log;
  for (std::size_t at = 0; at + 5 <= size; at += 5) change(file, log, data + at);
  const fs::path path = whole.directory / "damaged";
  write(path, file);
  write(log_of(path), log);
  fs::remove(fs::path(path) += "-shm");

  for (const auto mode : {RunFile::Mode::read, RunFile::Mode::append}) {
    auto opened = RunFile::open(path, mode);
    if (!opened) {
      expect(!opened.error().message.empty(), "a refused file has a reason");
      continue;
    }
    read_all(*opened);
    if (size == 0) expect(opened->count().value() == 20, "an undamaged log is recovered");
    if (mode == RunFile::Mode::append && opened->begin()) {
      const Point point = opened->environment().space->initial();
      const double metric = 1;
      const auto next = opened->next_id();
      if (next && opened->environment().metrics.size() == 1 && opened->objectives() == 1) {
        (void)opened->append(record(*next, point, metric));
      }
      (void)opened->commit();
    }
  }
  return 0;
}
