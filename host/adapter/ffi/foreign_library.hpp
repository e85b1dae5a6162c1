// The library of a descriptor and the functions in it.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "adapter/ffi/function.hpp"
#include "base/result.hpp"
#include "plugin/manifest.hpp"

namespace boost::dll {
class shared_library;
}

namespace archgym::host::ffi {

// The file that the `library` member of a descriptor means; see locate(). A bare name is looked for
// in the directories of the dynamic loader. The config is complete.
Result<std::filesystem::path> find_library(const Manifest& manifest,
                                           const boost::json::object& config);

class ForeignLibrary {
 public:
  // Loads it: its constructors run.
  static Result<ForeignLibrary> load(const std::filesystem::path& file);
  ForeignLibrary(ForeignLibrary&& other) noexcept;
  ForeignLibrary& operator=(ForeignLibrary&&) = delete;
  ~ForeignLibrary();

  const std::filesystem::path& file() const { return file_; }
  // The error names a symbol that is spelled much alike.
  Result<Function::Address> function(const std::string& name) const;

 private:
  ForeignLibrary(std::filesystem::path file, boost::dll::shared_library library);

  std::filesystem::path file_;
  std::unique_ptr<boost::dll::shared_library> library_;
};

}  // namespace archgym::host::ffi
