// Any bytes as a server's message; and as a name and a value in each message of a client's.
#include <sstream>
#include <string>
#include <variant>

#include "base/text.hpp"
#include "promise.hpp"
#include "signal/client_message.hpp"
#include "signal/server_message.hpp"

using namespace sluice;

namespace {

constexpr JsonLimits kLimits{.bytes = kMaxMessageBytes, .depth = 32, .values = 4096};

std::string text_of(const Json& json) {
  if (json.boolean()) return *json.boolean() ? "true" : "false";
  if (json.number()) {
    std::ostringstream number;
    number.precision(17);
    number << *json.number();
    return number.str();
  }
  if (json.string()) return json_string(*json.string());
  std::string out;
  if (json.array()) {
    for (const Json& item : *json.array())
      out.append(out.empty() ? "[" : ",").append(text_of(item));
    return out.empty() ? "[]" : out + "]";
  }
  if (json.object()) {
    for (const auto& [key, value] : *json.object()) {
      out.append(out.empty() ? "{" : ",");
      out.append(json_string(key)).append(":").append(text_of(value));
    }
    return out.empty() ? "{}" : out + "}";
  }
  return "null";
}

// Checks what each message promises, and gives the text of what it holds.
struct Check {
  using Text = std::string;
  std::string_view text;

  Text operator()(const message::Connected&) const { return {}; }
  Text operator()(const message::ConnectionRefused& m) const {
    SLUICE_PROMISE(m.code == "NetConnection.Connect.Rejected" ||
                   m.code == "NetConnection.Connect.Failed");
    return m.code;
  }
  Text operator()(const message::ConnectionClosed&) const { return {}; }
  Text operator()(const message::Availability& m) const { return m.exists ? "yes" : "no"; }
  Text operator()(const message::RemoteSdp& m) const {
    SLUICE_PROMISE(m.sdp.size() < text.size());
    return (m.is_offer ? "offer " : "answer ") + m.sdp;
  }
  Text operator()(const message::RemoteCandidate& m) const {
    SLUICE_PROMISE(!m.candidate.empty() && m.candidate.size() <= kMaxCandidateBytes);
    SLUICE_PROMISE(m.mid.size() <= kMaxIceNameBytes);
    SLUICE_PROMISE(m.username_fragment.size() <= kMaxIceNameBytes);
    SLUICE_PROMISE(!has_control(m.candidate) && !has_control(m.mid));
    SLUICE_PROMISE(!has_control(m.username_fragment));
    return m.candidate + "\n" + m.mid + "\n" + m.username_fragment + "\n" +
           (m.line_index ? std::to_string(*m.line_index) : "none");
  }
  Text operator()(const message::CandidatesEnd&) const { return {}; }
  Text operator()(const message::TrickleComplete&) const { return {}; }
  Text operator()(const message::Starting& m) const {
    SLUICE_PROMISE(m.name.size() < text.size());
    return m.name;
  }
  Text operator()(const message::Stopping& m) const {
    SLUICE_PROMISE(m.name.size() < text.size());
    return m.name;
  }
  Text operator()(const message::NameIsAvailable&) const { return {}; }
  Text operator()(const message::ChannelAvailable& m) const {
    SLUICE_PROMISE(!m.label.empty() && m.label.size() <= kMaxChannelLabelBytes);
    SLUICE_PROMISE(!has_control(m.label));
    return m.label;
  }
  Text operator()(const message::Unpublished&) const { return {}; }
  Text operator()(const message::BandwidthChanged& m) const {
    return std::to_string(static_cast<int>(m.bandwidth));
  }
  Text operator()(const message::PublisherCongestion& m) const {
    return std::to_string(static_cast<int>(m.congestion)) + text_of(m.data);
  }
  Text operator()(const message::Refusal& m) const {
    SLUICE_PROMISE(m.data.object());
    return std::to_string(static_cast<int>(m.reason)) + m.text + "\n" + text_of(m.data);
  }
  Text operator()(const message::Status& m) const {
    SLUICE_PROMISE(m.data.object());
    const Json* type = m.data.find("type");
    SLUICE_PROMISE(type ? *type->string() == "status" : m.data.find("code") != nullptr);
    return text_of(m.data);
  }
  Text operator()(const message::Metadata& m) const { return text_of(m.data); }
  Text operator()(const message::Invocation& m) const {
    SLUICE_PROMISE(!m.method.empty() && m.method != "onMetaData");
    SLUICE_PROMISE(m.method != "onPublisherNetworkCongestion");
    SLUICE_PROMISE(m.method != "onPublisherNetworkRecovery");
    return m.method + "\n" + text_of(m.data);
  }
  Text operator()(const message::CallResult& m) const {
    return std::to_string(m.id) + (m.failed ? " failed " : " done ") + text_of(m.value);
  }
  Text operator()(const message::StreamSwitched&) const { return {}; }
  Text operator()(const message::Unknown& m) const {
    SLUICE_PROMISE(m.message.object());
    SLUICE_PROMISE(!m.message.find("isAvailable") || m.message.find("async") ||
                   m.message.find("send") || m.message.find("method"));
    return text_of(m.message);
  }
};

void check_parse(std::string_view text) {
  const auto json = parse_json(text, kLimits);
  const auto message = parse_server_message(text);
  SLUICE_PROMISE(message.has_value() == (json && json->object()));
  if (!message) return;
  const std::string held = std::visit(Check{text}, *message);
  if (std::holds_alternative<message::Unknown>(*message)) SLUICE_PROMISE(held == text_of(*json));

  // The same values in another spelling are the same message.
  const std::string again = text_of(*json);
  if (again.size() > kMaxMessageBytes) return;
  const auto same = parse_server_message(again);
  SLUICE_PROMISE(same && same->index() == message->index());
  SLUICE_PROMISE(std::visit(Check{again}, *same) == held);
}

// Whether `written` is one object of `members` members, whose value behind `path` is `text`. Text
// that is not UTF-8 may make it no JSON, but never another message.
void check_written(const std::string& written, std::size_t members,
                   std::initializer_list<std::string_view> path, std::string_view text,
                   bool is_utf8) {
  const auto json = parse_json(written, {.bytes = written.size(), .depth = 8, .values = 64});
  SLUICE_PROMISE(json || !is_utf8);
  if (!json) return;
  SLUICE_PROMISE(json->object() && json->object()->size() == members);
  const Json* at = &*json;
  for (const std::string_view key : path) {
    at = at->find(key);
    SLUICE_PROMISE(at);
  }
  SLUICE_PROMISE(at->string() && *at->string() == text);
}

void check_writers(std::string_view t, bool is_utf8) {
  const MediaWishes none{.transport = "", .video_encoding = "", .audio_encoding = ""};
  const MediaWishes wishes{
      .transport = "udp", .video_encoding = std::string(t), .audio_encoding = "OPUS"};
  const std::size_t wished = t.empty() ? 4 : 5;
  check_written(write_is_available(t, true), 2, {"isAvailable"}, t, is_utf8);
  check_written(write_offer("s", t, none), 2, {"data", "sdp", "sdp"}, t, is_utf8);
  check_written(write_offer(t, "v", wishes), wished, {"handleOffer"}, t, is_utf8);
  check_written(write_request_offer(t, t, none, true), 4, {"requestId"}, t, is_utf8);
  check_written(write_answer(t, t, t), 3, {"data", "sdp", "sdp"}, t, is_utf8);
  const LocalCandidate candidate{.candidate = std::string(t),
                                 .mid = std::string(t),
                                 .line_index = 1,
                                 .username_fragment = std::string(t)};
  check_written(write_candidate(t, "r", candidate), 3, {"data", "candidate", "sdpMid"}, t, is_utf8);
  check_written(write_end_of_candidates(t), 2, {"handleCandidate"}, t, is_utf8);
  check_written(write_publish(t, "live", 3000), 3, {"publish"}, t, is_utf8);
  check_written(write_subscribe(t, "r"), 2, {"subscribe"}, t, is_utf8);
  check_written(write_unpublish(t), 1, {"unpublish"}, t, is_utf8);
  check_written(write_switch_channel(t), 1, {"switchChannel"}, t, is_utf8);
  check_written(write_send(t, json_string(t)), 1, {"send", "data"}, t, is_utf8);
  check_written(write_call(1, t, "[]"), 3, {"callAdapter", "method"}, t, is_utf8);
  check_written(write_log("info", t), 2, {"message"}, t, is_utf8);
}

// The bytes as Latin-1: any input has a UTF-8 text.
std::string utf8_of(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out.push_back(c);
    } else {
      out.push_back(static_cast<char>(0xc0 | (byte >> 6)));
      out.push_back(static_cast<char>(0x80 | (byte & 0x3f)));
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_parse(text);
  // What no parser looks into is not worth more than this of each run's time.
  const std::string_view name = text.substr(0, 32);
  check_writers(name, false);
  check_writers(utf8_of(name), true);
  // A name of any text comes back out of the text that a server makes of it.
  const std::string stream = utf8_of(name);
  const auto starting = parse_server_message(R"({"data":{"type":"status","message":)" +
                                             json_string(stream + " starting") + "}}");
  const auto* started = starting ? std::get_if<message::Starting>(&*starting) : nullptr;
  SLUICE_PROMISE(started && started->name == stream);
  return 0;
}
