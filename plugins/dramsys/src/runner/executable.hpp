// Where DRAMSys is.
#pragma once

#include <filesystem>
#include <string>

namespace dramsys {

// The program that `configured` names, else the environment variable DRAMSYS, else DRAMSys on the
// PATH. A name without '/' is looked for on the PATH. The result is an absolute path of a file that
// may be executed. Throws InputError that lists where it was looked for.
std::filesystem::path find_dramsys(const std::string& configured);

}  // namespace dramsys
