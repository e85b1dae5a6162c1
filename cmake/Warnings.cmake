# Warnings for our own code; errors where the preset asks for it.
option(ARCHGYM_WARNINGS_AS_ERRORS "Treat warnings as errors" OFF)

add_library(archgym_warnings INTERFACE)
target_compile_options(
  archgym_warnings
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow
            $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
            # g++ 12 sees overlaps in std::string where there are none (GCC bug 105651).
            $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
            $<$<BOOL:${ARCHGYM_WARNINGS_AS_ERRORS}>:-Werror>)
