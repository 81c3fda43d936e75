// Session descriptions (RFC 8866), read as far as WHIP and WHEP need it and never rewritten beyond
// that: the browser is the one that understands them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace sluice {

struct SdpLimits {
  std::size_t bytes = 128 * 1024;
  std::size_t lines = 4096;
  std::size_t media = 64;
};

struct SdpMedia {
  std::string line;  // "m=video 9 UDP/TLS/RTP/SAVPF 96"
  std::string mid;
  std::string ice_ufrag;  // its own, or the session's
  std::string ice_pwd;
  bool sends = true;      // whoever wrote it: neither a=recvonly nor a=inactive
  bool rejected = false;  // port 0, and not because another section carries it (RFC 9143 section 6)
};

struct MediaKinds {
  bool audio = true;
  bool video = true;

  friend bool operator==(const MediaKinds&, const MediaKinds&) = default;
};

// What a trickle fragment must repeat of an offer, and what tells an offer from an answer.
struct Sdp {
  std::string bundle;  // "a=group:BUNDLE 0 1", empty without one
  // The session's lines, or the first medium's, of a=ice-options, a=ice-pacing and a=ice-lite, each
  // once and with its line end.
  std::string ice_lines;
  // a=setup:actpass in a section that lives: only an offer may say so (RFC 8842 section 5).
  bool actpass = false;
  std::vector<SdpMedia> media;
};

// Refuses (SignalNotSdp, SignalTooLarge) what passes the limits, does not begin with "v=0", has a
// line that is not "x=...", or describes no medium.
[[nodiscard]] Result<Sdp> parse_sdp(std::string_view text, const SdpLimits& limits = {});

// The section that carries the transport: the one that the bundle's first tag names (RFC 9143
// section 7.2), else the first that lives.
[[nodiscard]] const SdpMedia& transport_section(const Sdp& sdp);

// The kinds that have a section that lives.
[[nodiscard]] MediaKinds kinds_of(const Sdp& sdp);

// Whether there is a section for data channels (RFC 8841), and whether it lives.
[[nodiscard]] bool has_channel_section(const Sdp& sdp);
[[nodiscard]] bool has_channel(const Sdp& sdp);

// `sdp` with an end of its last line, without which Chromium refuses it; servers trim.
[[nodiscard]] std::string with_last_line_end(std::string sdp);

// The next line without its end; CR LF and a bare LF are both taken, as RFC 8866 section 5 asks.
std::string_view next_line(std::string_view& rest);
// "x=...", with no NUL or CR in it.
[[nodiscard]] bool is_sdp_line(std::string_view line);

// RFC 9725 section 4.4.1: each bundled m-section MUST hold a=rtcp-mux-only, which browsers leave
// out. For the text that is sent; the local description stays as the browser made it.
[[nodiscard]] std::string with_rtcp_mux_only(std::string_view sdp);

}  // namespace sluice
