# Writes the version of the core, which recordings name: the package's, and a hash of the sources
# that decide. Run by the build whenever one of them has changed.
cmake_minimum_required(VERSION 3.25)
file(GLOB rooms RELATIVE "${SOURCE_DIR}/src" "${SOURCE_DIR}/src/*")
list(REMOVE_ITEM rooms browser recording)
set(all "")
foreach(room ${rooms})
  file(GLOB sources "${SOURCE_DIR}/src/${room}/*.?pp")
  foreach(source ${sources})
    file(SHA256 "${source}" hash)
    string(APPEND all "${hash}")
  endforeach()
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING "${hash}" 0 12 hash)
file(
  CONFIGURE
  OUTPUT "${TARGET}"
  CONTENT
    "#include \"recording/replay.hpp\"

namespace sluice::recording {

std::string_view core_version() {
  return \"@VERSION@+@hash@\";
}

}  // namespace sluice::recording
"
  @ONLY)
