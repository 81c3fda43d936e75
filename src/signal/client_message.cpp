#include "signal/client_message.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace sluice {
namespace {

// One JSON object, written member by member. A member of this project's own choice needs no
// escapes in its name.
class ObjectWriter {
 public:
  ObjectWriter& json(std::string_view key, std::string_view value) {
    out_.append(out_.size() > 1 ? ",\"" : "\"").append(key).append("\":").append(value);
    return *this;
  }
  ObjectWriter& text(std::string_view key, std::string_view value) {
    return json(key, json_string(value));
  }
  ObjectWriter& text_unless_empty(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }
  ObjectWriter& truth(std::string_view key, bool value) {
    return json(key, value ? "true" : "false");
  }
  ObjectWriter& number(std::string_view key, std::uint32_t value) {
    return json(key, decimal(value));
  }

  [[nodiscard]] std::string done() const { return out_ + "}"; }

 private:
  std::string out_ = "{";
};

std::string description(std::string_view type, std::string_view sdp) {
  return ObjectWriter()
      .json("sdp", ObjectWriter().text("type", type).text("sdp", sdp).done())
      .done();
}

}  // namespace

std::string write_is_available(std::string_view stream, bool bundle) {
  ObjectWriter question;
  question.text("isAvailable", stream);
  if (bundle) question.truth("bundle", true);
  return question.done();
}

std::string write_offer(std::string_view stream, std::string_view sdp, const MediaWishes& wishes) {
  return ObjectWriter()
      .text("handleOffer", stream)
      .text_unless_empty("transport", wishes.transport)
      .json("data", description("offer", sdp))
      .text_unless_empty("videoEncoding", wishes.video_encoding)
      .text_unless_empty("audioEncoding", wishes.audio_encoding)
      .done();
}

std::string write_request_offer(std::string_view stream, std::string_view request_id,
                                const MediaWishes& wishes, bool do_not_switch) {
  return ObjectWriter()
      .text("requestOffer", stream)
      .text("requestId", request_id)
      .text_unless_empty("transport", wishes.transport)
      .truth("datachannel", true)
      .truth("doNotSwitch", do_not_switch)
      .text_unless_empty("videoEncoding", wishes.video_encoding)
      .text_unless_empty("audioEncoding", wishes.audio_encoding)
      .done();
}

std::string write_answer(std::string_view stream, std::string_view request_id,
                         std::string_view sdp) {
  return ObjectWriter()
      .text("handleAnswer", stream)
      .text("requestId", request_id)
      .json("data", description("answer", sdp))
      .done();
}

std::string write_candidate(std::string_view stream, std::string_view request_id,
                            const LocalCandidate& candidate) {
  const std::string written =
      ObjectWriter()
          .text("candidate", candidate.candidate)
          .text("sdpMid", candidate.mid)
          .number("sdpMLineIndex", candidate.line_index)
          .text_unless_empty("usernameFragment", candidate.username_fragment)
          .done();
  return ObjectWriter()
      .text("handleCandidate", stream)
      .text_unless_empty("requestId", request_id)
      .json("data", ObjectWriter().json("candidate", written).done())
      .done();
}

std::string write_end_of_candidates(std::string_view stream) {
  return ObjectWriter()
      .text("handleCandidate", stream)
      .json("data", R"({"candidate":{"type":"candidate","candidate":""}})")
      .done();
}

std::string write_publish(std::string_view stream, std::string_view mode,
                          std::uint32_t key_frame_interval_ms) {
  return ObjectWriter()
      .text("publish", stream)
      .text("mode", mode)
      .number("keyFramerate", key_frame_interval_ms)
      .done();
}

std::string write_subscribe(std::string_view stream, std::string_view request_id) {
  return ObjectWriter().text("subscribe", stream).text("requestId", request_id).done();
}

std::string write_unpublish(std::string_view stream) {
  return ObjectWriter().text("unpublish", stream).done();
}

std::string write_switch_channel(std::string_view label) {
  return ObjectWriter().text("switchChannel", label).done();
}

std::string write_mute(MediaKind kind, bool muted) {
  const std::string_view key = kind == MediaKind::Audio ? "muteAudio" : "muteVideo";
  return ObjectWriter().json("mute", ObjectWriter().truth(key, muted).done()).done();
}

std::string write_send(std::string_view method, std::string_view json) {
  return ObjectWriter()
      .json("send", ObjectWriter().text("method", method).json("data", json).done())
      .done();
}

std::string write_call(std::uint32_t id, std::string_view method, std::string_view json) {
  return ObjectWriter()
      .json("callAdapter", ObjectWriter().text("method", method).json("arguments", json).done())
      .number("id", id)
      .truth("async", true)
      .done();
}

std::string write_log(std::string_view level, std::string_view text) {
  std::string capitals(level);
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return ObjectWriter().text("log", capitals).text("message", text).done();
}

}  // namespace sluice
