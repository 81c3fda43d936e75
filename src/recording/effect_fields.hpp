// The members of each effect (fields.hpp).
#pragma once

#include "recording/field_parts.hpp"

namespace sluice::recording {

template <OneOf<ReleaseMedia> T, class F>
void each_field(T& it, F&& f) {
  auto& [for_now] = it;
  f("for now", for_now);
}
template <OneOf<OpenPeer> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, server_offers, channel, kinds, like] = it;
  f("attempt", attempt);
  f("server offers", server_offers);
  f("channel", channel);
  f("kinds", kinds);
  f("like attempt", like);
}
template <OneOf<CreateOffer> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, restart_ice] = it;
  f("attempt", attempt);
  f("op", op);
  f("restart ICE", restart_ice);
}
template <OneOf<ApplyLocal, ApplyRemote> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, description] = it;
  f("attempt", attempt);
  f("op", op);
  f("description", description);
}
template <OneOf<UseIceServers> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, servers, offer] = it;
  f("attempt", attempt);
  f("op", op);
  f("servers", servers);
  f("offer", offer);
}
template <OneOf<AddCandidate> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, candidate] = it;
  f("attempt", attempt);
  f("candidate", candidate);
}
template <OneOf<SendHttp> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, method, url, headers, body, keepalive] = it;
  f("attempt", attempt);
  f("op", op);
  f("method", method);
  f("url", url);
  f("headers", headers);
  f("body", body);
  f("keepalive", keepalive);
}
template <OneOf<OpenSocket> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, url] = it;
  f("attempt", attempt);
  f("url", url);
}
template <OneOf<ShowOptions> T, class F>
void each_field(T& it, F&& f) {
  auto& [options] = it;
  f("options", options);
}
template <OneOf<SampleStats> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, thorough] = it;
  f("attempt", attempt);
  f("thorough", thorough);
}
template <OneOf<ShowAttempt> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, takes_over] = it;
  f("attempt", attempt);
  f("takes over", takes_over);
}
template <OneOf<AskPolicy> T, class F>
void each_field(T& it, F&& f) {
  auto& [context] = it;
  f("context", context);
}
template <OneOf<PlayView> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, muted] = it;
  f("attempt", attempt);
  f("muted", muted);
}
template <OneOf<Emit> T, class F>
void each_field(T& it, F&& f) {
  auto& [type, data, attempt] = it;
  f("type", type);
  f("data", data);
  f("attempt", attempt);
}
template <OneOf<Settle> T, class F>
void each_field(T& it, F&& f) {
  auto& [call, error, value] = it;
  f("call", call);
  f("error", error);
  f("value", value);
}
template <OneOf<Log> T, class F>
void each_field(T& it, F&& f) {
  auto& [level, text] = it;
  f("level", level);
  f("text", text);
}

}  // namespace sluice::recording
