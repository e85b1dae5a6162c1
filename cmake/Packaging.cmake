# `cpack -G DEB` makes two packages: archgym-host, the program with its plugins, and archgym-sdk,
# everything that a plugin is written with. They install below /usr.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME archgym)
set(CPACK_PACKAGE_VENDOR "The ArchGym project")
set(CPACK_PACKAGE_CONTACT "The ArchGym project <archgym@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_COMPONENTS_ALL host sdk)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

set(CPACK_DEBIAN_HOST_PACKAGE_NAME archgym-host)
set(CPACK_DEBIAN_HOST_PACKAGE_SECTION science)
set(CPACK_DEBIAN_HOST_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HOST_PACKAGE_SUGGESTS archgym-sdk)
set(CPACK_DEBIAN_HOST_DESCRIPTION
    "The archgym-host program, with its environments and agents, explores the design
space of a simulated computer architecture and records every evaluation.")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME archgym-sdk)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_SDK_DESCRIPTION
    "Headers, CMake functions, schemas and templates: everything needed to write
simulators, search agents and cost models for archgym-host.")

include(CPack)
