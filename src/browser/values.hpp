// C++ values as JavaScript has them.
#pragma once

#include <emscripten/val.h>

#include "base/error.hpp"
#include "base/json.hpp"

namespace sluice::browser {

// `host` makes the SluiceError (web/host.ts).
[[nodiscard]] emscripten::val error_value(const emscripten::val& host, const Error& error);

// Its members are the object's own, whatever they are called.
[[nodiscard]] emscripten::val json_value(const Json& json);

}  // namespace sluice::browser
