// Effects, errors and what else the page gets, as objects.

#include <string>
#include <type_traits>
#include <utility>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "browser/boundary.hpp"

namespace sluice::browser {
namespace {

// An object that is being filled.
class Fields {
 public:
  void put(const char* key, const val& value) { object_.set(key, value); }
  void text(const char* key, const std::string& text) { put(key, val(text)); }
  void name(const char* key, std::string_view text) { put(key, val(std::string(text))); }
  void number(const char* key, double number) { put(key, val(number)); }
  void flag(const char* key, bool flag) { put(key, val(flag)); }
  // Where there is something.
  void some(const char* key, const std::string& text) {
    if (!text.empty()) put(key, val(text));
  }

  [[nodiscard]] const val& object() const { return object_; }

 private:
  val object_ = val::object();
};

val description_fields(const Description& description) {
  Fields fields;
  fields.name("type", description.type == SdpType::Offer ? "offer" : "answer");
  fields.text("sdp", description.sdp);
  return fields.object();
}

val recovering_fields(const Recovering& context) {
  Fields fields;
  fields.name("cause", context.cause);
  fields.number("attempt", context.attempt);
  fields.number("delay", static_cast<double>(context.delay.count()));
  fields.number("elapsed", static_cast<double>(context.elapsed.count()));
  fields.flag("kept", context.kept);
  fields.some("candidate", context.candidate);
  if (context.error) fields.put("error", error_fields(*context.error));
  return fields.object();
}

std::string_view method_name(HttpMethod method) {
  switch (method) {
    case HttpMethod::Get:
      return "GET";
    case HttpMethod::Post:
      return "POST";
    case HttpMethod::Patch:
      return "PATCH";
    case HttpMethod::Delete:
      return "DELETE";
  }
}

void write(Fields& fields, const OpenPeer& effect) {
  fields.flag("serverOffers", effect.server_offers);
  fields.text("channel", effect.channel);
  fields.flag("audio", effect.kinds.audio);
  fields.flag("video", effect.kinds.video);
  fields.number("like", static_cast<double>(effect.like));
}
void write(Fields& fields, const ReleaseMedia& effect) {
  fields.flag("flag", effect.for_now);
}
void write(Fields& fields, const ShowAttempt& effect) {
  fields.flag("flag", effect.takes_over);
}
void write(Fields& fields, const SampleStats& effect) {
  fields.flag("flag", effect.thorough);
}
void write(Fields& fields, const CreateOffer& effect) {
  fields.flag("flag", effect.restart_ice);
}
void write(Fields& fields, const UseIceServers& effect) {
  val servers = val::array();
  for (const IceServer& server : effect.servers) {
    Fields object;
    object.text("urls", server.url);
    object.some("username", server.username);
    object.some("credential", server.credential);
    servers.call<void>("push", object.object());
  }
  fields.put("servers", servers);
  fields.put("description", description_fields(effect.offer));
}
void write(Fields& fields, const AddCandidate& effect) {
  const message::RemoteCandidate& candidate = effect.candidate;
  Fields object;
  object.text("candidate", candidate.candidate);
  object.some("sdpMid", candidate.mid);
  object.some("usernameFragment", candidate.username_fragment);
  // One without a place is about the first medium, as all share one transport.
  if (candidate.line_index || candidate.mid.empty())
    object.number("sdpMLineIndex", candidate.line_index.value_or(0));
  fields.put("candidate", object.object());
}
void write(Fields& fields, const SendHttp& effect) {
  Fields headers;
  for (const HttpHeader& header : effect.headers) {
    headers.put(std::string(header.name).c_str(), val(header.value));
  }
  fields.name("method", method_name(effect.method));
  fields.text("url", effect.url);
  fields.put("headers", headers.object());
  fields.text("body", effect.body);
  fields.flag("keepalive", effect.keepalive);
}
void write(Fields& fields, const ShowOptions& effect) {
  fields.put("value", json_value(effect.options));
}
void write(Fields& fields, const AskPolicy& effect) {
  fields.put("value", recovering_fields(effect.context));
}
void write(Fields& fields, const PlayView& effect) {
  fields.flag("flag", effect.muted);
}

void write_data(Fields&, std::monostate) {}
void write_data(Fields& fields, const std::string& text) {
  fields.text("text", text);
}
void write_data(Fields& fields, const Description& description) {
  fields.put("description", description_fields(description));
}
void write_data(Fields& fields, const Error& error) {
  fields.put("error", error_fields(error));
}
void write_data(Fields& fields, HostObject object) {
  fields.number("code", static_cast<double>(object));
}
void write_data(Fields& fields, const Json& json) {
  fields.put("value", json_value(json));
}
void write_data(Fields& fields, const Carried& carried) {
  fields.flag("flag", carried.by_channel);
  fields.put("value", json_value(carried.message));
}
void write_data(Fields& fields, const NamedChannel& channel) {
  fields.text("text", channel.name);
}
void write_data(Fields& fields, const FailedCandidate& failed) {
  fields.text("text", failed.address);
  fields.put("error", error_fields(failed.error));
}
void write_data(Fields& fields, const Recovering& context) {
  fields.put("value", recovering_fields(context));
}

void write(Fields& fields, const Emit& effect) {
  fields.name("type", effect.type);
  fields.number("data", static_cast<double>(effect.data.index()));
  std::visit([&](const auto& data) { write_data(fields, data); }, effect.data);
}
void write(Fields& fields, const Settle& effect) {
  fields.number("call", static_cast<double>(effect.call));
  if (effect.error) fields.put("error", error_fields(*effect.error));
  if (effect.value) fields.put("value", json_value(*effect.value));
}
void write(Fields& fields, const Log& effect) {
  fields.number("level", static_cast<double>(effect.level));
}
// All that the members below say.
void write(Fields&, const auto&) {}

}  // namespace

val effect_fields(const Effect& effect) {
  Fields fields;
  std::visit(
      [&](const auto& value) {
        if constexpr (requires { value.attempt; })
          fields.number("attempt", static_cast<double>(value.attempt));
        if constexpr (requires { value.op; }) fields.number("op", static_cast<double>(value.op));
        if constexpr (requires { value.text; }) fields.text("text", value.text);
        if constexpr (requires { value.description; })
          fields.put("description", description_fields(value.description));
        if constexpr (std::is_same_v<decltype(value), const OpenSocket&>)
          fields.text("url", value.url);
        write(fields, value);
      },
      effect);
  return fields.object();
}

val error_fields(const Error& error) {
  const ErrorInfo info = error_info(error.code);
  Fields fields;
  fields.name("code", info.name);
  fields.name("blame", blame_name(info.blame));
  fields.flag("retryable", info.retryable);
  fields.name("message", info.message);
  fields.text("detail", error.detail);
  if (error.http_status != 0) fields.number("httpStatus", error.http_status);
  if (error.retry_after)
    fields.number("retryAfterMs", static_cast<double>(error.retry_after->count()));
  return fields.object();
}

val node_fields(const Node& node) {
  Fields fields;
  fields.text("name", node.name);
  fields.text("scope", node.scope);
  fields.text("serverAddress", node.address);
  fields.text("region", node.region);
  return fields.object();
}

// Recursion is safe: what parse_json() lets through is at most 32 deep.
val json_value(const Json& json) {
  if (const auto flag = json.boolean()) return val(*flag);
  if (const auto number = json.number()) return val(*number);
  if (const std::string* text = json.string()) return val(*text);
  if (const Json::Array* items = json.array()) {
    val array = val::array();
    for (const Json& item : *items) array.call<void>("push", json_value(item));
    return array;
  }
  if (const Json::Object* members = json.object()) {
    val entries = val::array();
    for (const auto& [key, value] : *members) {
      val entry = val::array();
      entry.call<void>("push", val(key));
      entry.call<void>("push", json_value(value));
      entries.call<void>("push", entry);
    }
    // Unlike an assignment, this makes "__proto__" a member like any other.
    return val::global("Object").call<val>("fromEntries", entries);
  }
  return val::null();
}

}  // namespace sluice::browser
