#include "signal/sdp_fragment.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {

namespace {

// RFC 9143 section 7.2: the section that the bundle's first tag names.
const SdpMedia& first_bundled(const Sdp& sdp) {
  std::string_view tags = sdp.bundle;
  next_piece(tags, ' ');
  const auto it = std::ranges::find(sdp.media, next_piece(tags, ' '), &SdpMedia::mid);
  return it == sdp.media.end() ? sdp.media.front() : *it;
}

}  // namespace

bool is_sendable_candidate(std::string_view candidate) {
  if (!candidate.starts_with("candidate:") || has_control(candidate)) return false;
  next_piece(candidate, ' ');  // the foundation
  return next_piece(candidate, ' ') == "1";
}

std::string write_fragment(const Sdp& offer, std::span<const std::string> candidates,
                           bool end_of_candidates) {
  const SdpMedia& medium = first_bundled(offer);
  std::string out;
  const auto line = [&out](std::string_view name, std::string_view value = {}) {
    out.append(name).append(value).append("\r\n");
  };
  if (!offer.ice_options.empty()) line(offer.ice_options);
  if (offer.ice_lite) line("a=ice-lite");
  if (!offer.bundle.empty()) line(offer.bundle);
  line("a=ice-ufrag:", medium.ice_ufrag);
  line("a=ice-pwd:", medium.ice_pwd);
  line(medium.line);
  line("a=mid:", medium.mid);
  for (const std::string& candidate : candidates) line("a=", candidate);
  if (end_of_candidates) line("a=end-of-candidates");
  return out;
}

}  // namespace sluice
