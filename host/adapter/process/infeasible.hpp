// Output that says that a design has no result, which is no failure.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/process/outputs.hpp"
#include "base/result.hpp"

namespace archgym::host {

class InfeasiblePatterns {
 public:
  // From the member `infeasible` of a descriptor.
  static Result<InfeasiblePatterns> create(const boost::json::array& declared);

  InfeasiblePatterns(InfeasiblePatterns&& other) noexcept;
  InfeasiblePatterns& operator=(InfeasiblePatterns&& other) noexcept;
  ~InfeasiblePatterns();

  // The reason of the first pattern that is there. Files that were not written have none.
  std::optional<std::string> find(Outputs& outputs) const;

 private:
  struct Pattern;

  InfeasiblePatterns();

  std::vector<Pattern> patterns_;
};

}  // namespace archgym::host
