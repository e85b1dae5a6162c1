// Files and directories made where others can write, too. A link that somebody put there is never
// followed: what it points to may be precious.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <system_error>

#include "base/result.hpp"

namespace archgym::host {

// An empty file that nobody had before; std::errc::file_exists for anything that has the name,
// a link to nothing included.
std::error_code create_new_file(const std::filesystem::path& path);

// Makes the directory unless it is there. Refused unless it is a directory of this user, and no
// link to one.
Result<void> make_own_directory(const std::filesystem::path& path);

// Writes a file beside `path`, which then takes its place: nobody sees half of it, and what had the
// name before is left as it is when `write` fails. A link is replaced, not followed.
Result<void> replace_file(const std::filesystem::path& path,
                          const std::function<Result<void>(std::ostream&)>& write);

// The content of a file, or the names in a directory, on the disk.
Result<void> sync_to_disk(const std::filesystem::path& path);

}  // namespace archgym::host
