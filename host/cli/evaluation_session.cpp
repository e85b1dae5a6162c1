#include "cli/evaluation_session.hpp"

#include <system_error>

#include "cli/signals.hpp"

namespace archgym::host {

Result<std::unique_ptr<EvaluationSession>> EvaluationSession::start(
    EvaluationSetup setup, const Execution& execution, const std::filesystem::path& kept) {
  std::unique_ptr<EvaluationSession> session(new EvaluationSession);
  auto directory = session->scratch_directory(setup.keep_scratch, kept);
  if (!directory) return tl::unexpected(directory.error());
  setup.services = &session->services_;
  setup.cancel = &stop_on_signals();
  setup.limits = combined(setup.limits, setup.manifest->isolation.limits);
  setup.scratch_root = *directory;
  auto evaluations = make_evaluations(setup, execution);
  if (!evaluations) return tl::unexpected(evaluations.error());
  session->evaluations_ = std::move(*evaluations);
  return session;
}

Result<std::filesystem::path> EvaluationSession::scratch_directory(
    bool keep, const std::filesystem::path& kept) {
  if (!keep) {
    auto root = ScratchRoot::create();
    if (!root) return tl::unexpected(root.error());
    scratch_.emplace(std::move(*root));
    return scratch_->path();
  }
  std::error_code error;
  std::filesystem::create_directories(kept, error);
  if (error) return bad_input(kept.string() + ": cannot keep scratch there: " + error.message());
  return std::filesystem::absolute(kept);
}

}  // namespace archgym::host
