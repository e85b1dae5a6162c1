// The commands of archgym-host. Each adds itself to the application; when it is chosen, it runs and
// leaves its exit code.
#pragma once

#include <CLI/CLI.hpp>

namespace archgym::host {

void add_run_command(CLI::App& app, int& exit_code);
void add_resume_command(CLI::App& app, int& exit_code);
void add_eval_command(CLI::App& app, int& exit_code);
void add_list_command(CLI::App& app, int& exit_code);
void add_describe_command(CLI::App& app, int& exit_code);
void add_new_command(CLI::App& app, int& exit_code);
void add_export_command(CLI::App& app, int& exit_code);
void add_process_commands(CLI::App& app, int& exit_code);
void add_validate_command(CLI::App& app, int& exit_code);
void add_completion_command(CLI::App& app, int& exit_code);

}  // namespace archgym::host
