#include "run/asking.hpp"

#include <algorithm>

namespace archgym::host {
namespace {

constexpr std::size_t k_guards = 8;
constexpr std::uint32_t k_untouched_kind = 0xa6c47cd2;

ag_value untouched() {
  ag_value value{};
  value.kind = k_untouched_kind;
  return value;
}

}  // namespace

Asking::Asking(std::size_t parameters, std::size_t most)
    : parameters_(parameters),
      stride_(parameters + k_guards),
      values_(most * stride_),
      places_(most),
      given_(most) {
  for (ag_proposal& place : places_) pointers_.push_back(&place);
}

void Asking::prepare(std::uint64_t first, std::size_t count) {
  std::fill_n(values_.begin(), count * stride_, untouched());
  for (std::size_t k = 0; k < count; ++k) {
    places_[k] = {sizeof(ag_proposal), 0, first + k, values_.data() + k * stride_, parameters_};
  }
  std::copy_n(pointers_.begin(), count, given_.begin());
}

Result<void> Asking::look_over(const Agent& agent, std::size_t count) const {
  for (std::size_t k = 0; k < count; ++k) {
    const auto guards = std::span(values_).subspan((k + 1) * stride_ - k_guards, k_guards);
    if (std::ranges::any_of(guards, [](const auto& v) { return v.kind != k_untouched_kind; })) {
      return failure("agent '" + agent.name() +
                     "' wrote past the end of a proposal's parameters (AG-MEM-1)");
    }
    if (places_[k].parameters != values_.data() + k * stride_ ||
        places_[k].parameter_count != parameters_) {
      return failure(
          "agent '" + agent.name() +
          "' changed the address or number of a proposal's parameters; expected values where they "
          "point to");
    }
  }
  return {};
}

Result<Asked> Asking::ask(Agent& agent, ag_ctx& call, std::uint64_t first, std::size_t count) {
  prepare(first, count);
  auto asked = agent.ask(call, std::span(given_).first(count));
  if (auto sound = look_over(agent, count); !sound) return tl::unexpected(sound.error());
  return asked;
}

}  // namespace archgym::host
