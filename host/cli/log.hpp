// The log: spdlog on stderr. Logs are for watching; results never go here.
#pragma once

#include "plugin/host_services.hpp"

namespace archgym::host {

// Set the level: 0 warnings and errors, 1 information, 2 debugging, 3 everything.
void start_log(int verbosity);

// Receives what plugins log.
LogSink plugin_log();

void log_info(std::string_view message);
void log_warning(std::string_view message);

}  // namespace archgym::host
