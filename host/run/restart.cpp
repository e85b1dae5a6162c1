#include "run/restart.hpp"

namespace archgym::host {
namespace {

constexpr std::string_view k_key = "agent_begins";

}  // namespace

Result<std::uint64_t> first_trial_of_agent(const RunFile& file) {
  auto value = file.get(k_key);
  if (!value) return tl::unexpected(value.error());
  return *value ? (*value)->to_number<std::uint64_t>() : 0;
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
