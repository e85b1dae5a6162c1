#include "evaluate/ask_for_space.hpp"

#include "adapter/create.hpp"
#include "evaluate/scratch.hpp"
#include "evaluate/worker.hpp"

namespace archgym::host {

Result<boost::json::object> ask_for_space(EvaluationSetup setup, const Execution& execution) {
  auto mode = resolved_isolation(*setup.manifest, execution);
  if (!mode) return tl::unexpected(mode.error());
  auto scratch = ScratchRoot::create();
  if (!scratch) return tl::unexpected(scratch.error());
  if (*mode == IsolationMode::none) {
    ag_ctx call;
    call.cancel = setup.cancel;
    call.scratch_root = scratch->path();
    return ask_for_space(*setup.services, *setup.manifest, setup.config, setup.workload, call);
  }
  // A worker that is told no space answers with it.
  Manifest asked = *setup.manifest;
  asked.settled.clear();
  setup.manifest = &asked;
  setup.scratch = &*scratch;
  auto worker = Worker::start(
      setup, execution.worker_executable.empty() ? "/proc/self/exe" : execution.worker_executable);
  if (!worker) return tl::unexpected(worker.error());
  (*worker)->end();
  return (*worker)->take_space();
}

}  // namespace archgym::host
