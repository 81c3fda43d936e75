// The words that a recording keeps.
#pragma once

#include <string_view>

namespace sluice::recording {

// Each in lower case, parted by blanks. The core's own: those of the texts in its sources, which it
// compares with or writes. Made by scripts/core-words.mjs.
extern const std::string_view kCoreWords;

// What protocols, browsers and servers say; opaque to the core.
extern const std::string_view kKnownWords;

}  // namespace sluice::recording
