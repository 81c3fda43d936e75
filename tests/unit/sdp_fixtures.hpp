// Session descriptions in the shapes that peers really give them, cut down to the lines that tell
// them apart. With bare LF; crlf() gives what goes over the wire.
#pragma once

#include <string>
#include <string_view>

namespace sluice::fixture {

inline std::string crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out.push_back('\r');
    out.push_back(c);
  }
  return out;
}

// Chromium, a publisher's offer with bundlePolicy "max-bundle": every section has a port.
inline constexpr std::string_view kChromiumOffer = R"(v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS stream
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=ice-options:trickle
a=fingerprint:sha-256 D2:B9:31:8F:DF:24:D8:0E:ED:D2:EF:25:9E:AF:6F:B8:34:AE:53:9C:E6:F3:8F:F2:64:15:FA:E8:7F:53:2D:38
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendonly
a=msid:stream audio-track
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=ssrc:2063035921 cname:Zl3nVbd8WVYRm7cE
m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:EsAw
a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
a=ice-options:trickle
a=fingerprint:sha-256 D2:B9:31:8F:DF:24:D8:0E:ED:D2:EF:25:9E:AF:6F:B8:34:AE:53:9C:E6:F3:8F:F2:64:15:FA:E8:7F:53:2D:38
a=setup:actpass
a=mid:1
a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
a=sendonly
a=msid:stream video-track
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 nack pli
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtpmap:102 H264/90000
a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
)";

// Firefox, the same: the second section waits for the bundle with port 0, and the fingerprint and
// ICE options belong to the session.
inline constexpr std::string_view kFirefoxOffer = R"(v=0
o=mozilla...THIS_IS_SDPARTA-99.0 6433211827213518327 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 1B:60:5C:46:8F:10:27:9B:3C:11:5D:0A:82:7F:7A:0B:3E:42:9C:7D:51:DB:55:0C:6B:77:F1:4A:57:BB:EC:21
a=group:BUNDLE 0 1
a=ice-options:trickle
a=msid-semantic:WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendonly
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
a=ice-pwd:2ddc7b8ae1e6d1b3a3e1f9bd25e4e3d1
a=ice-ufrag:6fb5a1ac
a=mid:0
a=msid:{c6b7} {0a1b}
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=setup:actpass
a=ssrc:3205246103 cname:{ab12}
m=video 0 UDP/TLS/RTP/SAVPF 120 124
c=IN IP4 0.0.0.0
a=bundle-only
a=sendonly
a=fmtp:120 max-fs=12288;max-fr=60
a=ice-pwd:2ddc7b8ae1e6d1b3a3e1f9bd25e4e3d1
a=ice-ufrag:6fb5a1ac
a=mid:1
a=rtcp-fb:120 nack
a=rtcp-mux
a=rtpmap:120 VP8/90000
a=setup:actpass
)";

// libdatachannel, an answer: credentials once for the session, candidates in the first section.
inline constexpr std::string_view kLibdatachannelAnswer = R"(v=0
o=rtc 3509174225 0 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=group:LS 0 1
a=msid-semantic:WMS *
a=setup:active
a=ice-ufrag:4Zcd
a=ice-pwd:2/1muCWoOi3uLifh0NuRHl
a=ice-options:ice2,trickle
a=fingerprint:sha-256 8A:7B:0C:1D:2E:3F:40:51:62:73:84:95:A6:B7:C8:D9:EA:FB:0C:1D:2E:3F:40:51:62:73:84:95:A6:B7:C8:D9
m=audio 50000 UDP/TLS/RTP/SAVPF 111
c=IN IP4 192.0.2.7
a=mid:0
a=recvonly
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=candidate:1 1 UDP 2122317823 192.0.2.7 50000 typ host
a=end-of-candidates
m=video 50000 UDP/TLS/RTP/SAVPF 96
c=IN IP4 192.0.2.7
a=mid:1
a=recvonly
a=rtcp-mux
a=rtpmap:96 H264/90000
)";

// Janus, an answer: an ICE lite server with credentials in each section.
inline constexpr std::string_view kJanusAnswer = R"(v=0
o=- 4611731400430051336 2 IN IP4 198.51.100.20
s=VideoRoom 1234
t=0 0
a=group:BUNDLE 0 1
a=ice-options:trickle
a=ice-lite
a=fingerprint:sha-256 4C:B5:D4:9B:22:0A:C6:F2:5B:BC:6E:0E:3D:0A:8C:0A:14:9B:C1:22:19:B7:0F:19:7A:87:E6:13:3A:26:8A:2F
a=extmap-allow-mixed
a=msid-semantic: WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 198.51.100.20
a=recvonly
a=mid:0
a=rtcp-mux
a=ice-ufrag:Ht8y
a=ice-pwd:lXGLYbhmNeLTBAUm1cmGTX
a=setup:active
a=rtpmap:111 opus/48000/2
a=candidate:1 1 udp 2015363327 198.51.100.20 20002 typ host
a=end-of-candidates
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 198.51.100.20
a=recvonly
a=mid:1
a=rtcp-mux
a=ice-ufrag:Ht8y
a=ice-pwd:lXGLYbhmNeLTBAUm1cmGTX
a=setup:active
a=rtpmap:96 VP8/90000
)";

// A WHEP server's own offer (Red5's way, or the counter-offer of draft-ietf-wish-whep-03).
inline constexpr std::string_view kServerOffer = R"(v=0
o=- 3890123456 1 IN IP4 203.0.113.9
s=-
t=0 0
a=group:BUNDLE audio video
a=ice-lite
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:audio
a=sendonly
a=rtcp-mux
a=ice-ufrag:ufr1
a=ice-pwd:aPasswordOf22Characters
a=setup:actpass
a=rtpmap:111 opus/48000/2
m=video 9 UDP/TLS/RTP/SAVPF 97
c=IN IP4 0.0.0.0
a=mid:video
a=sendonly
a=rtcp-mux
a=ice-ufrag:ufr1
a=ice-pwd:aPasswordOf22Characters
a=setup:actpass
a=rtpmap:97 H264/90000
)";

inline constexpr std::string_view kSmallAnswer =
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "a=mid:0\r\na=setup:active\r\n";
inline constexpr std::string_view kSmallOffer =
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
    "a=mid:0\r\na=setup:actpass\r\n";

}  // namespace sluice::fixture
