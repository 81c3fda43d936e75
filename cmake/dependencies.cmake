# The libraries Sluice is built and tested with.
# Usage: include(cmake/dependencies.cmake) after project(). It gives nlohmann_json::nlohmann_json and,
# for a native build, Catch2::Catch2WithMain.
include("${CMAKE_CURRENT_LIST_DIR}/cache-folder.cmake")

# By its header alone, for both compilers: find_package would hand emcc the host's whole /usr/include.
find_path(
  SLUICE_JSON_INCLUDE nlohmann/json.hpp
  PATHS /usr/include /usr/local/include /opt/homebrew/include
  NO_CMAKE_FIND_ROOT_PATH REQUIRED)
file(STRINGS "${SLUICE_JSON_INCLUDE}/nlohmann/detail/abi_macros.hpp" sluice_json_version
     REGEX "#define NLOHMANN_JSON_VERSION_(MAJOR|MINOR)")
# The parser is driven through nlohmann's detail namespace, which a minor version may change.
if(NOT sluice_json_version MATCHES "MAJOR 3[^0-9].*MINOR 11([^0-9]|$)")
  message(FATAL_ERROR "nlohmann json 3.11 is needed; ${SLUICE_JSON_INCLUDE} has another version")
endif()
set(sluice_json_only "${CMAKE_BINARY_DIR}/include-json")
file(MAKE_DIRECTORY "${sluice_json_only}")
file(CREATE_LINK "${SLUICE_JSON_INCLUDE}/nlohmann" "${sluice_json_only}/nlohmann" SYMBOLIC)
add_library(nlohmann_json::nlohmann_json INTERFACE IMPORTED GLOBAL)
target_include_directories(nlohmann_json::nlohmann_json INTERFACE "${sluice_json_only}")

if(NOT EMSCRIPTEN)
  list(APPEND CMAKE_PREFIX_PATH "${SLUICE_CACHE_FOLDER}/catch2-3.7.1")
  find_package(Catch2 3 REQUIRED)
endif()
