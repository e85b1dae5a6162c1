// archgym-host worker: loads a plugin and evaluates for the host that started it.
#include <memory>

#include "cli/commands.hpp"
#include "evaluate/worker_server.hpp"

namespace archgym::host {

void add_worker_command(CLI::App& app, int& exit_code) {
  auto descriptors = std::make_shared<WorkerDescriptors>();
  auto* command = app.add_subcommand("worker", "Used by the host itself: evaluates in isolation");
  command->group("");  // not for people
  command->add_option("data", descriptors->data)->required();
  command->add_option("lifeline", descriptors->lifeline)->required();
  command->add_option("cancel", descriptors->cancel)->required();
  command->callback([descriptors, &exit_code] { exit_code = run_worker(*descriptors); });
}

}  // namespace archgym::host
