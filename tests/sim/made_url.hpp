// The session that an answer tells of, as a client reads it.
#pragma once

#include <optional>
#include <string>

#include "base/url.hpp"
#include "machine/input.hpp"

namespace sluice::sim {

inline std::optional<std::string> made_url(const HttpAnswered& answer) {
  const bool makes = (answer.status >= 200 && answer.status < 300) || answer.status == 406;
  const auto base = parse_url(answer.url);
  if (!makes || !base || answer.location.empty()) return std::nullopt;
  const auto url = resolve_url(*base, answer.location);
  return url ? std::optional(url->text()) : std::nullopt;
}

}  // namespace sluice::sim
