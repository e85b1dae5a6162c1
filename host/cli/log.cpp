#include "cli/log.hpp"

#include <archgym/host.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/text.hpp"

namespace archgym::host {
namespace {

spdlog::level::level_enum level_of(int level) {
  switch (level) {
    case AG_LOG_TRACE:
      return spdlog::level::trace;
    case AG_LOG_DEBUG:
      return spdlog::level::debug;
    case AG_LOG_INFO:
      return spdlog::level::info;
    case AG_LOG_WARN:
      return spdlog::level::warn;
    default:
      return spdlog::level::err;
  }
}

// Further lines of one message are indented, so that none looks like a message of its own.
std::string lines_of(std::string_view message) {
  std::string lines = harmless(trim(message));
  for (std::size_t at = 0; (at = lines.find('\n', at)) != std::string::npos; ++at) {
    lines.insert(at + 1, "  ");
  }
  return lines;
}

}  // namespace

void start_log(int verbosity) {
  auto logger = spdlog::stderr_color_mt("archgym");
  logger->set_pattern("%^%l%$: %v");
  constexpr spdlog::level::level_enum levels[] = {spdlog::level::warn, spdlog::level::info,
                                                  spdlog::level::debug, spdlog::level::trace};
  logger->set_level(levels[std::clamp(verbosity, 0, 3)]);
  spdlog::set_default_logger(std::move(logger));
}

LogSink plugin_log() {
  return [](int level, std::string_view component, std::string_view message) {
    spdlog::log(level_of(level), "{}: {}", harmless_line(component), lines_of(message));
  };
}

void log_info(std::string_view message) {
  spdlog::info("{}", lines_of(message));
}
void log_warning(std::string_view message) {
  spdlog::warn("{}", lines_of(message));
}

}  // namespace archgym::host
