// The members of each input and effect, with their names: what writes, reads, compares or prints
// them goes through here. The bindings name all members of a struct, so that one which is added
// there does not compile before it is added here.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "machine/effect.hpp"
#include "machine/input.hpp"

namespace sluice::recording {

template <class T, class... All>
concept OneOf = (std::same_as<std::remove_const_t<T>, All> || ...);

// f(name, member) for each member, in order. What has none has none.
template <OneOf<PageShown, MediaHoped, RetryCalled, StopRecoveryCalled, NetworkChanged, Timeout,
                AcquireMedia, ReopenMedia, AskToken, DetachView, std::monostate>
              T,
          class F>
void each_field(T&, F&&) {}

// What is about an attempt and nothing else.
template <OneOf<SocketOpened, ChannelOpened, ChannelFailed, ChannelClosed, ClosePeer, StopSending,
                RollBack, CloseSocket, LookAtNetwork, AttachView>
              T,
          class F>
void each_field(T& it, F&& f) {
  auto& [attempt] = it;
  f("attempt", attempt);
}

template <OneOf<DescriptionApplied, CreateAnswer, AbortHttp> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op] = it;
  f("attempt", attempt);
  f("op", op);
}

template <OneOf<SocketMessage, ChannelMessage, SendSocket, SendChannel> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, text] = it;
  f("attempt", attempt);
  f("text", text);
}

template <OneOf<OfferCreated, AnswerCreated> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, op, sdp] = it;
  f("attempt", attempt);
  f("op", op);
  f("sdp", sdp);
}

// ---------------------------------------------------------------------------------------------
// Parts

template <OneOf<Error> T, class F>
void each_field(T& it, F&& f) {
  auto& [code, detail, http_status, retry_after, of_application] = it;
  f("code", code);
  f("detail", detail);
  f("status", http_status);
  f("retry after", retry_after);
  f("of the application", of_application);
}
template <OneOf<Description> T, class F>
void each_field(T& it, F&& f) {
  auto& [type, sdp] = it;
  f("type", type);
  f("sdp", sdp);
}
template <OneOf<MediaKinds> T, class F>
void each_field(T& it, F&& f) {
  auto& [audio, video] = it;
  f("audio", audio);
  f("video", video);
}
template <OneOf<MediaCounts> T, class F>
void each_field(T& it, F&& f) {
  auto& [packets, frames, age, still, picture] = it;
  f("packets", packets);
  f("frames", frames);
  f("age", age);
  f("still", still);
  f("picture", picture);
}
template <OneOf<IceServer> T, class F>
void each_field(T& it, F&& f) {
  auto& [url, username, credential] = it;
  f("url", url);
  f("username", username);
  f("credential", credential);
}
template <OneOf<message::RemoteCandidate> T, class F>
void each_field(T& it, F&& f) {
  auto& [candidate, mid, line_index, username_fragment] = it;
  f("candidate", candidate);
  f("mid", mid);
  f("line", line_index);
  f("ufrag", username_fragment);
}
template <OneOf<HttpHeader> T, class F>
void each_field(T& it, F&& f) {
  auto& [name, value] = it;
  f("name", name);
  f("value", value);
}
template <OneOf<Carried> T, class F>
void each_field(T& it, F&& f) {
  auto& [by_channel, message] = it;
  f("by channel", by_channel);
  f("message", message);
}
template <OneOf<NamedChannel> T, class F>
void each_field(T& it, F&& f) {
  auto& [name] = it;
  f("name", name);
}
template <OneOf<FailedCandidate> T, class F>
void each_field(T& it, F&& f) {
  auto& [address, error] = it;
  f("address", address);
  f("error", error);
}
template <OneOf<Recovering> T, class F>
void each_field(T& it, F&& f) {
  auto& [cause, attempt, delay, elapsed, candidate, error, kept] = it;
  f("cause", cause);
  f("attempt", attempt);
  f("delay", delay);
  f("elapsed", elapsed);
  f("candidate", candidate);
  f("error", error);
  f("kept", kept);
}

// ---------------------------------------------------------------------------------------------
// Inputs

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

// ---------------------------------------------------------------------------------------------
// Effects

template <OneOf<ReleaseMedia> T, class F>
void each_field(T& it, F&& f) {
  auto& [for_now] = it;
  f("for now", for_now);
}
template <OneOf<OpenPeer> T, class F>
void each_field(T& it, F&& f) {
  auto& [attempt, server_offers, channel, may_restart_ice, kinds, like] = it;
  f("attempt", attempt);
  f("server offers", server_offers);
  f("channel", channel);
  f("may restart ICE", may_restart_ice);
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

template <class T>
concept HasFields = requires(T& it) { each_field(it, [](const char*, auto&) {}); };

}  // namespace sluice::recording
