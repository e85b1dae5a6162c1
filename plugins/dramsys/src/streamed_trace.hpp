// A trace file that is too long to be kept: read and prepared again by each run, in pieces.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "request_source.hpp"
#include "trace_reader.hpp"
#include "workload.hpp"

namespace dramsys {

class StreamedTrace final : public RequestSource {
 public:
  // The first `count` entries of the file. Throws InputError.
  StreamedTrace(const std::string& path, std::uint64_t count, const RequestMaker& maker);

  std::span<const Request> next() override;
  double share(std::uint64_t served) const override;

 private:
  TraceFile file_;
  RequestMaker maker_;
  std::uint64_t count_;
  std::uint64_t read_ = 0;  // entries so far
  std::vector<TraceEntry> entries_;
  std::size_t place_ = 0;  // of the next entry
  std::vector<Request> requests_;
};

}  // namespace dramsys
