# find_package(ArchGymSDK): target ArchGym::sdk, functions archgym_add_plugin(),
# archgym_add_validation() and archgym_embed_file() (see ArchGymPlugin.cmake).
cmake_minimum_required(VERSION 3.20)
include(${CMAKE_CURRENT_LIST_DIR}/ArchGymSDKTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/ArchGymPlugin.cmake)
