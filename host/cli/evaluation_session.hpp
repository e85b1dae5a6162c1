// Everything that evaluating needs, for as long as a command evaluates.
#pragma once

#include <memory>
#include <optional>

#include "cli/log.hpp"
#include "evaluate/make.hpp"
#include "evaluate/scratch.hpp"

namespace archgym::host {

class EvaluationSession {
 public:
  // `setup` says what is evaluated; the session adds services, cancellation by signals, the
  // manifest's limits below those given, and scratch space: a temporary directory, or `kept` when
  // the setup wants scratch directories of failures to be kept.
  static Result<std::unique_ptr<EvaluationSession>> start(EvaluationSetup setup,
                                                          const Execution& execution,
                                                          const std::filesystem::path& kept);

  const HostServices& services() const { return services_; }
  Evaluations& evaluations() { return *evaluations_; }

 private:
  EvaluationSession() : services_(plugin_log()) {}

  HostServices services_;
  std::optional<ScratchRoot> scratch_;
  std::unique_ptr<Evaluations> evaluations_;
};

}  // namespace archgym::host
