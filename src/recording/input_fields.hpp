// The members of each input (fields.hpp).
#pragma once

#include "recording/field_parts.hpp"

namespace sluice::recording {

template <OneOf<ConnectCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [call] = it;
  f("call", call);
}
template <OneOf<StartCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [call, stream_name] = it;
  f("call", call);
  f("stream", stream_name);
}
template <OneOf<StopCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [call, release_media] = it;
  f("call", call);
  f("release media", release_media);
}
template <OneOf<SendCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [method, json] = it;
  f("method", method);
  f("json", json);
}
template <OneOf<ServerCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [call, method, json] = it;
  f("call", call);
  f("method", method);
  f("json", json);
}
template <OneOf<MuteCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [kind, muted] = it;
  f("kind", kind);
  f("muted", muted);
}
template <OneOf<LogCalled> T, class F>
void each_field(T& it, F&& f) {
  auto& [level, text] = it;
  f("level", level);
  f("text", text);
}
template <OneOf<PageHidden> T, class F>
void each_field(T& it, F&& f) {
  auto& [may_return] = it;
  f("may return", may_return);
}
template <OneOf<MediaReady> T, class F>
void each_field(T& it, F&& f) {
  auto& [has_video] = it;
  f("video", has_video);
}
template <OneOf<MediaFailed, MediaReopened> T, class F>
void each_field(T& it, F&& f) {
  auto& [error] = it;
  f("error", error);
}
template <OneOf<MediaEnded> T, class F>
void each_field(T& it, F&& f) {
  auto& [kind, ours] = it;
  f("kind", kind);
  f("ours", ours);
}
template <OneOf<MediaInterrupted> T, class F>
void each_field(T& it, F&& f) {
  auto& [kind] = it;
  f("kind", kind);
}
template <OneOf<PeerRefused> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, error] = it;
  f("attempt", attempt);
  f("op", op);
  f("error", error);
}
template <OneOf<CandidateGathered> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, candidate, mid, line_index, username_fragment] = it;
  f("attempt", attempt);
  f("candidate", candidate);
  f("mid", mid);
  f("line", line_index);
  f("ufrag", username_fragment);
}
template <OneOf<GatheringFinished> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, sdp] = it;
  f("attempt", attempt);
  f("sdp", sdp);
}
template <OneOf<PeerStateChanged> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, state] = it;
  f("attempt", attempt);
  f("state", state);
}
template <OneOf<TrackArrived> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, new_stream] = it;
  f("attempt", attempt);
  f("new stream", new_stream);
}
template <OneOf<HttpAnswered> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, status, url, redirected, location, etag, link, retry_after, content_type,
         session_host, body, body_fault] = it;
  f("attempt", attempt);
  f("op", op);
  f("status", status);
  f("url", url);
  f("redirected", redirected);
  f("location", location);
  f("etag", etag);
  f("link", link);
  f("retry after", retry_after);
  f("type", content_type);
  f("session host", session_host);
  f("body", body);
  f("fault of the body", body_fault);
}
template <OneOf<HttpFailed> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, detail, kept_out] = it;
  f("attempt", attempt);
  f("op", op);
  f("detail", detail);
  f("kept out", kept_out);
}
template <OneOf<SocketClosed> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, code] = it;
  f("attempt", attempt);
  f("code", code);
}
template <OneOf<StatsSampled> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, counts] = it;
  f("attempt", attempt);
  f("counts", counts);
}
template <OneOf<PolicyAnswered> T, class F>
void each_field(T& it, F&& f) {
  auto& [delay, fault] = it;
  f("delay", delay);
  f("fault", fault);
}
template <OneOf<TokenGiven> T, class F>
void each_field(T& it, F&& f) {
  auto& [token, fault] = it;
  f("token", token);
  f("fault", fault);
}
template <OneOf<OnlineChanged> T, class F>
void each_field(T& it, F&& f) {
  auto& [online] = it;
  f("online", online);
}
template <OneOf<NetworkLooked> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, change] = it;
  f("attempt", attempt);
  f("change", change);
}
template <OneOf<VisibilityChanged> T, class F>
void each_field(T& it, F&& f) {
  auto& [hidden] = it;
  f("hidden", hidden);
}
template <OneOf<PlaybackBlocked> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, was_muted] = it;
  f("attempt", attempt);
  f("was muted", was_muted);
}

}  // namespace sluice::recording
