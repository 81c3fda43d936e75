// All that JavaScript sees of the module. Functions only, no classes: embind's class support would
// be a fifth of the glue, and a number is easier to give back than a handle.
#include <emscripten/bind.h>

#include "browser/driver.hpp"
#include "browser/search.hpp"

namespace {

std::string default_options_of(const std::string& role, const std::string& transport) {
  return std::string(sluice::default_options(
      role == "publisher" ? sluice::Role::Publisher : sluice::Role::Subscriber,
      transport == "socket" ? sluice::Transport::WebSocket : sluice::Transport::Http));
}

}  // namespace

EMSCRIPTEN_BINDINGS(sluice) {
  emscripten::function("defaults", &default_options_of);
  emscripten::function("open", &sluice::browser::open_session);
  emscripten::function("connect", &sluice::browser::connect_session);
  emscripten::function("start", &sluice::browser::start_session);
  emscripten::function("stop", &sluice::browser::stop_session);
  emscripten::function("callServer", &sluice::browser::call_server);
  emscripten::function("send", &sluice::browser::send_message);
  emscripten::function("sendLog", &sluice::browser::send_log);
  emscripten::function("retryNow", &sluice::browser::retry_now);
  emscripten::function("stopRecovery", &sluice::browser::stop_recovery);
  emscripten::function("mute", &sluice::browser::mute);
  emscripten::function("search", &sluice::browser::search_nodes);
  emscripten::function("rewrite", &sluice::browser::rewrite_options);
  emscripten::function("call", &sluice::browser::call_slot);
  emscripten::function("sessionCount", &sluice::browser::session_count);
  emscripten::function("slotCount", &sluice::browser::slot_count);
}
