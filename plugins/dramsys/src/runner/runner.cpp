#include "runner/runner.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "error.hpp"

namespace dramsys {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw RunFailed(path.string() + ": cannot be written");
}

// Traces, then the documents that name them. Returns the path of the last one.
fs::path write_input(Input input, const std::vector<TraceText>& traces, const fs::path& directory,
                     Version version) {
  fs::create_directories(directory / "traces");
  input.players.clear();
  for (const TraceText& trace : traces) {
    const std::string name =
        "trace" + std::to_string(input.players.size()) + (trace.relative ? ".rstl" : ".stl");
    write_file(directory / "traces" / name, trace.text);
    input.players.push_back({name, trace.mhz});
  }
  fs::path path;
  for (const Document& document : dramsys_input(input, version)) {
    path = directory / document.path;
    fs::create_directories(path.parent_path());
    write_file(path, boost::json::serialize(document.content));
  }
  return path;
}

Ended run_program(const fs::path& executable, const fs::path& document,
                  const std::function<void()>& watch) {
  // The second argument is the directory of traces/ and configs/, up to v5.1; later versions ignore
  // it. v4.0 puts names right behind it.
  const fs::path directory = document.parent_path();
  return run_child({executable,
                    {document.string(), (directory / "").string()},
                    directory,
                    {"SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1"}},
                   watch);
}

std::string how(const Ended& ended) {
  if (ended.signal == SIGABRT) return "it aborted";
  if (ended.signal != 0) return "it was ended by signal " + std::to_string(ended.signal);
  return "it ended with exit code " + std::to_string(ended.exit_code);
}

// A wrapper reports the signal of the program as 128 plus its number.
bool aborted(const Ended& ended) {
  return ended.signal == SIGABRT || ended.exit_code == 128 + SIGABRT;
}

[[noreturn]] void fail(const Ended& ended) {
  std::string reason = reason_in(ended.out);
  if (reason.empty()) reason = reason_in(ended.err);
  if (aborted(ended) && blames_design(reason)) throw RefusedDesign("DRAMSys: " + reason);
  std::string message = "DRAMSys gave no result: " + (reason.empty() ? how(ended) : reason);
  for (const std::string* stream : {&ended.out, &ended.err}) {
    const std::string tail = last_lines(*stream);
    if (!tail.empty()) message += "\n" + tail;
  }
  throw RunFailed(message);
}

Report report_of(const Ended& ended) {
  if (ended.signal != 0 || ended.exit_code != 0) fail(ended);
  const Report report = read_report(ended.out);
  if (report.channels == 0) fail(ended);
  return report;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "archgym-dramsys-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw RunFailed(pattern + ": cannot be made: " + std::strerror(errno));
    }
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Does it run two requests on this memory, described in the layout of `version`?
Ended try_version(const fs::path& executable, const Input& probe, double mhz, Version version) {
  const TemporaryDirectory directory;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  const fs::path document =
      write_input(probe, {{"0: read 0x0\n1: write 0x40\n", false, mhz}}, directory.path(), version);
  return run_program(executable, document, [&] {
    if (std::chrono::steady_clock::now() > deadline) {
      throw RunFailed(executable.string() + ": does not end within 10 s for two requests");
    }
  });
}

}  // namespace

Runner::Runner(fs::path executable, const Input& probe, double mhz)
    : executable_(std::move(executable)) {
  std::string refusals;
  for (const Version version : {Version::v5_0, Version::v5_1, Version::v5_2, Version::v4_0}) {
    const Ended ended = try_version(executable_, probe, mhz, version);
    const bool good =
        ended.signal == 0 && ended.exit_code == 0 && read_report(ended.out).channels > 0;
    if (good) {
      const bool is_v4 = ended.out.find("DRAMSys4") != std::string::npos;
      version_ = is_v4 ? Version::v4_0 : version;
      return;
    }
    std::string reason = reason_in(ended.out);
    if (reason.empty()) reason = how(ended) + " " + last_lines(ended.err);
    refusals += "\n  as v" + std::string(name_of(version)) + ": " + reason;
  }
  throw RunFailed(
      executable_.string() +
      ": does not simulate this memory, whichever version of DRAMSys it is taken for:" + refusals);
}

Report Runner::run(Input input, const std::vector<TraceText>& traces, const fs::path& directory,
                   const std::function<void()>& watch) const {
  const fs::path document = write_input(std::move(input), traces, directory, version_);
  return report_of(run_program(executable_, document, watch));
}

Recording Runner::recording(const fs::path& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".tdb") files.push_back(entry.path());
  }
  if (files.empty()) throw RunFailed("DRAMSys wrote no database: it was built without recording");
  return read_recording(files);
}

}  // namespace dramsys
