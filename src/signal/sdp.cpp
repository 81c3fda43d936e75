#include "signal/sdp.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {
std::string_view next_line(std::string_view& rest) {
  std::string_view line = next_piece(rest, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

bool is_sdp_line(std::string_view line) {
  return line.size() >= 2 && is_alpha(line[0]) && line[1] == '=' &&
         line.find('\0') == std::string_view::npos && line.find('\r') == std::string_view::npos;
}

namespace {

constexpr std::string_view kBundle = "a=group:BUNDLE ";
constexpr std::string_view kMuxOnly = "a=rtcp-mux-only\r\n";

// Whether a group's identification tags, parted by blanks, name `mid`.
bool names(std::string_view tags, std::string_view mid) {
  while (!tags.empty()) {
    if (next_piece(tags, ' ') == mid) return !mid.empty();
  }
  return false;
}

// Of an "m=" line.
bool has_port_zero(std::string_view line) {
  next_piece(line, ' ');
  return next_piece(line, ' ') == "0";
}

struct Credentials {
  std::string ufrag;
  std::string pwd;
};

void read_attribute(std::string_view line, Sdp& sdp, Credentials& session) {
  SdpMedia* medium = sdp.media.empty() ? nullptr : &sdp.media.back();
  const auto value_of = [line](std::string_view name) -> std::optional<std::string_view> {
    return line.starts_with(name) ? std::optional(line.substr(name.size())) : std::nullopt;
  };
  if (const auto ufrag = value_of("a=ice-ufrag:")) {
    (medium ? medium->ice_ufrag : session.ufrag) = *ufrag;
  } else if (const auto pwd = value_of("a=ice-pwd:")) {
    (medium ? medium->ice_pwd : session.pwd) = *pwd;
  } else if (const auto mid = value_of("a=mid:")) {
    if (medium) medium->mid = *mid;
  } else if (line.starts_with("a=ice-")) {
    const std::string_view name = line.substr(0, line.find(':'));
    const bool is_known = name == "a=ice-options" || name == "a=ice-pacing" || name == "a=ice-lite";
    if (is_known && sdp.ice_lines.find(name) == std::string::npos)
      sdp.ice_lines.append(line).append("\r\n");
  } else if (line == "a=setup:actpass") {
    if (!medium || !medium->rejected) sdp.actpass = true;
  } else if (line == "a=inactive" || line == "a=recvonly") {
    if (medium) medium->sends = false;
  } else if (line == "a=bundle-only") {
    if (medium) medium->rejected = false;
  } else if (line.starts_with(kBundle)) {
    sdp.bundle = line;
  }
}

constexpr std::string_view kChannels = "m=application ";

bool lives(const Sdp& sdp, std::string_view section) {
  return std::ranges::any_of(sdp.media, [&](const SdpMedia& medium) {
    return !medium.rejected && medium.line.starts_with(section);
  });
}

}  // namespace

Result<Sdp> parse_sdp(std::string_view text, const SdpLimits& limits) {
  if (text.size() > limits.bytes)
    return {ErrorCode::SignalTooLarge, "more bytes than are accepted"};
  if (!text.starts_with("v=0\r") && !text.starts_with("v=0\n")) {
    return {ErrorCode::SignalNotSdp, "it does not begin with v=0"};
  }
  Sdp sdp;
  Credentials session;
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (++lines > limits.lines) return {ErrorCode::SignalTooLarge, "more lines than are accepted"};
    if (!is_sdp_line(line)) return {ErrorCode::SignalNotSdp, "it holds a line that is not SDP"};
    if (line.starts_with("m=")) {
      if (sdp.media.size() >= limits.media) {
        return {ErrorCode::SignalTooLarge, "more media than are accepted"};
      }
      sdp.media.push_back({.line = std::string(line),
                           .mid{},
                           .ice_ufrag = session.ufrag,
                           .ice_pwd = session.pwd,
                           .rejected = has_port_zero(line)});
    } else if (line.starts_with("a=")) {
      read_attribute(line, sdp, session);
    }
  }
  if (sdp.media.empty()) return {ErrorCode::SignalNotSdp, "it describes no medium"};
  return sdp;
}

const SdpMedia& transport_section(const Sdp& sdp) {
  std::string_view tags = sdp.bundle;
  next_piece(tags, ' ');
  const std::string_view tag = next_piece(tags, ' ');
  const auto lives = [](const SdpMedia& medium) { return !medium.rejected; };
  auto it = std::ranges::find(sdp.media, tag, &SdpMedia::mid);
  if (it == sdp.media.end() || !lives(*it)) it = std::ranges::find_if(sdp.media, lives);
  return it == sdp.media.end() ? sdp.media.front() : *it;
}

MediaKinds kinds_of(const Sdp& sdp) {
  return {lives(sdp, "m=audio "), lives(sdp, "m=video ")};
}

bool has_channel_section(const Sdp& sdp) {
  return std::ranges::any_of(
      sdp.media, [](const SdpMedia& medium) { return medium.line.starts_with(kChannels); });
}

bool has_channel(const Sdp& sdp) {
  return lives(sdp, kChannels);
}

std::string with_last_line_end(std::string sdp) {
  if (!sdp.ends_with('\n')) sdp.append("\r\n");
  return sdp;
}

std::string with_rtcp_mux_only(std::string_view sdp) {
  std::string out;
  out.reserve(sdp.size() + 64);
  std::string_view bundle;
  // Of the section being read: its mid may come behind its rtcp-mux.
  std::string_view mid;
  std::size_t behind_mux = 0;
  bool is_done = true;
  const auto end_section = [&] {
    if (behind_mux == 0 || is_done || !names(bundle, mid)) return;
    const std::string_view so_far = out;
    out = concat(so_far.substr(0, behind_mux), kMuxOnly, so_far.substr(behind_mux));
  };
  while (!sdp.empty()) {
    const std::string_view line = next_line(sdp);
    if (line.starts_with("m=")) {
      end_section();
      mid = {};
      behind_mux = 0;
      is_done = false;
    }
    out.append(line).append("\r\n");
    if (line.starts_with(kBundle)) bundle = line.substr(kBundle.size());
    if (line.starts_with("a=mid:")) mid = line.substr(6);
    if (line == "a=rtcp-mux") behind_mux = out.size();
    if (line == "a=rtcp-mux-only") is_done = true;
  }
  end_section();
  return out;
}

}  // namespace sluice
