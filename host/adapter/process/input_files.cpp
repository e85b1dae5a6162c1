#include "adapter/process/input_files.hpp"

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "adapter/process/outputs.hpp"
#include "base/text.hpp"
#include "json/json.hpp"
#include "json/member.hpp"

namespace archgym::host {
namespace {

namespace fs = std::filesystem;

Format format_of(const boost::json::object& declared) {
  constexpr std::array<std::pair<std::string_view, Format>, 4> k_formats{
      {{"json", Format::json}, {"yaml", Format::yaml}, {"ini", Format::ini}, {"xml", Format::xml}}};
  const std::string name = text_at(declared, "format");
  for (const auto& [known, format] : k_formats) {
    if (name == known) return format;
  }
  return Format::text;
}

Result<void> write(const fs::path& path, const std::string& text) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return {};
  return system_failure("cannot be written", errno);
}

// A name that the user or the author gave, where it is not absolute: below `root`.
Result<fs::path> origin_of(const fs::path& root, const std::string& given) {
  const fs::path origin = root / given;
  std::error_code error;
  if (fs::exists(origin, error)) return origin;
  return failure("there is no file '" + origin.string() + "'");
}

}  // namespace

Result<InputFiles> InputFiles::create(const Scope& scope, const boost::json::array& declared) {
  InputFiles all;
  for (const auto& value : declared) {
    auto file = create_file(scope, value.as_object());
    if (!file) {
      return within("file '" + text_at(value.as_object(), "path") + "'", file.error());
    }
    all.files_.push_back(std::move(*file));
  }
  return all;
}

Result<InputFiles::File> InputFiles::create_file(const Scope& scope,
                                                 const boost::json::object& declared) {
  const std::string path = text_at(declared, "path");
  if (auto inside = check_inside(path); !inside) return tl::unexpected(inside.error());
  const auto finish = [&](Origin origin, const std::string& text, Format format) -> Result<File> {
    auto content = Template::parse(text, scope, format);
    if (!content) return tl::unexpected(content.error());
    return File{path, origin, std::move(*content), text_at(declared, "relative_to") == "program"};
  };
  if (declared.contains("copy")) {
    return finish(Origin::copied, text_at(declared, "copy"), Format::argument);
  }
  if (declared.contains("link")) {
    return finish(Origin::linked, text_at(declared, "link"), Format::argument);
  }
  if (declared.contains("lines")) {
    std::string text;
    for (const std::string& line : texts_at(declared, "lines")) text += line + "\n";
    return finish(Origin::written, text, format_of(declared));
  }
  const std::string name = text_at(declared, "template");
  auto text = read_text(fs::path(scope.resources()) / name);
  if (!text) return tl::unexpected(text.error());
  auto file = finish(Origin::written, *text, format_of(declared));
  if (!file) return within(name, file.error());
  return file;
}

Result<void> InputFiles::place(const Scope& scope, const Design& design, const fs::path& directory,
                               const fs::path& program) const {
  for (const File& file : files_) {
    if (auto done = place_file(file, scope, design, directory, program); !done) {
      return within("file '" + file.path + "'", done.error());
    }
  }
  return {};
}

Result<void> InputFiles::place_file(const File& file, const Scope& scope, const Design& design,
                                    const fs::path& directory, const fs::path& program) {
  auto text = file.content.render(scope, design);
  if (!text) return tl::unexpected(text.error());
  const fs::path path = directory / file.path;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (file.origin == Origin::written) return write(path, *text);
  // A program in PATH is often a link to where it was built, with its files.
  const fs::path root = file.beside_program ? fs::weakly_canonical(program, error).parent_path()
                                            : fs::path(scope.resources());
  auto origin = origin_of(root, *text);
  if (!origin) return tl::unexpected(origin.error());
  if (file.origin == Origin::linked) {
    fs::create_symlink(*origin, path, error);
  } else {
    fs::copy(*origin, path, fs::copy_options::recursive, error);
  }
  if (error) {
    return system_failure("cannot be made from '" + origin->string() + "'", error.value());
  }
  return {};
}

}  // namespace archgym::host
