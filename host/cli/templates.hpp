// The files of sdk/templates, compiled in: what `archgym-host new` writes.
#pragma once

#include <span>
#include <string_view>

namespace archgym::host {

struct TemplateFile {
  std::string_view kind;  // the template's directory: "env-cpp"
  std::string_view path;  // below it
  std::string_view text;
};

// Those of one kind are neighbours.
std::span<const TemplateFile> template_files();

}  // namespace archgym::host
