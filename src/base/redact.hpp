// The one place that makes text fit for a log, an error's detail or an event: what a person could
// misuse (tokens, passwords, addresses, ICE credentials) is replaced, and the length is bounded.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

inline constexpr std::size_t kMaxLogBytes = 500;

// A word that holds one of these announces a secret: its value follows behind ':' or '='.
inline constexpr std::string_view kSecretWords =
    "token password secret credential auth ice-pwd ice-ufrag signature username";

// Text from outside, as it may be shown: control characters become spaces, IP addresses become
// "<ip>", values behind words like token, password or ice-pwd become "<hidden>", URLs lose their
// query, and what is past kMaxLogBytes is cut with "...".
[[nodiscard]] std::string redact(std::string_view text);

}  // namespace sluice
