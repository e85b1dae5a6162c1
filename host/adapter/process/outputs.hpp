// What one run of a program left: its standard streams and its files, each read when first needed.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "base/result.hpp"

namespace archgym::host {

// A path in the working directory as a descriptor may write it: relative, without "..", and no
// template. The error says which it is not.
Result<void> check_inside(const std::string& path);

class Outputs {
 public:
  // `streams` holds the files stdout and stderr.
  Outputs(std::filesystem::path directory, std::filesystem::path streams)
      : directory_(std::move(directory)), streams_(std::move(streams)) {}

  // `source` is stdout, stderr or a path in the working directory. Valid as long as this.
  Result<const std::string*> text(const std::string& source);
  Result<const boost::json::value*> json(const std::string& source);

  // Its last bytes, however long it is; "" when there is none.
  std::string end(const std::string& source, std::size_t bytes) const;

  // Where it is; a symbolic link that a program left is not followed out of the directory.
  Result<std::filesystem::path> file(const std::string& source) const;

 private:
  std::filesystem::path directory_, streams_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, boost::json::value> documents_;
};

}  // namespace archgym::host
