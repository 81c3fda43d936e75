#include "signal/server_message.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sluice {
namespace {

using Reading = std::optional<ServerMessage>;  // nothing: no message that is known

constexpr JsonLimits kLimits{.bytes = kMaxMessageBytes, .depth = 32, .values = 4096};
constexpr std::string_view kUsualLabel = "red5pro";

enum class Meaning : std::uint8_t {
  None,
  Connected,  // A
  ConnectionRefused,
  ConnectionClosed,
  TrickleComplete,
  ChannelAvailable,
  NameIsAvailable,
  Unpublished,
  InsufficientBandwidth,
  SufficientBandwidth,
  RecoveringBandwidth,
  NameTaken,
  NotFound,
  Refused,  // M
};

// Behind each letter, which is a Meaning's place from A on, a code; one that begins with a dot is
// what a code ends with. The first that fits counts. One text: as a table it would be larger to
// serve.
constexpr std::string_view kCodes =
    "ANetConnection.Connect.Success "
    "BNetConnection.Connect.Rejected "
    "BNetConnection.Connect.Failed "
    "CNetConnection.Connect.Closed "
    "DNetConnection.ICE.TricleCompleted "
    "DNetConnection.ICE.TrickleCompleted "
    "ENetConnection.DataChannel.Available "
    "HNetConnection.Publish.InsufficientBW "
    "INetConnection.Publish.SufficientBW "
    "JNetConnection.Publish.RecoveringBW "
    "GNetStream.Play.UnpublishNotify "
    "FNetStream.Publish.IsAvailable "
    "KNetStream.Publish.BadName "
    "KNetStream.Publish.InvalidName "
    "L.InvalidName "
    "L.StreamNotFound "
    "M.Failed "
    "M.Rejected "
    "M.Denied";

Meaning meaning_of(std::string_view code) {
  std::string_view rest = kCodes;
  while (!rest.empty()) {
    std::string_view known = next_piece(rest, ' ');
    const auto meaning = static_cast<Meaning>(known.front() - 'A' + 1);
    known.remove_prefix(1);
    if (known.front() == '.' ? code.ends_with(known) : code == known) return meaning;
  }
  return Meaning::None;
}

// Unlike find(), also where the member is null.
bool has(const Json& json, std::string_view key) {
  const Json::Object* members = json.object();
  return members &&
         std::ranges::any_of(*members, [key](const auto& member) { return member.first == key; });
}

bool is_true(const Json* json) {
  return json && json->boolean() == true;
}

Json value_or_null(const Json* json) {
  return json ? *json : Json();
}

// The string of that name; empty where there is none.
std::string_view text_at(const Json& json, std::string_view key) {
  const Json* member = json.find(key);
  const std::string* text = member ? member->string() : nullptr;
  return text ? std::string_view(*text) : std::string_view();
}

// The same for what goes to the browser: nothing where it is no string, is longer than `max_bytes`
// or holds a control character.
std::optional<std::string> short_text_at(const Json& json, std::string_view key,
                                         std::size_t max_bytes) {
  const Json* member = json.find(key);
  if (!member) return std::string();
  const std::string* text = member->string();
  if (!text || text->size() > max_bytes || has_control(*text)) return std::nullopt;
  return *text;
}

std::optional<std::uint32_t> whole_number_at(const Json& json, std::string_view key,
                                             std::uint32_t max) {
  const Json* member = json.find(key);
  const auto number = member ? member->number() : std::nullopt;
  if (!number || *number < 0 || *number > max) return std::nullopt;
  const auto whole = static_cast<std::uint32_t>(*number);
  return whole == *number ? std::optional(whole) : std::nullopt;
}

// Where `word` stands for the last time, in whatever case; npos where it does not.
std::size_t last_place_of(std::string_view word, std::string_view text) {
  for (std::size_t at = text.size(); at-- > 0;) {
    if (equals_ignoring_case(text.substr(at, word.size()), word)) return at;
  }
  return std::string_view::npos;
}

message::Refusal refusal(const Json& body, Meaning meaning) {
  const std::string_view code = text_at(body, "code");
  const std::string_view text = text_at(body, "message");
  const std::string_view between = code.empty() || text.empty() ? "" : ": ";
  const auto reason = meaning == Meaning::NameTaken  ? message::RefusalReason::NameTaken
                      : meaning == Meaning::NotFound ? message::RefusalReason::NotFound
                                                     : message::RefusalReason::Other;
  return {reason, concat(code, between, text), body};
}

Reading read_error(const Json& body) {
  const std::string_view code = text_at(body, "code");
  const Meaning meaning = meaning_of(code);
  if (meaning == Meaning::ConnectionRefused) return message::ConnectionRefused{std::string(code)};
  return refusal(body, meaning);
}

Reading read_channel(const Json& body) {
  auto label = short_text_at(body, "description", kMaxChannelLabelBytes);
  if (!label) return std::nullopt;
  if (label->empty()) label = kUsualLabel;
  return message::ChannelAvailable{std::move(*label)};
}

Reading read_status(const Json& body) {
  const std::string_view code = text_at(body, "code");
  const Meaning meaning = meaning_of(code);
  switch (meaning) {
    case Meaning::Connected:
      return message::Connected{};
    case Meaning::ConnectionRefused:
      return message::ConnectionRefused{std::string(code)};
    case Meaning::ConnectionClosed:
      return message::ConnectionClosed{};
    case Meaning::TrickleComplete:
      return message::TrickleComplete{};
    case Meaning::ChannelAvailable:
      return read_channel(body);
    case Meaning::Unpublished:
      return message::Unpublished{};
    case Meaning::InsufficientBandwidth:
      return message::BandwidthChanged{message::Bandwidth::Insufficient};
    case Meaning::SufficientBandwidth:
      return message::BandwidthChanged{message::Bandwidth::Sufficient};
    case Meaning::RecoveringBandwidth:
      return message::BandwidthChanged{message::Bandwidth::Recovering};
    case Meaning::NameTaken:
    case Meaning::NotFound:
    case Meaning::Refused:
      return refusal(body, meaning);
    case Meaning::None:
    case Meaning::NameIsAvailable:
      break;
  }
  // Which code comes with these texts is not known, so the text decides, even over IsAvailable:
  // without that event nobody waits in vain.
  const std::string_view text = text_at(body, "message");
  const std::size_t start = last_place_of(" starting", text);
  const std::size_t stop = last_place_of(" stopping", text);
  // A name may hold one of these words itself: the last one counts. npos + 1 is 0.
  if (start + 1 > stop + 1) return message::Starting{std::string(text.substr(0, start)), body};
  if (stop + 1 > start + 1) return message::Stopping{std::string(text.substr(0, stop)), body};
  if (meaning == Meaning::NameIsAvailable) return message::NameIsAvailable{};
  return message::Status{body};
}

Reading read_sdp(const Json& description) {
  const std::string_view type = text_at(description, "type");
  const Json* sdp = description.find("sdp");
  if ((type != "offer" && type != "answer") || !sdp || !sdp->string()) return std::nullopt;
  return message::RemoteSdp{type == "offer", *sdp->string()};
}

// `given` is nullptr where it is null.
Reading read_candidate(const Json* given) {
  if (!given) return message::CandidatesEnd{};
  if (given->string() && given->string()->empty()) return message::CandidatesEnd{};
  auto candidate = short_text_at(*given, "candidate", kMaxCandidateBytes);
  auto mid = short_text_at(*given, "sdpMid", kMaxIceNameBytes);
  auto username_fragment = short_text_at(*given, "usernameFragment", kMaxIceNameBytes);
  if (!candidate || !mid || !username_fragment) return std::nullopt;
  if (candidate->empty()) {
    const bool end = given->find("candidate") || text_at(*given, "type") == "candidate";
    return end ? Reading(message::CandidatesEnd{}) : std::nullopt;
  }
  message::RemoteCandidate out{std::move(*candidate), std::move(*mid), std::nullopt,
                               std::move(*username_fragment)};
  if (const auto index = whole_number_at(*given, "sdpMLineIndex", 0xffff)) {
    out.line_index = static_cast<std::uint16_t>(*index);
  }
  return out;
}

Reading read_call_result(const Json& root) {
  constexpr std::uint32_t kMaxId = 0xffff'ffff;
  auto id = whole_number_at(root, "id", kMaxId);
  // Servers that handle it as text give it back as that.
  if (const auto number = parse_decimal(text_at(root, "id"), kMaxId))
    id = static_cast<std::uint32_t>(*number);
  if (!id) return std::nullopt;
  if (const Json* error = root.find("error")) return message::CallResult{*id, true, *error};
  return message::CallResult{*id, false, value_or_null(root.find("data"))};
}

std::optional<message::Congestion> congestion_of(std::string_view method) {
  if (method == "onPublisherNetworkCongestion") return message::Congestion::Congested;
  if (method == "onPublisherNetworkRecovery") return message::Congestion::Recovered;
  return std::nullopt;
}

bool is_metadata(const Json& json) {
  const std::string_view method = text_at(json, "method");
  return text_at(json, "type") == "metadata" || method == "onMetaData" || congestion_of(method);
}

// `call` holds method and data; `root` says who sent it.
Reading read_call(const Json& call, const Json& root) {
  const Json* method = call.find("method");
  const Json* data = call.find("data");
  if (method && !method->string()) return std::nullopt;
  const std::string_view name = text_at(call, "method");
  if (name.empty() || name == "onMetaData") return message::Metadata{data ? *data : call};
  if (const auto congestion = congestion_of(name)) {
    return message::PublisherCongestion{*congestion, value_or_null(data)};
  }
  message::Invocation out{std::string(name), value_or_null(data)};
  for (const std::string_view key : {"senderName", "dcLabel"}) {
    const Json* sender = root.find(key);
    if (sender && out.data.object() && !has(out.data, key)) {
      out.data.object()->emplace_back(key, *sender);
    }
  }
  return out;
}

Reading read(const Json& root) {
  // First what carries data of an application or of another client: that data may look like a
  // message of the server's and must not pass for one.
  if (is_true(root.find("async"))) return read_call_result(root);
  if (const Json* send = root.find("send")) {
    return text_at(*send, "method").empty() ? std::nullopt : read_call(*send, root);
  }
  if (is_metadata(root)) return read_call(root, root);

  const Json* data = root.find("data");
  const Json& body = data && data->object() ? *data : root;
  const std::string_view type = text_at(body, "type");
  if (type == "error") return read_error(body);
  if (has(root, "isAvailable")) return message::Availability{is_true(root.find("isAvailable"))};
  if (is_metadata(body)) return read_call(body, root);
  if (meaning_of(text_at(body, "status")) == Meaning::Unpublished) return message::Unpublished{};
  const bool untyped_status = !body.find("type") && !text_at(body, "code").empty();
  if (type == "status" || untyped_status) return read_status(body);
  if (const Json* sdp = body.find("sdp")) return read_sdp(*sdp);
  if (has(body, "candidate")) return read_candidate(body.find("candidate"));
  if (type == "result" && text_at(body, "message") == "Stream switch: Success") {
    return message::StreamSwitched{};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ServerMessage> parse_server_message(std::string_view text) {
  auto root = parse_json(text, kLimits);
  if (!root || !root->object()) return std::nullopt;
  auto reading = read(*root);
  return reading ? std::move(*reading) : message::Unknown{std::move(*root)};
}

}  // namespace sluice
