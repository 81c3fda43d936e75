// Any bytes as a session description, and what Sluice makes of one that it has taken.
#include <limits>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "promise.hpp"
#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"

using namespace sluice;

namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

// Neither may end a line early, or the rest would be one of its own.
bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check_fragment(const Sdp& sdp, std::size_t candidates, bool end, std::string_view fragment) {
  SLUICE_PROMISE(fragment.ends_with("\r\n"));
  std::size_t media = 0;
  std::size_t mids = 0;
  std::size_t sent = 0;
  std::size_t ends = 0;
  while (!fragment.empty()) {
    std::string_view line = next_piece(fragment, '\n');
    SLUICE_PROMISE(line.ends_with('\r'));
    line.remove_suffix(1);
    SLUICE_PROMISE(is_one_line(line));
    SLUICE_PROMISE(line.starts_with("a=") || line.starts_with("m="));
    media += line.starts_with("m=");
    mids += line.starts_with("a=mid:");
    sent += line.starts_with("a=candidate:");
    ends += line == "a=end-of-candidates";
  }
  SLUICE_PROMISE(!sdp.media.empty());
  SLUICE_PROMISE(media == 1 && mids == 1);
  SLUICE_PROMISE(sent == candidates);
  SLUICE_PROMISE(ends == (end ? 1 : 0));
}

void check_parsed(const Sdp& sdp) {
  SLUICE_PROMISE(!sdp.media.empty() && sdp.media.size() <= SdpLimits{}.media);
  SLUICE_PROMISE(is_one_line(sdp.bundle));
  SLUICE_PROMISE(sdp.ice_lines.empty() || sdp.ice_lines.ends_with("\r\n"));
  SLUICE_PROMISE(sdp.bundle.empty() || sdp.bundle.starts_with("a=group:BUNDLE"));
  for (const SdpMedia& medium : sdp.media) {
    SLUICE_PROMISE(medium.line.starts_with("m="));
    SLUICE_PROMISE(is_one_line(medium.line) && is_one_line(medium.mid));
    SLUICE_PROMISE(is_one_line(medium.ice_ufrag) && is_one_line(medium.ice_pwd));
  }
}

// Each line that is a candidate, as the browser would give it.
std::vector<TrickledCandidate> candidates_of(std::string_view text) {
  std::vector<TrickledCandidate> candidates;
  while (!text.empty() && candidates.size() < 16) {
    std::string_view line = next_piece(text, '\n');
    if (line.starts_with("a=")) line.remove_prefix(2);
    if (is_sendable_candidate(line)) {
      SLUICE_PROMISE(!has_control(line));
      candidates.push_back({"", std::string(line)});
    }
  }
  return candidates;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::string sent = with_rtcp_mux_only(text);
  SLUICE_PROMISE(with_rtcp_mux_only(sent) == sent);

  const auto sdp = parse_sdp(text);
  if (!sdp) {
    SLUICE_PROMISE(sdp.error().code == ErrorCode::SignalNotSdp ||
                   sdp.error().code == ErrorCode::SignalTooLarge);
    SLUICE_PROMISE(!sdp.error().detail.empty());
    return 0;
  }
  check_parsed(*sdp);

  const auto reread = parse_sdp(sent, {.bytes = kNoLimit, .lines = kNoLimit});
  SLUICE_PROMISE(reread.ok());
  SLUICE_PROMISE(reread->media.size() == sdp->media.size());
  SLUICE_PROMISE(reread->bundle == sdp->bundle && reread->actpass == sdp->actpass);
  for (std::size_t i = 0; i < sdp->media.size(); ++i)
    SLUICE_PROMISE(reread->media[i].line == sdp->media[i].line);

  const auto candidates = candidates_of(text);
  for (const bool end : {false, true})
    check_fragment(*sdp, candidates.size(), end, write_fragment(*sdp, candidates, end));
  return 0;
}
