// Processes of this machine, found by what they inherited.
#pragma once

#include <string>
#include <vector>

namespace archgym::test {

// The ids of processes that were started with the environment variable `name`=`value`.
std::vector<int> processes_with(const std::string& name, const std::string& value);

// Whether they are all gone within a few seconds.
bool all_gone(const std::string& name, const std::string& value);

}  // namespace archgym::test
