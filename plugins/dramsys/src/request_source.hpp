// Where the requests of a run come from: in the order in which they are sent, a piece at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "clocks.hpp"
#include "request.hpp"

namespace dramsys {

class RequestSource {
 public:
  RequestSource(Clocks clocks, bool relative) : clocks_(clocks), relative_(relative) {}
  virtual ~RequestSource() = default;

  // The next piece, valid until the next call; empty: there are no more. May throw InputError.
  virtual std::span<const Request> next() = 0;

  // How much of the run is done when so many requests are served, from 0 to 1.
  virtual double share(std::uint64_t served) const = 0;

  const Clocks& clocks() const { return clocks_; }
  // `due` counts from the acceptance of the previous request, in clocks of the initiator.
  bool relative() const { return relative_; }

 private:
  Clocks clocks_;
  bool relative_;
};

// The requests of a run: a source for each initiator.
using RequestSources = std::vector<std::unique_ptr<RequestSource>>;

}  // namespace dramsys
