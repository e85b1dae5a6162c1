// Rules that a user accepts to be broken, each with the reason: schemas/waivers.schema.json.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace archgym::host {

struct Waiver {
  std::string rule, plugin, reason;
};

class Waivers {
 public:
  static Result<Waivers> read(const std::filesystem::path& file);

  // The one for this rule and plugin, or nullptr.
  const Waiver* find(std::string_view rule, std::string_view plugin) const;

 private:
  std::vector<Waiver> waivers_;
};

}  // namespace archgym::host
