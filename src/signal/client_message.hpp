// What a client says over the WebSocket or the data channel (facts sheet "API and wire", sections
// 1.4, 3.3 and 3.4). Each function gives the text of one message; names and values are raw and are
// escaped here. Parameters called `json` are JSON text already, and checked by the caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

// What both sides of an exchange name their codecs and transport by; empty: not sent.
struct MediaWishes {
  std::string transport = "udp";
  std::string video_encoding;
  std::string audio_encoding;
};

struct LocalCandidate {
  std::string candidate;
  std::string mid;
  std::uint16_t line_index = 0;
  std::string username_fragment;  // empty: not sent
};

// A publisher's question has "bundle": true.
[[nodiscard]] std::string write_is_available(std::string_view stream, bool bundle);
[[nodiscard]] std::string write_offer(std::string_view stream, std::string_view sdp,
                                      const MediaWishes& wishes);
[[nodiscard]] std::string write_request_offer(std::string_view stream, std::string_view request_id,
                                              const MediaWishes& wishes, bool do_not_switch);
[[nodiscard]] std::string write_answer(std::string_view stream, std::string_view request_id,
                                       std::string_view sdp);
// A publisher's candidates have no request id: empty, it is not sent.
[[nodiscard]] std::string write_candidate(std::string_view stream, std::string_view request_id,
                                          const LocalCandidate& candidate);
[[nodiscard]] std::string write_end_of_candidates(std::string_view stream);
[[nodiscard]] std::string write_publish(std::string_view stream, std::string_view mode,
                                        std::uint32_t key_frame_interval_ms);
[[nodiscard]] std::string write_subscribe(std::string_view stream, std::string_view request_id);
[[nodiscard]] std::string write_unpublish(std::string_view stream);
[[nodiscard]] std::string write_switch_channel(std::string_view label);
enum class MediaKind : std::uint8_t { Audio, Video };
[[nodiscard]] std::string write_mute(MediaKind kind, bool muted);
[[nodiscard]] std::string write_send(std::string_view method, std::string_view json);
[[nodiscard]] std::string write_call(std::uint32_t id, std::string_view method,
                                     std::string_view json);
// `level` as LOG_LEVELS has it; sent in capitals.
[[nodiscard]] std::string write_log(std::string_view level, std::string_view text);

}  // namespace sluice
