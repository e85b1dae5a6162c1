// What the test of a rule works with: the plugin, cases that can be repeated one by one, and ways
// to end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"
#include "validate/verdict.hpp"

namespace archgym::host::validation {

// Thrown by tests, at whatever depth; run_check() turns it into the verdict.
struct Finding {
  VerdictStatus status;
  std::string reason;
};

struct CheckSetup {
  std::filesystem::path manifest_file;
  std::filesystem::path directory;    // empty, for this test alone
  std::optional<std::uint64_t> only;  // the case that is repeated
  double seconds = 60;                // no case begins after half of it
  bool own_process = true;            // no other test has run or will run in this process
  // Told about every case before it begins.
  std::function<void(std::uint64_t number, const std::string& text)> announce;
};

class Check {
 public:
  explicit Check(CheckSetup setup);
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;

  const CheckSetup& setup() const { return setup_; }
  const HostServices& services() const { return services_; }

  // Read when it is first asked for. Ends the test when it cannot be read.
  const Manifest& manifest();

  // The manifest with the space that the environment has for a workload under these settings, on
  // top of the defaults. Ends the test when the environment does not say.
  Manifest settled_for(const std::string& workload, const boost::json::object& config = {});
  // The same for the first workload under the default settings.
  const Manifest& settled();

  // The cases of a test are numbered from 0 and the same every time. False: leave this one out,
  // because another one is repeated or the time is over.
  bool next_case(const std::string& text);

  [[noreturn]] void fail(std::string reason) const;
  [[noreturn]] void warn(std::string reason) const;
  [[noreturn]] void skip(std::string reason) const;
  void require(bool kept, std::string_view otherwise) const {
    if (!kept) fail(std::string(otherwise));
  }
  // The value, or the end of the test with the error's message.
  template <class T>
  T value(Result<T> result) const {
    if (!result) fail(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }

  // Say something about a rule that is kept.
  void note(std::string text) { note_ = std::move(text); }

  // What plugins have logged so far, one line each.
  std::string log_text() const;

 private:
  friend Verdict run_check(const std::function<void(Check&)>& test, CheckSetup setup);
  Verdict verdict(VerdictStatus status, std::string reason) const;
  std::string kept_reason() const;
  std::string nothing_tried() const;

  CheckSetup setup_;
  mutable std::mutex log_mutex_;
  std::string log_;
  HostServices services_;
  std::optional<Manifest> manifest_, settled_;
  double started_;
  std::uint64_t cases_ = 0, left_out_ = 0;
  std::optional<std::uint64_t> case_number_;
  std::string case_text_;
  std::string note_;
};

// Runs the test in this process. Exceptions end here.
Verdict run_check(const std::function<void(Check&)>& test, CheckSetup setup);

}  // namespace archgym::host::validation
