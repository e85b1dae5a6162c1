#include "plugin/shared_library.hpp"

#include <dlfcn.h>

#include <string>
#include <string_view>

namespace archgym::host {
namespace {

namespace dll = boost::dll;

// Boost.DLL passes flags that it does not know on to dlopen(); it has no name for this one.
constexpr auto k_load_mode =
    static_cast<dll::load_mode::type>(dll::load_mode::rtld_now | RTLD_LOCAL | RTLD_NODELETE);

// What the dynamic loader said, without Boost.DLL's frame around it.
std::string loader_reason(const std::exception& error) {
  std::string text = error.what();
  constexpr std::string_view before = "dlerror system message: ";
  if (auto begin = text.find(before); begin != std::string::npos) {
    begin += before.size();
    text = text.substr(begin, text.rfind("):") - begin);
  }
  return text;
}

}  // namespace

Result<dll::shared_library> load_shared_library(const std::filesystem::path& file) try {
  return dll::shared_library(file, k_load_mode);
} catch (const std::exception& error) {
  return bad_input(file.string() + ": cannot be loaded: " + loader_reason(error));
}

}  // namespace archgym::host
