#include "adapter/process/space_program.hpp"

#include <sys/wait.h>

#include "adapter/child.hpp"
#include "adapter/process/arguments.hpp"
#include "adapter/program.hpp"
#include "adapter/streams.hpp"
#include "base/ending.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"
#include "json/schemas.hpp"

namespace archgym::host {
namespace {

namespace json = boost::json;

constexpr int k_poll_milliseconds = 100;

Result<ChildSetup> setup_of(const Manifest& manifest, const json::object& config,
                            const std::string& workload) {
  const json::object& declared = manifest.descriptor;
  if (auto valid = process_schema().validate(declared, "process"); !valid) {
    return tl::unexpected(valid.error());
  }
  if (!declared.contains("space")) {
    return bad_input(
        "process: the manifest says that the space depends on more than it has, but there is no "
        "'space' that says which program prints it");
  }
  const json::object& space = object_at(declared, "space");
  const char* of = space.contains("program") ? "space" : "process";
  auto program = find_program(
      manifest, object_at(space.contains("program") ? space : declared, "program"), config);
  if (!program) return within(std::string(of) + ".program", program.error());
  auto scope = Scope::create(manifest, config);
  if (!scope) return tl::unexpected(scope.error());
  auto arguments =
      Arguments::create(*scope, list_at(space, "arguments")).and_then([&](const Arguments& parsed) {
        return parsed.render(*scope, scope->design({}, workload, 0));
      });
  if (!arguments) return within("space", arguments.error());
  ChildSetup setup;
  setup.program = std::move(*program);
  setup.arguments = std::move(*arguments);
  return setup;
}

}  // namespace

Result<json::value> printed_space(const Manifest& manifest, const json::object& config,
                                  const std::string& workload, const ag_ctx& call) {
  auto setup = setup_of(manifest, config, workload);
  if (!setup) return within(manifest.path.string(), setup.error());
  auto output = TemporaryOutput::create();
  auto errors = TemporaryOutput::create();
  if (!output || !errors) return tl::unexpected((output ? errors : output).error());
  setup->output = output->descriptor();
  setup->error = errors->descriptor();
  auto child = Child::start(*setup);
  if (!child) return tl::unexpected(child.error());
  const std::string name = setup->program.filename().string();
  while (!child->wait(k_poll_milliseconds)) {
    if (call.cancel && call.cancel->load()) return failure(name + " was stopped");
  }
  if (!WIFEXITED(child->wait_status()) || WEXITSTATUS(child->wait_status()) != 0) {
    return failure(name + " ended with " + ending_of(child->wait_status()) +
                   last_words(errors->text().value_or("")));
  }
  auto text = output->text();
  if (!text) return tl::unexpected(text.error());
  return parse(*text, "what " + name + " prints");
}

}  // namespace archgym::host
