#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

namespace archgym::host {
namespace fs = std::filesystem;

std::error_code create_new_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0) return {errno, std::generic_category()};
  ::close(descriptor);
  return {};
}

Result<void> make_own_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), 0777) == 0) return {};
  const std::error_code error(errno, std::generic_category());
  struct stat status {};
  if (error != std::errc::file_exists || ::lstat(path.c_str(), &status) != 0) {
    return bad_input(path.string() + ": cannot make the directory: " + error.message());
  }
  if (S_ISDIR(status.st_mode) && status.st_uid == ::geteuid()) return {};
  return bad_input(path.string() + (S_ISLNK(status.st_mode)   ? ": is a link, which is not followed"
                                    : S_ISDIR(status.st_mode) ? ": belongs to another user"
                                                              : ": is not a directory"));
}

Result<void> replace_file(const fs::path& path,
                          const std::function<Result<void>(std::ostream&)>& write) {
  const fs::path temporary = path.string() + ".part" + std::to_string(::getpid());
  if (const std::error_code error = create_new_file(temporary)) {
    return bad_input(path.string() + ": cannot be written: " + error.message());
  }
  std::ofstream out(temporary, std::ios::binary);
  Result<void> written = write(out);
  out.close();
  if (written && !out) {
    written = failure(path.string() + ": cannot be written (is the disk full?)");
  }
  std::error_code error;
  if (written) fs::rename(temporary, path, error);
  if (error) written = failure(path.string() + ": cannot be written: " + error.message());
  if (!written) fs::remove(temporary, error);
  return written;
}

Result<void> sync_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  // Some file systems refuse to sync a directory (EINVAL), as there is nothing to do for it.
  const bool synced = descriptor >= 0 && (::fsync(descriptor) == 0 || errno == EINVAL);
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (synced) return {};
  return failure(path.string() +
                 ": cannot be written to the disk: " + std::generic_category().message(error));
}

}  // namespace archgym::host
