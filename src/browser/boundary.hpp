// What passes between the module and the page: effects and errors as objects of JavaScript's, and
// inputs out of them. web/browser/boundary.ts says what each of them holds.
#pragma once

#include <emscripten/val.h>

#include <cstddef>

#include "base/error.hpp"
#include "machine/effect.hpp"
#include "machine/input.hpp"
#include "manager/lookup.hpp"

namespace sluice::browser {

using emscripten::val;

// `kind`: the input's place in Input; one that does not exist is a Timeout, which does no harm.
[[nodiscard]] Input read_input(std::size_t kind, const val& fields);

[[nodiscard]] val effect_fields(const Effect& effect);

// What the constructor of SluiceError takes.
[[nodiscard]] val error_fields(const Error& error);

[[nodiscard]] val node_fields(const Node& node);

// Its members are the object's own, whatever they are called.
[[nodiscard]] val json_value(const Json& json);

// The member of that name; empty, or false, where it is no text, or not true.
[[nodiscard]] std::string text_of(const val& fields, const char* key);
[[nodiscard]] bool flag_of(const val& fields, const char* key);

}  // namespace sluice::browser
