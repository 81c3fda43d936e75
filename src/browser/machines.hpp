// The machines that a page has running: sessions, and searches for nodes that it asks for itself.
// Each is fed what has happened, a turn at a time, and has its effects carried out by its host.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <string>

namespace sluice::browser {

using emscripten::val;

// The module's exports (bindings.cpp); web/core-glue.d.ts says what each takes and gives.
[[nodiscard]] std::string default_options_of(const std::string& role, const std::string& transport);
[[nodiscard]] val open_session(const std::string& role, const std::string& transport,
                               const std::string& options, val page, val host);
[[nodiscard]] val open_search(const std::string& role, const std::string& options, val page,
                              val host);
double feed(std::uint32_t id, std::uint32_t kind, double now, val fields);
void close_machine(std::uint32_t id);
[[nodiscard]] val rewrite_options(const std::string& kind, const std::string& options,
                                  const std::string& node);

}  // namespace sluice::browser
