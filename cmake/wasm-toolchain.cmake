# The toolchain file of the `wasm` preset: Emscripten 3.1.69 or later, by the emcc on PATH, else by the
# one that scripts/toolchain.sh made.
# Usage: cmake --preset wasm [-DSLUICE_EMSCRIPTEN_ROOT=<folder of emcc and cmake/Modules>]
include("${CMAKE_CURRENT_LIST_DIR}/cache-folder.cmake")

if(NOT SLUICE_EMSCRIPTEN_ROOT)
  set(sluice_least 3.1.69)
  set(sluice_made "${SLUICE_CACHE_FOLDER}/emscripten-${sluice_least}/share/emscripten")
  set(sluice_seen "no emcc on PATH")
  find_program(sluice_emcc emcc NO_CACHE NO_CMAKE_FIND_ROOT_PATH)
  if(sluice_emcc)
    execute_process(COMMAND "${sluice_emcc}" --version OUTPUT_VARIABLE sluice_text ERROR_QUIET)
    string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" sluice_version "${sluice_text}")
    set(sluice_seen "${sluice_emcc} is '${sluice_version}'")
    if(sluice_version VERSION_GREATER_EQUAL sluice_least)
      # Asked for, as the emcc on PATH may be a wrapper that lies apart from Emscripten itself.
      get_filename_component(sluice_folder "${sluice_emcc}" DIRECTORY)
      execute_process(
        COMMAND "${sluice_folder}/em-config" EMSCRIPTEN_ROOT
        OUTPUT_VARIABLE sluice_root
        OUTPUT_STRIP_TRAILING_WHITESPACE)
    endif()
  endif()
  if(NOT sluice_root AND EXISTS "${sluice_made}")
    set(sluice_root "${sluice_made}")
  endif()
  if(NOT sluice_root)
    message(FATAL_ERROR "Emscripten ${sluice_least} or later is needed: ${sluice_seen}, and there is"
                        " no ${sluice_made}. Run scripts/toolchain.sh, or put an emsdk on PATH.")
  endif()
  set(SLUICE_EMSCRIPTEN_ROOT "${sluice_root}" CACHE PATH "Where Emscripten is" FORCE)
endif()

# CMake reads this file anew for each of its checks, and emcc takes a while to tell its version.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SLUICE_EMSCRIPTEN_ROOT)

include("${SLUICE_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
