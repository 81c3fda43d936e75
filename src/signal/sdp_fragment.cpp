#include "signal/sdp_fragment.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace sluice {

namespace {

// RFC 8839 section 5.4: ice-char.
bool is_ice_text(std::string_view text, std::size_t least) {
  const auto is_ice_char = [](char c) { return is_alnum(c) || c == '+' || c == '/'; };
  return text.size() >= least && text.size() <= 256 && std::ranges::all_of(text, is_ice_char);
}

constexpr std::string_view kUfrag = "a=ice-ufrag:";
constexpr std::string_view kPwd = "a=ice-pwd:";
constexpr std::string_view kCandidate = "a=candidate:";

}  // namespace

bool is_sendable_candidate(std::string_view candidate) {
  if (!candidate.starts_with("candidate:") || has_control(candidate)) return false;
  next_piece(candidate, ' ');  // the foundation
  return next_piece(candidate, ' ') == "1";
}

std::string write_fragment(const Sdp& offer, std::span<const TrickledCandidate> candidates,
                           bool end_of_candidates) {
  const SdpMedia& transport = transport_section(offer);
  std::string out = offer.ice_lines;
  const auto line = [&out](std::string_view name, std::string_view value = {}) {
    out.append(name).append(value).append("\r\n");
  };
  if (!offer.bundle.empty()) line(offer.bundle);
  line(kUfrag, transport.ice_ufrag);
  line(kPwd, transport.ice_pwd);
  for (const SdpMedia& medium : offer.media) {
    const bool first = &medium == &transport;
    bool begun = false;
    const auto begin = [&] {
      if (std::exchange(begun, true)) return;
      line(medium.line);
      line("a=mid:", medium.mid);
      if (first) return;
      line(kUfrag, medium.ice_ufrag);
      line(kPwd, medium.ice_pwd);
    };
    if (first) begin();
    for (const TrickledCandidate& candidate : candidates) {
      if (candidate.mid.empty() ? !first : candidate.mid != medium.mid) continue;
      begin();
      line("a=", candidate.text);
    }
    if (begun && end_of_candidates) line("a=end-of-candidates");
  }
  return out;
}

Result<IceFragment> parse_fragment(std::string_view text) {
  constexpr SdpLimits limits;
  if (text.size() > limits.bytes)
    return {ErrorCode::SignalTooLarge, "more bytes than are accepted"};
  IceFragment fragment;
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (++lines > limits.lines) return {ErrorCode::SignalTooLarge, "more lines than are accepted"};
    if (!is_sdp_line(line)) return {ErrorCode::SignalNotSdp, "it holds a line that is not SDP"};
    if (line.starts_with(kUfrag) && fragment.ufrag.empty()) {
      fragment.ufrag = line.substr(kUfrag.size());
    } else if (line.starts_with(kPwd) && fragment.pwd.empty()) {
      fragment.pwd = line.substr(kPwd.size());
    } else if (line.starts_with(kCandidate) && fragment.candidates.size() < kMaxCandidates) {
      if (!has_control(line)) fragment.candidates.emplace_back(line.substr(2));
    }
  }
  if (!is_ice_text(fragment.ufrag, 4) || !is_ice_text(fragment.pwd, 22))
    return {ErrorCode::SignalNotSdp, "it holds no ICE credentials"};
  return fragment;
}

std::string with_ice(std::string_view sdp, const IceFragment& ice) {
  std::string out;
  const auto write = [&out](std::string_view name, std::string_view value = {}) {
    out.append(name).append(value).append("\r\n");
  };
  const auto parsed = parse_sdp(sdp);
  const std::size_t transport =
      parsed ? static_cast<std::size_t>(&transport_section(*parsed) - parsed->media.data()) + 1 : 1;
  std::size_t media = 0;
  // At the end of each section: its credentials, and in the transport's the candidates.
  const auto end_section = [&] {
    if (media == 0) return;
    write(kUfrag, ice.ufrag);
    write(kPwd, ice.pwd);
    if (media != transport) return;
    for (const std::string& candidate : ice.candidates) write("a=", candidate);
    write("a=end-of-candidates");
  };
  while (!sdp.empty()) {
    const std::string_view line = next_line(sdp);
    if (line.starts_with("m=")) {
      end_section();
      ++media;
    }
    const bool replaced = line.starts_with(kUfrag) || line.starts_with(kPwd) ||
                          line.starts_with(kCandidate) || line == "a=end-of-candidates";
    if (!replaced) write(line);
  }
  end_section();
  return out;
}

}  // namespace sluice
