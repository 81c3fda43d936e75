# Usage: include() it; SLUICE_CACHE_FOLDER is then the folder scripts/setup.sh fills.
# The same rule as in scripts/lib/debian.sh.
if(NOT "$ENV{SLUICE_CACHE}" STREQUAL "")
  set(SLUICE_CACHE_FOLDER "$ENV{SLUICE_CACHE}")
elseif(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(SLUICE_CACHE_FOLDER "$ENV{XDG_CACHE_HOME}/sluice")
else()
  set(SLUICE_CACHE_FOLDER "$ENV{HOME}/.cache/sluice")
endif()
