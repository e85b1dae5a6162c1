#include "run/restart.hpp"

#include <cmath>
#include <string>

namespace archgym::host {
namespace {

constexpr std::string_view k_key = "agent_begins";

}  // namespace

Result<std::uint64_t> first_trial_of_agent(const RunFile& file) {
  const auto value = file.number(k_key);
  if (!value) return tl::unexpected(value.error());
  const auto next = file.next_id();
  if (!next) return tl::unexpected(next.error());
  const double first = value->value_or(0);
  if (first > static_cast<double>(*next) || std::trunc(first) != first) {
    return failure(file.path().string() + ": the file is damaged: run." + std::string(k_key) +
                   ": expected the number of a trial up to " + std::to_string(*next));
  }
  return static_cast<std::uint64_t>(first);
}

Result<void> restart_agent(RunFile& file) {
  auto next = file.next_id();
  if (!next) return tl::unexpected(next.error());
  if (auto begun = file.begin(); !begun) return begun;
  auto done = file.set(k_key, *next);
  if (done) done = file.remove_checkpoint();
  if (done) return file.commit();
  file.rollback();
  return done;
}

}  // namespace archgym::host
