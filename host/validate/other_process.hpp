// The result of some work in another process.
#pragma once

#include <functional>
#include <string>

namespace archgym::host::validation {

// Forks. Throws std::runtime_error when the process ends without a result.
std::string in_other_process(const std::function<std::string()>& work);

}  // namespace archgym::host::validation
