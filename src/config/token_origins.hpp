// Origins that an app names in one text: "https://media.example.com", or with all that is below a
// domain "https://*.example.com". The port is part of an origin (RFC 6454).
#pragma once

#include <string_view>

#include "base/url.hpp"

namespace sluice {

// False for what is no origin, holds more than one, or stands for a whole top level domain
// ("https://*.com") or for addresses.
[[nodiscard]] bool is_origin_pattern(std::string_view text);

// A wildcard stands for any name below the domain, but not for the domain itself.
[[nodiscard]] bool matches_origin_pattern(std::string_view pattern, const Url& url);

}  // namespace sluice
