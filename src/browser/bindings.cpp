// All that JavaScript sees of the module. Functions only, no classes: embind's class support would
// be a fifth of the glue, and a number is easier to give back than a handle.
#include <emscripten/bind.h>

#include "base/extras.hpp"
#include "browser/machines.hpp"
#include "browser/session_recorder.hpp"

EMSCRIPTEN_BINDINGS(sluice) {
  emscripten::function("defaults", &sluice::browser::default_options_of);
  emscripten::function("open", &sluice::browser::open_session);
  emscripten::function("search", &sluice::browser::open_search);
  emscripten::function("feed", &sluice::browser::feed);
  emscripten::function("close", &sluice::browser::close_machine);
  emscripten::function("rewrite", &sluice::browser::rewrite_options);
  if constexpr (sluice::kExtras) {
    emscripten::function("recording", &sluice::browser::recording_of);
    emscripten::function("replay", &sluice::browser::replay_recording);
  }
}
