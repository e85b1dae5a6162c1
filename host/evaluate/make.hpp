// The evaluators that fit a plugin and what the user asked for.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "evaluate/evaluations.hpp"
#include "evaluate/setup.hpp"

namespace archgym::host {

// Where plugins run. `automatic`: in a worker process, unless the manifest allows in-process and
// the plugin comes with the host. What an author says of a plugin, which may crash in the next
// minute, is not enough to let it take the run down.
enum class IsolationMode { automatic, worker, none };

// "auto", "worker", "none".
std::string_view to_text(IsolationMode mode);
std::optional<IsolationMode> isolation_mode_from_text(std::string_view text);

struct Execution {
  IsolationMode isolation = IsolationMode::automatic;
  std::uint64_t jobs = 1;  // evaluations at once; 0: as many as the machine has cores
  std::filesystem::path worker_executable;  // archgym-host; "": this program
};

// Evaluations at once, with 0 replaced.
std::uint64_t jobs_of(const Execution& execution);

// Where evaluations of this plugin run: worker or none.
Result<IsolationMode> resolved_isolation(const Manifest& manifest, const Execution& execution);

// Creates the first instance; the error says why the plugin cannot be used.
Result<std::unique_ptr<Evaluations>> make_evaluations(const EvaluationSetup& setup,
                                                      const Execution& execution);

}  // namespace archgym::host
