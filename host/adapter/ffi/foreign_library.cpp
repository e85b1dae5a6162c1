#include "adapter/ffi/foreign_library.hpp"

#include <dlfcn.h>

#include <cstddef>
#include <utility>
#include <vector>

#include "adapter/locate.hpp"
#include "base/suggest.hpp"
#include "base/text.hpp"
#include "json/member.hpp"
#include "plugin/shared_library.hpp"

#include <boost/dll/library_info.hpp>

namespace archgym::host::ffi {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

// Where the dynamic loader looks: LD_LIBRARY_PATH and the system's directories. It finds those of
// /usr/local by its cache only.
std::vector<std::string> loader_directories() {
  void* self = ::dlopen(nullptr, RTLD_LAZY);
  Dl_serinfo size{};
  std::vector<std::string> directories;
  if (self && ::dlinfo(self, RTLD_DI_SERINFOSIZE, &size) == 0) {
    std::vector<std::max_align_t> memory(size.dls_size / sizeof(std::max_align_t) + 1);
    auto* info = reinterpret_cast<Dl_serinfo*>(memory.data());
    ::dlinfo(self, RTLD_DI_SERINFOSIZE, info);
    if (::dlinfo(self, RTLD_DI_SERINFO, info) == 0) {
      for (unsigned k = 0; k < info->dls_cnt; ++k) {
        directories.emplace_back(info->dls_serpath[k].dls_name);
      }
    }
  }
  if (self) ::dlclose(self);
  directories.emplace_back("/usr/local/lib");
  return directories;
}

Result<fs::path> in_loader_directories(const std::string& name) {
  const std::vector<std::string> directories = loader_directories();
  for (const std::string& directory : directories) {
    if (fs::path file = fs::path(directory) / name; is_file(file)) return fs::absolute(file);
  }
  return bad_input("library '" + name + "' is not where the dynamic loader looks (" +
                   join(directories, ":") + ")");
}

// " (did you mean 'x'?)" or nothing: a library has too many symbols to list them.
std::string similar_symbol(const fs::path& file, const std::string& name) try {
  boost::dll::library_info info(file);
  const std::vector<std::string> symbols = info.symbols();
  const std::string near = nearest(name, symbols);
  return near.empty() ? "" : " (did you mean '" + near + "'?)";
} catch (const std::exception&) {
  return "";
}

}  // namespace

Result<fs::path> find_library(const Manifest& manifest, const boost::json::object& config) {
  static const FileKind kind{"library", "a file", is_file, in_loader_directories};
  return locate(kind, manifest, object_at(manifest.descriptor, "library"), config);
}

Result<ForeignLibrary> ForeignLibrary::load(const fs::path& file) {
  auto library = load_shared_library(file);
  if (!library) return tl::unexpected(library.error());
  return ForeignLibrary(file, std::move(*library));
}

ForeignLibrary::ForeignLibrary(fs::path file, boost::dll::shared_library library)
    : file_(std::move(file)),
      library_(std::make_unique<boost::dll::shared_library>(std::move(library))) {}
ForeignLibrary::ForeignLibrary(ForeignLibrary&& other) noexcept = default;
ForeignLibrary::~ForeignLibrary() = default;

Result<Function::Address> ForeignLibrary::function(const std::string& name) const {
  if (library_->has(name)) return &library_->get<void()>(name);
  return bad_input(file_.string() + ": has no function '" + name + "'" +
                   similar_symbol(file_, name));
}

}  // namespace archgym::host::ffi
