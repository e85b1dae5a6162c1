#include "adapter/program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

#include <re2/re2.h>

#include "adapter/child.hpp"
#include "adapter/locate.hpp"
#include "adapter/streams.hpp"
#include "base/ending.hpp"
#include "base/number.hpp"
#include "base/text.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// A program that only says its version has no business running longer, or saying more.
constexpr int k_version_milliseconds = 10'000;
constexpr std::uintmax_t k_longest_version = 1 << 20;
constexpr int k_look_milliseconds = 20;

bool executable(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

Result<fs::path> in_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  const std::string searched = path ? path : "/usr/local/bin:/usr/bin:/bin";
  for (const std::string_view directory : split(searched, ':')) {
    if (directory.empty()) continue;
    if (const fs::path file = fs::path(directory) / name; executable(file)) {
      return fs::absolute(file).lexically_normal();
    }
  }
  return bad_input("program '" + name + "' is not in PATH (" + searched + ")");
}

Result<std::string> printed_version(const fs::path& program, const json::object& declared) {
  auto output = TemporaryOutput::create();
  if (!output) return tl::unexpected(output.error());
  ChildSetup setup;
  setup.program = program;
  setup.arguments = texts_at(declared, "arguments");
  setup.output = setup.error = output->descriptor();
  auto child = Child::start(setup);
  if (!child) return tl::unexpected(child.error());
  int left = k_version_milliseconds;
  while (!child->wait(std::min(left, k_look_milliseconds))) {
    left -= k_look_milliseconds;
    if (left <= 0) return failure(program.string() + ": does not say its version within 10 s");
    if (output->size() > k_longest_version) break;
  }
  if (output->size() > k_longest_version) {
    return failure(program.string() + ": prints more than " + std::to_string(k_longest_version) +
                   " bytes where its version is expected");
  }
  auto text = output->text();
  if (!text) return text;
  const re2::RE2 pattern(text_at(declared, "pattern"), re2::RE2::Quiet);
  if (!pattern.ok()) return bad_input("version.pattern: " + pattern.error());
  if (pattern.NumberOfCapturingGroups() != 1) {
    return bad_input("version.pattern: expected one group, which is the version, found " +
                     std::to_string(pattern.NumberOfCapturingGroups()));
  }
  std::string version;
  if (!re2::RE2::PartialMatch(*text, pattern, &version)) {
    return bad_input(program.string() + ": no version is found in what it prints" +
                     last_words(*text));
  }
  return valid_text(version);
}

}  // namespace

bool version_less(std::string_view a, std::string_view b) {
  const auto left = split(a, '.'), right = split(b, '.');
  for (std::size_t k = 0; k < std::max(left.size(), right.size()); ++k) {
    const auto x = k < left.size() ? parse_unsigned(left[k]).value_or(0) : 0;
    const auto y = k < right.size() ? parse_unsigned(right[k]).value_or(0) : 0;
    if (x != y) return x < y;
  }
  return false;
}

Result<fs::path> find_program(const Manifest& manifest, const json::object& program,
                              const json::object& config) {
  static const FileKind kind{"program", "an executable file", executable, in_path};
  return locate(kind, manifest, program, config);
}

Result<Program> identify_program(const Manifest& manifest, const json::object& program,
                                 const json::object& config) {
  auto path = find_program(manifest, program, config);
  if (!path) return tl::unexpected(path.error());
  const json::value* declared = program.if_contains("version");
  if (!declared) return Program{*path, ""};
  auto version = printed_version(*path, declared->as_object());
  if (!version) return tl::unexpected(version.error());
  const std::string minimum = text_at(declared->as_object(), "minimum");
  const std::string below = text_at(declared->as_object(), "below");
  const bool too_old = !minimum.empty() && version_less(*version, minimum);
  const bool too_new = !below.empty() && !version_less(*version, below);
  if (too_old || too_new) {
    return bad_input(path->string() + ": version " + *version + " is not supported; expected " +
                     (minimum.empty() ? "" : "at least " + minimum) +
                     (minimum.empty() || below.empty() ? "" : " and ") +
                     (below.empty() ? "" : "below " + below));
  }
  return Program{*path, *version};
}

}  // namespace archgym::host
