#include "command_trace.hpp"

#include <unistd.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <utility>

#include "error.hpp"

namespace dramsys {
namespace {

// No two files of one or of several processes have the same.
std::string unfinished_name(const std::string& path) {
  static std::atomic<std::uint64_t> number{0};
  return path + "." + std::to_string(::getpid()) + "." + std::to_string(number++) + ".part";
}

}  // namespace

class CommandWriter::File {
 public:
  explicit File(const std::string& path)
      : path_(path),
        unfinished_(unfinished_name(path)),
        file_(gzopen(unfinished_.c_str(), path.ends_with(".gz") ? "wb" : "wbT")) {
    if (file_ == nullptr) fail("create");
  }
  ~File() {
    if (file_ == nullptr) return;
    gzclose(file_);
    std::remove(unfinished_.c_str());
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write(const char* text, std::size_t size) {
    if (gzwrite(file_, text, static_cast<unsigned>(size)) != static_cast<int>(size)) fail("write");
  }
  void finish() {
    if (gzclose(std::exchange(file_, nullptr)) != Z_OK) fail("write");
    if (std::rename(unfinished_.c_str(), path_.c_str()) != 0) fail("create");
  }

 private:
  [[noreturn]] void fail(const char* what) {
    const std::string reason = errno != 0 ? std::strerror(errno) : "out of memory";
    throw InputError("config trace.commands: cannot " + std::string(what) + " " + path_ + ": " +
                     reason);
  }

  std::string path_, unfinished_;
  gzFile file_;
};

CommandWriter::CommandWriter(const std::string& path, const Device& device)
    : file_(std::make_unique<File>(path)) {
  const Geometry& g = device.geometry;
  const std::string head = "# command trace 1\n# " + device.name + ": clock " +
                           std::to_string(device.period_ps()) + " ps, " + std::to_string(g.ranks) +
                           " ranks of " + std::to_string(g.banks) + " banks\n";
  file_->write(head.data(), head.size());
}

CommandWriter::~CommandWriter() = default;

void CommandWriter::command(const CommandRecord& record) {
  std::array<char, 128> line;
  char* end = std::to_chars(line.data(), line.data() + 24, record.time).ptr;
  const auto append = [&](std::uint32_t number) {
    *end++ = ' ';
    end = std::to_chars(end, end + 12, number).ptr;
  };
  *end++ = ' ';
  for (const char* c = name(record.command); *c != '\0'; ++c) *end++ = *c;
  append(record.rank);
  append(record.bank);
  append(record.row);
  append(record.request);
  *end++ = '\n';
  file_->write(line.data(), static_cast<std::size_t>(end - line.data()));
}

void CommandWriter::finish() {
  file_->finish();
}

}  // namespace dramsys
