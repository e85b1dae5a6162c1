// archgym-host: search the design space of architecture simulators.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/system/system_error.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "base/running.hpp"
#include "base/suggest.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/log.hpp"
#include "cli/output.hpp"
#include "cli/process_setup.hpp"

namespace archgym::host {
namespace {

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// One message for a wrong command line, with the nearest valid name.
std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  const CLI::App& command = chosen.empty() ? app : *chosen.front();
  std::string message = error.what();
  const auto extra = app.remaining(true);
  if (!extra.empty()) {
    const std::string& word = extra.front();
    if (word.starts_with("-")) {
      const std::string name = word.substr(0, word.find('='));
      message = "unknown option '" + name + "'" + suggestion(name, option_names(command));
    } else if (chosen.empty()) {
      std::vector<std::string> commands;
      for (const auto* each : app.get_subcommands({})) commands.push_back(each->get_name());
      message = "unknown command '" + word + "'" + suggestion(word, commands);
    } else {
      message = "unexpected argument '" + word + "'";
    }
  }
  const std::string name = chosen.empty() ? "" : command.get_name() + " ";
  return message + "\n'archgym-host " + name + "--help' shows what is possible";
}

// Options without a command mean `run`.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool options_only = !arguments.empty() && arguments.front().starts_with("-");
  const bool global = options_only && (arguments.front() == "-h" || arguments.front() == "--help" ||
                                       arguments.front() == "--version");
  if (options_only && !global) arguments.insert(arguments.begin(), "run");
  return arguments;
}

int run_application(int argc, char** argv) {
  CLI::App app(
      "Search the design space of architecture simulators.\n"
      "Without a command, options mean 'run'.",
      "archgym-host");
  app.set_version_flag("--version", std::string("archgym-host ") + k_version);
  app.require_subcommand(1);
  app.get_formatter()->column_width(36);

  int exit_code = k_exit_ok;
  add_run_command(app, exit_code);
  add_resume_command(app, exit_code);
  add_eval_command(app, exit_code);
  add_list_command(app, exit_code);
  add_describe_command(app, exit_code);
  add_export_command(app, exit_code);
  add_new_command(app, exit_code);
  add_validate_command(app, exit_code);
  add_process_commands(app, exit_code);
  add_completion_command(app, exit_code);
  int verbosity = 0;
  for (auto* command : app.get_subcommands({})) {
    command->add_flag("-v,--verbose", verbosity, "More log on stderr; -vv and -vvv for debugging");
    // The processes that the host starts itself are as plugins expect them.
    const bool for_people = !command->get_group().empty();
    command->parse_complete_callback([&verbosity, for_people] {
      start_log(verbosity);
      if (!for_people) return;
      ignore_signals_of_writing();
      guard_exit();
    });
    for (auto* option : command->get_options()) {
      // An option with one value that is given again replaces the earlier one.
      if (option->get_items_expected_max() == 1) option->take_last();
    }
  }

  std::vector<std::string> arguments = arguments_of(argc, argv);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(arguments);
  } catch (const CLI::Success& help) {
    app.exit(help);
    exit_code = k_exit_ok;
  } catch (const CLI::ParseError& error) {
    return report({Fault::input, usage_message(app, error)});
  }
  if (!flush_output()) {
    return report({Fault::failure, "standard output cannot be written"});
  }
  return exit_code;
}

int run_safely(int argc, char** argv) {
  try {
    return run_application(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("archgym-host: out of memory\n", stderr);  // which needs none
    return k_exit_failure;
  } catch (const boost::system::system_error& error) {
    return report({Fault::failure, error.code().message()});  // what() has a place in the source
  } catch (const std::exception& error) {
    return report({Fault::failure, error.what()});
  }
}

}  // namespace
}  // namespace archgym::host

int main(int argc, char** argv) {
  archgym::host::open_standard_streams();
  archgym::host::end_forked_hosts();
  const int exit_code = archgym::host::run_safely(argc, argv);
  archgym::host::allow_exit();
  return exit_code;
}
