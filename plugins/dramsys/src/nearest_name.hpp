// "Did you mean" for misspelt names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dramsys {

// "; did you mean 'nRCD'?" for the nearest of `known`, or "" when none is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

}  // namespace dramsys
