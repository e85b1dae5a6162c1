# CMake functions for plugin authors; installed with the SDK.

set(ARCHGYM_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

# archgym_embed_file(<target> <file> <symbol>)
#
# Compile the bytes of <file> into <target> as `extern "C" const char <symbol>[]`, NUL-terminated,
# with hidden visibility. Changing the file rebuilds the target.
function(archgym_embed_file target file symbol)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    set(suffix cpp)
  else()
    set(suffix c)
  endif()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_${symbol}.${suffix})
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${file} -DOUTPUT=${source} -DSYMBOL=${symbol} -P
            ${ARCHGYM_CMAKE_DIR}/ArchGymEmbedFile.cmake
    DEPENDS ${file} ${ARCHGYM_CMAKE_DIR}/ArchGymEmbedFile.cmake
    COMMENT "Embedding ${file}"
    VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()

# archgym_add_plugin(<target> MANIFEST <name>.archgym.json SOURCES <file>...
#                    [RESOURCES <file or directory>...] [FOR_TESTS])
#
# Build lib<target>.so, an ArchGym plugin: hidden visibility, one exported symbol, no symbol left
# undefined, the manifest embedded (symbol archgym_manifest_json). The library, the manifest and the
# resources are put side by side in lib/archgym/plugins/<name>/ below the build directory and
# installed to the same place below the prefix. The manifest's `name` must be <name> and its
# `library` lib<target>.so. FOR_TESTS: a plugin that only tests use is put in tests/plugins/<name>/
# below the build directory instead, where no host looks by itself, and is not installed.
function(archgym_add_plugin target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FOR_TESTS" "MANIFEST" "SOURCES;RESOURCES")
  if(NOT arg_MANIFEST OR NOT arg_SOURCES)
    message(FATAL_ERROR "archgym_add_plugin(${target}): MANIFEST and SOURCES are required")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "archgym_add_plugin(${target}): '${arg_UNPARSED_ARGUMENTS}' is none of "
                        "MANIFEST, SOURCES, RESOURCES, FOR_TESTS")
  endif()
  cmake_path(ABSOLUTE_PATH arg_MANIFEST BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  _archgym_check_manifest(${target} ${arg_MANIFEST} name)
  _archgym_expect(${arg_MANIFEST} library lib${target}.so)
  _archgym_plugin_directory(${name} "${arg_FOR_TESTS}" directory)

  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ArchGym::sdk)
  archgym_embed_file(${target} ${arg_MANIFEST} archgym_manifest_json)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(CXX IN_LIST languages)
    target_compile_features(${target} PRIVATE cxx_std_17)
  endif()
  set_target_properties(
    ${target}
    PROPERTIES PREFIX lib
               SUFFIX .so
               POSITION_INDEPENDENT_CODE ON
               C_VISIBILITY_PRESET hidden
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               LINK_DEPENDS ${ARCHGYM_CMAKE_DIR}/ArchGymPlugin.map
               LIBRARY_OUTPUT_DIRECTORY $<1:${CMAKE_BINARY_DIR}/${directory}>)
  target_link_options(${target} PRIVATE -Wl,--version-script=${ARCHGYM_CMAKE_DIR}/ArchGymPlugin.map
                      -Wl,--exclude-libs,ALL)
  # The runtime of a sanitizer is linked into the program, so a plugin cannot resolve it alone.
  get_directory_property(options COMPILE_OPTIONS)
  if(NOT "${options} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()

  _archgym_place_beside(${target} ${directory} ${arg_MANIFEST} ${arg_RESOURCES})
  if(NOT arg_FOR_TESTS)
    install(TARGETS ${target} LIBRARY DESTINATION ${directory})
    _archgym_install_beside(${directory} ${arg_MANIFEST} ${arg_RESOURCES})
  endif()
endfunction()

# archgym_add_validation(<target> [LEVEL quick|standard|thorough] [WAIVERS <file>] [TIME_LIMIT <seconds>])
#
# Add the test validate.<target>: `archgym-host validate` finds that the plugin keeps the rules of the
# SDK. LEVEL is standard unless said otherwise; WAIVERS is a file of rules that the plugin may break,
# and why (waivers.schema.json); TIME_LIMIT is what a rule may take at most, as --time-limit.
# archgym-host is looked for beside the SDK and on the PATH; -DARCHGYM_HOST=<path> names another one.
# Call enable_testing() before.
function(archgym_add_validation target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LEVEL;WAIVERS;TIME_LIMIT" "")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "archgym_add_validation(${target}): '${arg_UNPARSED_ARGUMENTS}' is none of "
                        "LEVEL, WAIVERS, TIME_LIMIT")
  endif()
  if(NOT arg_LEVEL)
    set(arg_LEVEL standard)
  elseif(NOT arg_LEVEL MATCHES "^(quick|standard|thorough)$")
    message(FATAL_ERROR "archgym_add_validation(${target}): LEVEL is '${arg_LEVEL}', expected quick, "
                        "standard or thorough")
  endif()
  set(waivers)
  if(arg_WAIVERS)
    cmake_path(ABSOLUTE_PATH arg_WAIVERS BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    set(waivers --waivers ${arg_WAIVERS})
  endif()
  set(time_limit)
  if(arg_TIME_LIMIT)
    set(time_limit --time-limit ${arg_TIME_LIMIT})
  endif()
  if(TARGET archgym-host)
    set(host $<TARGET_FILE:archgym-host>)
  else()
    find_program(ARCHGYM_HOST archgym-host HINTS ${ARCHGYM_CMAKE_DIR}/../../../bin REQUIRED)
    set(host ${ARCHGYM_HOST})
  endif()
  get_target_property(manifest ${target} ARCHGYM_MANIFEST)
  if(NOT manifest)
    message(FATAL_ERROR "archgym_add_validation(${target}): '${target}' is no target of archgym_add_plugin() "
                        "or archgym_add_adapter()")
  endif()
  add_test(NAME validate.${target} COMMAND ${host} validate ${manifest} --level ${arg_LEVEL} ${waivers}
                                           ${time_limit})
endfunction()

# archgym_add_adapter(<target> MANIFEST <name>.archgym.json [RESOURCES <file or directory>...]
#                     [FOR_TESTS])
#
# A plugin without a library: its manifest names an adapter of the host. The manifest and the
# resources go where archgym_add_plugin() puts those of other plugins.
function(archgym_add_adapter target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "FOR_TESTS" "MANIFEST" "RESOURCES")
  if(NOT arg_MANIFEST)
    message(FATAL_ERROR "archgym_add_adapter(${target}): MANIFEST is required")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "archgym_add_adapter(${target}): '${arg_UNPARSED_ARGUMENTS}' is none of "
                        "MANIFEST, RESOURCES, FOR_TESTS")
  endif()
  cmake_path(ABSOLUTE_PATH arg_MANIFEST BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  _archgym_check_manifest(${target} ${arg_MANIFEST} name)
  _archgym_plugin_directory(${name} "${arg_FOR_TESTS}" directory)
  add_custom_target(${target} ALL)
  _archgym_place_beside(${target} ${directory} ${arg_MANIFEST} ${arg_RESOURCES})
  if(NOT arg_FOR_TESTS)
    _archgym_install_beside(${directory} ${arg_MANIFEST} ${arg_RESOURCES})
  endif()
endfunction()

# Where a plugin lies, below the build directory and below the prefix.
function(_archgym_plugin_directory name for_tests variable)
  if(for_tests)
    set(${variable} tests/plugins/${name} PARENT_SCOPE)
  else()
    set(${variable} lib/archgym/plugins/${name} PARENT_SCOPE)
  endif()
endfunction()

# What can be wrong with the manifest at this point, said before anything is built.
function(_archgym_check_manifest target manifest name_variable)
  cmake_path(GET manifest FILENAME file)
  if(NOT file MATCHES "^([a-z][a-z0-9_-]*)\\.archgym\\.json$")
    message(FATAL_ERROR "${target}: the manifest must be called "
                        "<name>.archgym.json with a name of a-z, 0-9, _ and -, not ${file}")
  endif()
  set(name ${CMAKE_MATCH_1})
  if(NOT EXISTS ${manifest})
    message(FATAL_ERROR "${target}: there is no file ${manifest}")
  endif()
  _archgym_expect(${manifest} name ${name})
  set(${name_variable} ${name} PARENT_SCOPE)
endfunction()

function(_archgym_expect manifest member expected)
  file(READ ${manifest} json)
  string(JSON found ERROR_VARIABLE problem GET "${json}" ${member})
  if(problem)
    message(FATAL_ERROR "${manifest}: ${problem}")
  elseif(NOT found STREQUAL expected)
    message(FATAL_ERROR "${manifest}: \"${member}\" is \"${found}\", expected \"${expected}\"")
  endif()
endfunction()

# The first file is the manifest. Copy each file, and each file of each directory, to <directory> below the build directory when it
# changes. What was removed from the sources goes from the copy, too.
function(_archgym_place_beside target directory)
  set(root ${CMAKE_BINARY_DIR}/${directory})
  list(GET ARGN 0 manifest)
  cmake_path(GET manifest FILENAME manifest_name)
  set_target_properties(${target} PROPERTIES ARCHGYM_MANIFEST ${root}/${manifest_name})
  set(copies)
  foreach(resource IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH resource BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(GET resource FILENAME resource_name)
    if(IS_DIRECTORY ${resource})
      file(GLOB_RECURSE inside CONFIGURE_DEPENDS RELATIVE ${resource} ${resource}/*)
      file(GLOB_RECURSE copied RELATIVE ${root}/${resource_name} ${root}/${resource_name}/*)
      foreach(file IN LISTS copied)
        if(NOT file IN_LIST inside)
          file(REMOVE ${root}/${resource_name}/${file})
        endif()
      endforeach()
      foreach(file IN LISTS inside)
        _archgym_copy(${resource}/${file} ${root}/${resource_name}/${file})
        list(APPEND copies ${root}/${resource_name}/${file})
      endforeach()
    else()
      _archgym_copy(${resource} ${root}/${resource_name})
      list(APPEND copies ${root}/${resource_name})
    endif()
  endforeach()
  add_custom_target(${target}_files ALL DEPENDS ${copies})
  add_dependencies(${target} ${target}_files)
endfunction()

function(_archgym_install_beside directory)
  foreach(resource IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH resource BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    if(IS_DIRECTORY ${resource})
      install(DIRECTORY ${resource} DESTINATION ${directory})
    else()
      install(FILES ${resource} DESTINATION ${directory})
    endif()
  endforeach()
endfunction()

function(_archgym_copy from to)
  cmake_path(GET to PARENT_PATH parent)
  add_custom_command(
    OUTPUT ${to}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${parent}
    COMMAND ${CMAKE_COMMAND} -E copy ${from} ${to}
    DEPENDS ${from}
    COMMENT "Copying ${from}"
    VERBATIM)
endfunction()
