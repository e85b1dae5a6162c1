#include "run/window.hpp"

#include <algorithm>
#include <bit>

namespace archgym::host {
namespace {

constexpr std::size_t k_part_told = 8;

}  // namespace

Window::Window(std::size_t width, std::size_t parameters, std::size_t metrics,
               std::size_t objectives)
    : width_(width),
      objective_count_(objectives),
      mask_(std::bit_ceil(width) - 1),
      batch_(parameters, metrics),
      proposals_(mask_ + 1),
      objectives_((mask_ + 1) * objectives) {
  batch_.resize(mask_ + 1);
  for (std::size_t row = 0; row <= mask_; ++row) {
    const auto point = batch_.point(row);
    places_.push_back({sizeof(ag_proposal), 0, 0, point.data(), point.size()});
  }
  place_pointers_.reserve(width);
}

std::size_t Window::group() const {
  return std::clamp<std::size_t>(under_way() / k_part_told, 1, k_most_told);
}

std::span<ag_proposal* const> Window::places(std::size_t count) {
  place_pointers_.clear();
  for (std::uint64_t trial = asked_; trial < asked_ + count; ++trial) {
    ag_proposal& place = places_[row(trial)];
    place.trial_id = trial;
    place_pointers_.push_back(&place);
  }
  return place_pointers_;
}

}  // namespace archgym::host
