// The default design of an environment, evaluated in this process again and again.
#pragma once

#include <filesystem>
#include <memory>

#include "evaluate/evaluations.hpp"
#include "plugin/host_services.hpp"
#include "plugin/manifest.hpp"

namespace archgym::bench {

// Not movable: the evaluator refers to the manifest.
class DefaultDesign {
 public:
  // `scratch_root` is where scratch directories are made; "" for environments that need none.
  explicit DefaultDesign(host::Manifest manifest, const std::filesystem::path& scratch_root = "");
  DefaultDesign(const DefaultDesign&) = delete;
  DefaultDesign& operator=(const DefaultDesign&) = delete;

  // Wall time of one of `evaluations`. Throws when one of them fails.
  double microseconds(int evaluations);

 private:
  host::HostServices services_{{}};
  host::Manifest manifest_;
  std::unique_ptr<host::Evaluations> evaluations_;
  host::Batch batch_;
};

}  // namespace archgym::bench
