// Output that says by itself how a run has ended: as infeasible, or as failed.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/process/outputs.hpp"
#include "base/result.hpp"

namespace archgym::host {

class OutputPatterns {
 public:
  // From the member `name` of a descriptor.
  static Result<OutputPatterns> create(const char* name, const boost::json::object& descriptor);

  OutputPatterns(OutputPatterns&& other) noexcept;
  OutputPatterns& operator=(OutputPatterns&& other) noexcept;
  ~OutputPatterns();

  // The reason of the first pattern that is there. Files that were not written have none; one that
  // cannot be read, or not as a whole, is an error.
  Result<std::optional<std::string>> find(Outputs& outputs) const;

 private:
  struct Pattern;

  OutputPatterns();

  std::vector<Pattern> patterns_;
};

}  // namespace archgym::host
