#include "adapter/process/outputs.hpp"

#include <algorithm>
#include <utility>

#include "adapter/streams.hpp"
#include "base/text.hpp"
#include "json/json.hpp"

namespace archgym::host {
namespace fs = std::filesystem;

Result<void> check_inside(const std::string& path) {
  if (path.find("${") != std::string::npos) {
    return bad_input("'" + path + "': nothing is filled in here; expected a fixed name");
  }
  const auto parts = split(path, '/');
  if (!path.starts_with('/') && std::ranges::find(parts, "..") == parts.end() &&
      path.find('\0') == std::string::npos && path != "." && !path.ends_with('/')) {
    return {};
  }
  return bad_input("'" + path +
                   "' is not a path inside the working directory; expected a relative " +
                   "one without '..'");
}

Result<fs::path> Outputs::file(const std::string& source) const {
  if (source == "stdout" || source == "stderr") return streams_ / source;
  const fs::path path = directory_ / source;
  std::error_code error;
  if (!fs::exists(path, error)) return failure("the program has not written " + source);
  const fs::path real = fs::canonical(path, error);
  const fs::path root = fs::canonical(directory_, error);
  if (error || !real.string().starts_with(root.string() + "/")) {
    return failure(source + " is a link that leads out of the working directory");
  }
  if (!fs::is_regular_file(real, error)) return failure(source + " is not a regular file");
  return real;
}

Result<const std::string*> Outputs::text(const std::string& source) {
  if (const auto known = texts_.find(source); known != texts_.end()) return &known->second;
  auto path = file(source);
  if (!path) return tl::unexpected(path.error());
  auto read = read_output(*path);
  if (!read) return within(source, read.error());
  return &texts_.emplace(source, std::move(*read)).first->second;
}

std::string Outputs::end(const std::string& source, std::size_t bytes) const {
  const auto path = file(source);
  return path ? end_of_output(*path, bytes) : "";
}

Result<const boost::json::value*> Outputs::json(const std::string& source) {
  if (const auto known = documents_.find(source); known != documents_.end()) return &known->second;
  auto read = text(source);
  if (!read) return tl::unexpected(read.error());
  auto document = parse(**read, source);
  if (!document) return tl::unexpected(document.error());
  return &documents_.emplace(source, std::move(*document)).first->second;
}

}  // namespace archgym::host
