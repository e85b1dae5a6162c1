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

// Parses one line after the other into a trace.
class LineParser {
 public:
  LineParser(std::string name, bool relative) : name_(std::move(name)) {
    trace_.relative = relative;
  }

  void line(std::string_view text) {
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
    trace_.entries.push_back(entry);
  }

  [[noreturn]] void too_long() {
    ++number_;
    throw InputError(place() + "the line is longer than " + std::to_string(longest_line) +
                     " characters; is this a trace?");
  }

  Trace finish() {
    if (trace_.entries.empty()) throw InputError(name_ + ": the trace has no requests");
    return std::move(trace_);
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
  Trace trace_;
};

struct CloseGz {
  void operator()(gzFile file) const { gzclose(file); }
};

bool relative_times(const std::string& path) {
  std::string_view name = path;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  if (name.ends_with(".rstl")) return true;
  if (name.ends_with(".stl")) return false;
  throw InputError(path +
                   ": not a trace by its name; expected a file that ends in .stl, .rstl, "
                   ".stl.gz or .rstl.gz");
}

}  // namespace

Trace read_trace(const std::string& path) {
  LineParser parser(path, relative_times(path));
  errno = 0;
  const std::unique_ptr<gzFile_s, CloseGz> file(gzopen(path.c_str(), "rb"));
  if (!file)
    throw InputError(
        path + ": cannot open the trace: " + (errno != 0 ? std::strerror(errno) : "out of memory"));
  std::array<char, 1 << 16> buffer;
  std::size_t kept = 0;  // characters of an unfinished line at the start of the buffer
  while (true) {
    const int got =
        gzread(file.get(), buffer.data() + kept, static_cast<unsigned>(buffer.size() - kept));
    if (got < 0) {
      int code = 0;
      const char* text = gzerror(file.get(), &code);
      throw InputError(
          path + ": cannot read the trace: " + (code == Z_ERRNO ? std::strerror(errno) : text));
    }
    std::string_view text(buffer.data(), kept + static_cast<std::size_t>(got));
    if (got == 0) {
      int code = 0;
      gzerror(file.get(), &code);
      if (code == Z_BUF_ERROR) throw InputError(path + ": the compressed trace is cut off");
      if (!text.empty()) parser.line(text);
      return parser.finish();
    }
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      parser.line(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    if (text.size() > longest_line) parser.too_long();
    kept = text.size();
    std::memmove(buffer.data(), text.data(), kept);
  }
}

Trace parse_trace(std::string_view text, const std::string& name, bool relative) {
  LineParser parser(name, relative);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    parser.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.finish();
}

}  // namespace dramsys
