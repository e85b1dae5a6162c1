#include "trace_reader.hpp"

#include <zlib.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <limits>
#include <memory>

#include "error.hpp"

namespace dramsys {
namespace {

constexpr std::size_t longest_line = 4096;
constexpr std::uint64_t longest_time = std::uint64_t{1} << 40;  // clocks

// Parses one line after the other.
class LineParser {
 public:
  explicit LineParser(std::string name) : name_(std::move(name)) {}

  void line(std::string_view text, std::vector<TraceEntry>& entries) {
    ++number_;
    rest_ = text;
    if (!rest_.empty() && rest_.back() == '\r') rest_.remove_suffix(1);
    if (rest_.starts_with('#')) return;
    std::string_view word = next_word();
    if (word.empty()) return;

    TraceEntry entry;
    std::string_view digits = word;
    if (digits.ends_with(':')) digits.remove_suffix(1);
    entry.time = number<10>(digits, word, "a time in clocks, a decimal number below 2^40");

    word = next_word();
    if (word.starts_with('(')) {
      if (!word.ends_with(')')) fail(word, "a length in bytes in parentheses, such as (64)");
      const std::uint64_t bytes = number<10>(word.substr(1, word.size() - 2), word,
                                             "a length in bytes in parentheses, such as (64)");
      if (bytes == 0 || bytes > (1u << 20)) fail(word, "a length between 1 and 1048576 bytes");
      entry.bytes = static_cast<std::uint32_t>(bytes);
      word = next_word();
    }

    if (word == "write")
      entry.write = true;
    else if (word != "read")
      fail(word, "'read' or 'write'");

    word = next_word();
    digits = word;
    if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
    entry.address = number<16>(digits, word, "a hexadecimal address");

    word = next_word();
    if (!word.empty() && !word.starts_with("0x")) fail(word, "data (0x...) or the end of the line");
    entries.push_back(entry);
    any_ = true;
  }

  [[noreturn]] void too_long() {
    ++number_;
    throw InputError(place() + "the line is longer than " + std::to_string(longest_line) +
                     " characters; is this a trace?");
  }

  void finish() const {
    if (!any_) throw InputError(name_ + ": the trace has no requests");
  }

 private:
  std::string place() const { return name_ + ":" + std::to_string(number_) + ": "; }

  [[noreturn]] void fail(std::string_view found, const char* expected) const {
    throw InputError(
        place() + "expected " + expected + ", found " +
        (found.empty() ? std::string("the end of the line") : "'" + std::string(found) + "'"));
  }

  std::string_view next_word() {
    const std::size_t start = rest_.find_first_not_of(" \t");
    if (start == std::string_view::npos) {
      rest_ = {};
      return {};
    }
    const std::size_t end = std::min(rest_.find_first_of(" \t", start), rest_.size());
    const std::string_view word = rest_.substr(start, end - start);
    rest_.remove_prefix(end);
    return word;
  }

  template <int Base>
  std::uint64_t number(std::string_view digits, std::string_view word, const char* expected) const {
    std::uint64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [parsed, error] = std::from_chars(digits.data(), end, value, Base);
    // Times stay far from the end of the range, so that they do not overflow as picoseconds either.
    if (error != std::errc() || parsed != end || (Base == 10 && value > longest_time))
      fail(word, expected);
    return value;
  }

  std::string name_;
  std::uint64_t number_ = 0;
  std::string_view rest_;
  bool any_ = false;
};

struct CloseGz {
  void operator()(gzFile file) const { gzclose(file); }
};

}  // namespace

bool relative_times(const std::string& path) {
  std::string_view name = path;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  if (name.ends_with(".rstl")) return true;
  if (name.ends_with(".stl")) return false;
  throw InputError(path +
                   ": not a trace by its name; expected a file that ends in .stl, .rstl, "
                   ".stl.gz or .rstl.gz");
}

struct TraceFile::Reader {
  explicit Reader(const std::string& file_path)
      : path(file_path), relative(relative_times(file_path)), parser(file_path) {
    errno = 0;
    file.reset(gzopen(path.c_str(), "rb"));
    if (file) return;
    throw InputError(
        path + ": cannot open the trace: " + (errno != 0 ? std::strerror(errno) : "out of memory"));
  }

  // More characters behind the kept ones; their number, 0 at the end of the file.
  std::size_t fill() {
    const int got =
        gzread(file.get(), buffer.data() + kept, static_cast<unsigned>(buffer.size() - kept));
    int code = 0;
    const char* text = gzerror(file.get(), &code);
    if (got < 0) {
      throw InputError(
          path + ": cannot read the trace: " + (code == Z_ERRNO ? std::strerror(errno) : text));
    }
    if (got == 0 && code == Z_BUF_ERROR)
      throw InputError(path + ": the compressed trace is cut off");
    return static_cast<std::size_t>(got);
  }

  std::string path;
  bool relative;
  LineParser parser;
  std::unique_ptr<gzFile_s, CloseGz> file;
  std::array<char, 1 << 16> buffer;
  std::size_t kept = 0;  // characters of an unfinished line at the start of the buffer
  bool ended = false;
};

TraceFile::TraceFile(const std::string& path) : reader_(std::make_unique<Reader>(path)) {}

TraceFile::~TraceFile() = default;

bool TraceFile::relative() const {
  return reader_->relative;
}

bool TraceFile::read(std::vector<TraceEntry>& entries) {
  Reader& reader = *reader_;
  const std::size_t before = entries.size();
  while (!reader.ended && entries.size() == before) {
    const std::size_t got = reader.fill();
    std::string_view text(reader.buffer.data(), reader.kept + got);
    if (got == 0) {
      if (!text.empty()) reader.parser.line(text, entries);
      reader.parser.finish();
      reader.ended = true;
      break;
    }
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      reader.parser.line(text.substr(0, end), entries);
      text.remove_prefix(end + 1);
    }
    if (text.size() > longest_line) reader.parser.too_long();
    reader.kept = text.size();
    std::memmove(reader.buffer.data(), text.data(), reader.kept);
  }
  return entries.size() != before;
}

Trace read_trace(const std::string& path) {
  TraceFile file(path);
  Trace trace{{}, file.relative()};
  while (file.read(trace.entries)) {
  }
  return trace;
}

Trace parse_trace(std::string_view text, const std::string& name, bool relative) {
  LineParser parser(name);
  Trace trace{{}, relative};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.line(text.substr(0, end), trace.entries);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  parser.finish();
  return trace;
}

}  // namespace dramsys
