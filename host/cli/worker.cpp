// The commands that the host starts itself, as processes of its own: archgym-host worker loads a
// plugin and evaluates, archgym-host check tries one rule on a plugin.
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "evaluate/worker_server.hpp"
#include "validate/check_process.hpp"

namespace archgym::host {
namespace {

void add_process(CLI::App& app, int& exit_code, const std::string& name, const std::string& help,
                 int (*run)(WorkerDescriptors)) {
  auto descriptors = std::make_shared<WorkerDescriptors>();
  auto* command = app.add_subcommand(name, "Used by the host itself: " + help);
  command->group("");  // not for people
  command->add_option("data", descriptors->data)->required();
  command->add_option("lifeline", descriptors->lifeline)->required();
  command->add_option("cancelled", descriptors->cancelled)->required();
  command->callback([descriptors, run, &exit_code] { exit_code = run(*descriptors); });
}

}  // namespace

void add_process_commands(CLI::App& app, int& exit_code) {
  add_process(app, exit_code, "worker", "evaluates in isolation", run_worker);
  add_process(app, exit_code, "check", "tries one rule", run_check_server);
}

}  // namespace archgym::host
