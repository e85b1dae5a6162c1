find_package(Catch2 2 REQUIRED)
include(Catch)

# Catch2's main is compiled once.
add_library(archgym_catch_main STATIC ${PROJECT_SOURCE_DIR}/tests/catch_main.cpp)
target_link_libraries(archgym_catch_main PUBLIC Catch2::Catch2)
target_compile_options(archgym_catch_main PRIVATE $<$<CONFIG:Release>:-O1>)

# archgym_add_test(<name> SOURCES ... LINK ... [LABELS ...]): one Catch2 executable per concern,
# each of its test cases a CTest test named <name>.<case>, labelled `unit` unless said otherwise.
function(archgym_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE archgym_catch_main archgym_warnings ${arg_LINK})
  # Catch2's macros take long to optimise, and the code under test is in libraries.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests/bin)
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  catch_discover_tests(${name} TEST_PREFIX "${name}." PROPERTIES LABELS "${arg_LABELS}" TIMEOUT 900)
endfunction()

# archgym_add_agent_test(<agent> SOURCES ...): unit tests of an agent beside the conformance
# cases that all agents run, as the program agent_<agent>. Its sources include headers of the agent,
# are linked with its library, and load the plugin from ARCHGYM_AGENT_LIBRARY.
function(archgym_add_agent_test agent)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES")
  archgym_add_test(
    agent_${agent}
    SOURCES ${arg_SOURCES}
    LINK archgym_agent_test_support archgym_${agent}
    LABELS agents)
  target_include_directories(agent_${agent} PRIVATE ${PROJECT_SOURCE_DIR}/agents/${agent}/src)
  target_compile_definitions(agent_${agent}
                             PRIVATE ARCHGYM_AGENT_LIBRARY="$<TARGET_FILE:${agent}_agent>")
  add_dependencies(agent_${agent} ${agent}_agent)
endfunction()
