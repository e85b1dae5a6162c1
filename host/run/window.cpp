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
}

std::size_t Window::group() const {
  return std::clamp<std::size_t>(under_way() / k_part_told, 1, k_most_told);
}

}  // namespace archgym::host
