// What a browser's exceptions mean (DOMException and TypeError, by name: the texts differ).
#pragma once

#include <string_view>

#include "base/error.hpp"

namespace sluice {

// Of getUserMedia (Media Capture and Streams, section 10.2).
[[nodiscard]] Error media_fault(std::string_view name, std::string_view message);

// Of opening a peer connection, or adding what the options ask for.
[[nodiscard]] Error peer_fault(std::string_view name, std::string_view message);

// Of a function of the app's, by the option that holds it: the caller's to mend.
[[nodiscard]] Error hook_fault(std::string_view hook, std::string_view message);

// Of creating or applying a description.
[[nodiscard]] Error description_fault(std::string_view name, std::string_view message);

}  // namespace sluice
