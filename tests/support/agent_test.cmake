# archgym_add_agent_test(<name> <plugin target> [SOURCES <file>...]): the conformance suite of agents
# run on one plugin, with tests of its own.
function(archgym_add_agent_test name plugin)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "SOURCES;LINK")
  archgym_add_test(
    ${name}
    SOURCES ${PROJECT_SOURCE_DIR}/tests/support/agent_conformance.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/agent_session.cpp ${arg_SOURCES}
    LINK archgym_plugin ${CMAKE_DL_LIBS} ${arg_LINK}
    LABELS agents)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE ARCHGYM_AGENT_LIBRARY="$<TARGET_FILE:${plugin}>")
  add_dependencies(${name} ${plugin})
endfunction()
