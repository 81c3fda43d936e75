// What a node can say besides the words of a good session (samples.hpp): notices, refusals, and
// texts that no client should ever get.
#pragma once

#include <string>

#include "sim/nature.hpp"

namespace sluice::sim::said {

// Something about a live stream that no client waits for.
[[nodiscard]] std::string notice(Nature& nature);
// A word of a session, wherever it stands.
[[nodiscard]] std::string any_word(Nature& nature, const std::string& stream);
// JSON of no meaning.
[[nodiscard]] std::string unknown(Nature& nature);
// A known message with values of a wrong type.
[[nodiscard]] std::string mistyped(Nature& nature);
// Too large, or too deep.
[[nodiscard]] std::string huge(Nature& nature);

[[nodiscard]] std::string error(std::string_view text);
[[nodiscard]] std::string end_of_candidates(Nature& nature);
[[nodiscard]] std::string ended(Nature& nature);
[[nodiscard]] std::string result(std::uint32_t id, bool failed);
[[nodiscard]] std::string switched();

}  // namespace sluice::sim::said
