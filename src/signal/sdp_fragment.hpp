// The body of a trickle PATCH: application/trickle-ice-sdpfrag (RFC 8840 section 4.4, RFC 9725
// section 4.3).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signal/sdp.hpp"

namespace sluice {

// Candidates beyond this many are not collected: a browser has a handful per network interface.
inline constexpr std::size_t kMaxCandidates = 256;

// Whether a candidate is worth sending: for the first bundled medium and, as RTP and RTCP share a
// transport, for component 1 (Firefox also makes component 2).
[[nodiscard]] bool is_sendable_candidate(std::string_view candidate);

struct TrickledCandidate {
  std::string mid;   // of its section; empty: of the one that carries the transport
  std::string text;  // RTCIceCandidate.candidate, "candidate:..."
};

// The section that carries the transport, and those others that have candidates of their own,
// which a browser gathers where the app has asked for another bundle policy. `offer` has a medium.
[[nodiscard]] std::string write_fragment(const Sdp& offer,
                                         std::span<const TrickledCandidate> candidates,
                                         bool end_of_candidates);

// What a server answers to a fragment with new credentials (RFC 9725 section 4.3.3).
struct IceFragment {
  std::string ufrag;
  std::string pwd;
  std::vector<std::string> candidates;  // "candidate:..."; at most kMaxCandidates
};

// Refuses (SignalNotSdp, SignalTooLarge) what has more bytes or lines than a description may have,
// a line that is not "x=...", or no credentials of the lengths and letters that RFC 8839 section
// 5.4 allows. They are taken wherever they stand, the first of each.
[[nodiscard]] Result<IceFragment> parse_fragment(std::string_view text);

// `sdp` with the fragment's credentials in each of its media, and with its candidates, in the place
// of all others, in the section that carries the transport. `sdp` has been taken by parse_sdp().
[[nodiscard]] std::string with_ice(std::string_view sdp, const IceFragment& ice);

}  // namespace sluice
