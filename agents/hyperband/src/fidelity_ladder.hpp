// The fidelities that successive halving climbs, and designs at one of them.
#pragma once

#include <archgym/space.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace archgym::agents {

class FidelityLadder {
 public:
  // Rungs at 1, 1 / factor, 1 / factor^2 ... of the full fidelity, down to `minimum`; each is the
  // nearest value of the space's fidelity parameter. A space without a free one has one rung.
  FidelityLadder(Space space, std::uint64_t factor, double minimum);

  // At least 1. Rung 0 is the lowest fidelity, the last one is full.
  std::size_t rungs() const { return rungs_.size(); }
  bool flat() const { return rungs_.size() == 1; }

  // Moves a canonical design to a rung. False when a constraint forbids it there.
  bool place(Span<ag_value> point, std::size_t rung) const;

 private:
  Space space_;
  std::optional<std::size_t> parameter_;
  std::vector<std::uint64_t> rungs_;  // index of the fidelity's value
};

}  // namespace archgym::agents
