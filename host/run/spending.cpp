#include "run/spending.hpp"

#include <algorithm>
#include <limits>

#include "base/clock.hpp"

namespace archgym::host {
namespace {

std::uint64_t left(std::uint64_t limit, std::uint64_t used) {
  return limit > used ? limit - used : 0;
}

}  // namespace

Spending::Spending(const Budget& budget) : budget_(budget), started_(monotonic_seconds()) {}

void Spending::told(const Outcome& outcome) {
  counts_.count(outcome);
  idle_in_a_row_ = Accounting::needs_simulation(outcome) ? 0 : idle_in_a_row_ + 1;
}

std::uint64_t Spending::room(std::uint64_t under_way) const {
  if (idle()) return 0;
  std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
  if (budget_.asked) room = left(*budget_.asked, counts_.asked + under_way);
  if (budget_.simulated) {
    room = std::min(room, left(*budget_.simulated, counts_.simulated + under_way));
  }
  return room;
}

double Spending::elapsed_seconds() const {
  return earlier_seconds_ + monotonic_seconds() - started_;
}

}  // namespace archgym::host
