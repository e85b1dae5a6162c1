#include "trust_region.hpp"

#include <algorithm>

namespace archgym::agents {

void TrustRegion::learn(bool success) {
  successes_ = success ? successes_ + 1 : 0;
  failures_ = success ? 0 : failures_ + 1;
  if (successes_ == k_successes_to_grow) {
    length_ = std::min(2 * length_, k_longest);
    successes_ = 0;
  } else if (failures_ >= patience_) {
    length_ /= 2;
    failures_ = 0;
  }
}

void TrustRegion::save(Writer& out) const {
  out.real(length_);
  out.u64(successes_);
  out.u64(failures_);
}

void TrustRegion::load(Reader& in) {
  length_ = in.real();
  successes_ = in.u64();
  failures_ = in.u64();
  if (!(length_ > 0 && length_ <= k_longest)) throw Rejected("the state has no valid trust region");
}

}  // namespace archgym::agents
