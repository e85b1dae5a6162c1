#include "run/checkpoint.hpp"

#include <archgym/state.hpp>

#include <exception>
#include <utility>

namespace archgym::host {
namespace {

constexpr const char* k_format = "archgym-host.loop";

}  // namespace

std::string to_bytes(const LoopState& state) {
  archgym::Writer out;
  out.begin(k_format, 1);
  out.boolean(state.asked);
  out.boolean(state.agent_finished);
  out.u64(state.under_way.size());
  for (const LoopState::Proposal& proposal : state.under_way) {
    out.point({proposal.point.data(), proposal.point.size()});
    out.boolean(proposal.copy);
    out.boolean(proposal.previous.has_value());
    out.u64(proposal.previous.value_or(0));
  }
  out.text(state.agent);
  return out.fields();
}

Result<LoopState> loop_state_from_bytes(std::string bytes, std::size_t parameters) {
  try {
    archgym::Reader in(std::move(bytes));
    in.begin(k_format, 1);
    LoopState state;
    state.asked = in.boolean();
    state.agent_finished = in.boolean();
    state.under_way.resize(static_cast<std::size_t>(in.count(9 * parameters + 10)));
    for (LoopState::Proposal& proposal : state.under_way) {
      proposal.point.resize(parameters);
      in.point({proposal.point.data(), proposal.point.size()});
      proposal.copy = in.boolean();
      const bool follows = in.boolean();
      const std::uint64_t previous = in.u64();
      if (follows) proposal.previous = previous;
    }
    state.agent = in.text();
    if (!in.at_end()) return failure("there are bytes behind its end");
    return state;
  } catch (const std::exception& error) {
    return failure(error.what());
  }
}

}  // namespace archgym::host
