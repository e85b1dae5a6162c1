// The files that a descriptor puts into the working directory of an evaluation.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapter/process/scope.hpp"
#include "adapter/process/template.hpp"
#include "base/result.hpp"

namespace archgym::host {

class InputFiles {
 public:
  // From the member `files` of a descriptor; template files are read here. The error names the
  // file.
  static Result<InputFiles> create(const Scope& scope, const boost::json::array& declared);

  // Write, copy and link them all into an empty directory; `program` is the one that will run, for
  // files that are given relative to it. The error names the file.
  Result<void> place(const Scope& scope, const Design& design,
                     const std::filesystem::path& directory,
                     const std::filesystem::path& program = {}) const;

 private:
  enum class Origin { written, copied, linked };

  struct File {
    std::string path;
    Origin origin;
    Template content;  // of the file, or of the path that it comes from
    bool beside_program = false;
  };

  static Result<File> create_file(const Scope& scope, const boost::json::object& declared);
  static Result<void> place_file(const File& file, const Scope& scope, const Design& design,
                                 const std::filesystem::path& directory,
                                 const std::filesystem::path& program);

  std::vector<File> files_;
};

}  // namespace archgym::host
