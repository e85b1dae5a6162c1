#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "plugin/error_text.hpp"
#include "plugin/host_services.hpp"
#include "plugin/info_text.hpp"

using namespace archgym::host;
namespace fs = std::filesystem;

TEST_CASE("plugins' logs arrive with level and component") {
  std::string heard;
  const HostServices services([&](int level, std::string_view component, std::string_view text) {
    heard += std::to_string(level) + " " + std::string(component) + ": " + std::string(text);
  });
  const ag_host& host = services.table();
  host.log(&host, AG_LOG_WARN, "cache", "cold");
  CHECK(heard == "3 cache: cold");
  host.log(&host, AG_LOG_WARN, nullptr, "no component");
  CHECK_THAT(heard, Catch::EndsWith("plugin: no component"));
  host.log(&host, AG_LOG_WARN, "cache", nullptr);  // nothing to say
}

TEST_CASE("what plugins say is text, whatever bytes they wrote") {
  std::string heard;
  const HostServices services([&](int, std::string_view component, std::string_view text) {
    heard = std::string(component) + ": " + std::string(text);
  });
  services.table().log(&services.table(), AG_LOG_WARN, "sim\xff", "M\xfcller");
  CHECK(heard == "sim\xef\xbf\xbd: M\xef\xbf\xbdller");
  ErrorText error;
  error.set("M\xfcller");
  CHECK(error.text("") == "M\xef\xbf\xbdller");
  error.set(std::string(1023, 'a') + "\xc3\xbc");  // more than there is room for
  CHECK(error.text("") == std::string(1023, 'a') + "\xef\xbf\xbd");
  InfoText info;
  info.get()->write(info.get()->ctx, "{\"a\": \"\xff\"}", 10);
  CHECK(info.take() == "{\"a\": \"\xef\xbf\xbd\"}");
}

TEST_CASE("a plugin that logs without end is cut short, and it is said how much is missing") {
  LogValve valve;
  for (std::uint64_t k = 0; k < 3 * LogValve::k_lines_per_second; ++k) {
    CHECK(valve.admit(AG_LOG_DEBUG, 5.5).pass == (k < LogValve::k_lines_per_second));
  }
  CHECK(valve.admit(AG_LOG_ERROR, 5.9).pass);  // which is worth more
  const auto after = valve.admit(AG_LOG_DEBUG, 6.6);
  CHECK(after.pass);
  CHECK(after.dropped == 2 * LogValve::k_lines_per_second);
  CHECK(valve.admit(AG_LOG_DEBUG, 6.7).dropped == 0);
  CHECK(valve.admit(4711, 7).pass);

  std::vector<std::string> heard;
  const HostServices services(
      [&](int, std::string_view, std::string_view text) { heard.emplace_back(text); });
  const ag_host& host = services.table();
  host.log(&host, AG_LOG_WARN, "long", std::string(1 << 20, 'x').c_str());
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].size() < 100'000);
  CHECK_THAT(heard[1], Catch::Contains("dropped"));
}

TEST_CASE("poll says when to stop") {
  const HostServices services({});
  const ag_host& host = services.table();
  std::atomic<bool> cancel{false};
  ag_ctx call;
  CHECK(host.poll(&host, &call, 0.5, nullptr) == AG_OK);
  call.cancel = &cancel;
  CHECK(host.poll(&host, &call, 0.5, "half") == AG_OK);
  cancel = true;
  CHECK(host.poll(&host, &call, -1, nullptr) == AG_CANCELLED);
}

TEST_CASE("scratch directories are made on demand, empty, private and removed") {
  const HostServices services({});
  const ag_host& host = services.table();
  std::string path;
  {
    ag_ctx call;
    CHECK(host.scratch_dir(&host, &call) == nullptr);  // no place to make one
    call.scratch_root = fs::temp_directory_path();
    path = host.scratch_dir(&host, &call);
    CHECK(path == host.scratch_dir(&host, &call));
    CHECK(fs::is_empty(path));
    CHECK((fs::status(path).permissions() & fs::perms::others_all) == fs::perms::none);
    std::ofstream(path + "/left") << "behind";
    call.remove_scratch();
    CHECK_FALSE(fs::exists(path));
    path = host.scratch_dir(&host, &call);
    CHECK(fs::is_empty(path));
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("scratch directories are made although a cleaner has removed the place for them") {
  const HostServices services({});
  const ag_host& host = services.table();
  ag_ctx call;
  call.scratch_root = fs::temp_directory_path() / ("archgym-test-" + std::to_string(::getpid()));
  const char* path = host.scratch_dir(&host, &call);
  REQUIRE(path != nullptr);
  CHECK(fs::is_empty(path));
  call.remove_scratch();
  CHECK(fs::remove(call.scratch_root));
}

TEST_CASE("a call may use one thread unless the host says more") {
  const HostServices services({});
  const ag_host& host = services.table();
  ag_ctx call;
  CHECK(host.thread_budget(&host, &call) == 1);
  call.threads = 4;
  CHECK(host.thread_budget(&host, &call) == 4);
  CHECK(host.get_extension(&host, "org.example.unknown/1") == nullptr);
}

TEST_CASE("error texts of plugins are cut at the buffer and have a fallback") {
  ErrorText error;
  CHECK(error.text("nothing said") == "nothing said");
  std::fill_n(error.get()->message, error.get()->capacity, 'a');
  error.get()->length = 1u << 20;  // more than there is room for
  CHECK(error.text("").size() == error.get()->capacity);
  CHECK(status_name(AG_E_TRANSIENT) == "AG_E_TRANSIENT (-4)");
  CHECK(status_name(77) == "unknown status (77)");
}
