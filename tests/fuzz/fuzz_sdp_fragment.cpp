// Any bytes as a server's answer to an ICE restart, and the description that it is put into.
#include <string>

#include "promise.hpp"
#include "signal/sdp_fragment.hpp"

using namespace sluice;

namespace {

constexpr std::string_view kAnswer =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=ice-ufrag:old0\r\n"
    "a=ice-pwd:oldoldoldoldoldoldoldo\r\na=candidate:1 1 udp 1 192.0.2.1 1 typ host\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:1\r\na=ice-ufrag:old0\r\n"
    "a=ice-pwd:oldoldoldoldoldoldoldo\r\n";

std::size_t occurrences(std::string_view text, std::string_view of) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(of, at)) != std::string_view::npos; at += of.size())
    ++found;
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto ice = parse_fragment(fuzz::text_of(data, size));
  if (!ice) {
    SLUICE_PROMISE(ice.error().code == ErrorCode::SignalNotSdp ||
                   ice.error().code == ErrorCode::SignalTooLarge);
    return 0;
  }
  SLUICE_PROMISE(ice->candidates.size() <= kMaxCandidates);
  const std::string answer = with_ice(kAnswer, *ice);
  const auto sdp = parse_sdp(answer);
  SLUICE_PROMISE(sdp.ok() && sdp->media.size() == 2);
  for (const SdpMedia& medium : sdp->media)
    SLUICE_PROMISE(medium.ice_ufrag == ice->ufrag && medium.ice_pwd == ice->pwd);
  SLUICE_PROMISE(occurrences(answer, "\r\na=ice-ufrag:") == 2);
  SLUICE_PROMISE(occurrences(answer, "\r\na=candidate:") == ice->candidates.size());
  SLUICE_PROMISE(with_ice(answer, *ice) == answer);
  return 0;
}
