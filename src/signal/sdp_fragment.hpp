// The body of a trickle PATCH: application/trickle-ice-sdpfrag (RFC 8840 section 4.4, RFC 9725
// section 4.3).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "signal/sdp.hpp"

namespace sluice {

// Candidates beyond this many are not collected: a browser has a handful per network interface.
inline constexpr std::size_t kMaxCandidates = 256;

// Whether a candidate is worth sending: for the first bundled medium and, as RTP and RTCP share a
// transport, for component 1 (Firefox also makes component 2).
[[nodiscard]] bool is_sendable_candidate(std::string_view candidate);

// `candidates` as RTCIceCandidate.candidate gives them ("candidate:..."). `offer` has a medium.
[[nodiscard]] std::string write_fragment(const Sdp& offer, std::span<const std::string> candidates,
                                         bool end_of_candidates);

}  // namespace sluice
