#include "streamed_trace.hpp"

namespace dramsys {
namespace {

constexpr std::size_t piece = std::size_t{1} << 16;  // requests, and those of one more entry

}  // namespace

StreamedTrace::StreamedTrace(const std::string& path, std::uint64_t count,
                             const RequestMaker& maker)
    : RequestSource(maker.clocks(), maker.relative()), file_(path), maker_(maker), count_(count) {}

std::span<const Request> StreamedTrace::next() {
  requests_.clear();
  while (requests_.size() < piece && read_ < count_) {
    if (place_ == entries_.size()) {
      entries_.clear();
      place_ = 0;
      if (!file_.read(entries_)) break;
    }
    maker_.append(entries_[place_++], requests_);
    ++read_;
  }
  return requests_;
}

double StreamedTrace::share(std::uint64_t) const {
  return static_cast<double>(read_) / static_cast<double>(count_);
}

}  // namespace dramsys
