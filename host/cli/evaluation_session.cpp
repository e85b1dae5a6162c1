#include "cli/evaluation_session.hpp"

#include "cli/signals.hpp"

namespace archgym::host {

Result<std::unique_ptr<EvaluationSession>> EvaluationSession::start(
    EvaluationSetup setup, const Execution& execution, const std::filesystem::path& kept) {
  std::unique_ptr<EvaluationSession> session(new EvaluationSession);
  auto scratch = setup.keep_scratch ? ScratchRoot::keep(kept) : ScratchRoot::create();
  if (!scratch) return tl::unexpected(scratch.error());
  setup.scratch = &session->scratch_.emplace(std::move(*scratch));
  setup.scratch_root = setup.scratch->path();
  setup.services = &session->services_;
  setup.cancel = &stop_on_signals();
  setup.limits = combined(setup.limits, setup.manifest->isolation.limits);
  auto evaluations = make_evaluations(setup, execution);
  if (!evaluations) return tl::unexpected(evaluations.error());
  session->evaluations_ = std::move(*evaluations);
  return session;
}

}  // namespace archgym::host
