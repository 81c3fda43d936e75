// Where an address may be in a text, by its shape alone: what has it without being one is taken for
// one, too.
#pragma once

#include <cstddef>
#include <string_view>

namespace sluice {

// The length of the IPv4 address that `text` begins with; 0 where it begins with none.
[[nodiscard]] std::size_t ipv4_length(std::string_view text);

// The same for IPv6, and for a certificate's fingerprint. A time of day ("12:34:56") is none.
[[nodiscard]] std::size_t ipv6_length(std::string_view text);

}  // namespace sluice
