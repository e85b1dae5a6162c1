# archgym_embed_templates(<target> <directory>): the files below the directory as the function
# template_files() of host/cli/templates.hpp.
function(archgym_embed_templates target directory)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${directory} ${directory}/*)
  list(SORT files)
  set(declarations "")
  set(rows "")
  foreach(file IN LISTS files)
    string(MAKE_C_IDENTIFIER "archgym_template_${file}" symbol)
    archgym_embed_file(${target} ${directory}/${file} ${symbol})
    string(REGEX MATCH "^[^/]+" kind ${file})
    string(REGEX REPLACE "^[^/]+/" "" path ${file})
    string(APPEND declarations "extern const char ${symbol}[];\n")
    string(APPEND rows "    {\"${kind}\", \"${path}\", ${symbol}},\n")
  endforeach()
  file(
    CONFIGURE
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp
    CONTENT
      "#include \"cli/templates.hpp\"

extern \"C\" {
${declarations}}

namespace archgym::host {

std::span<const TemplateFile> template_files() {
  static const TemplateFile files[] = {
${rows}  };
  return files;
}

}  // namespace archgym::host
"
    @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/templates.cpp)
endfunction()
