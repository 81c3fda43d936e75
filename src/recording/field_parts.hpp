// The members of what inputs and effects are made of, and of the smallest of them (fields.hpp).
#pragma once

#include <concepts>
#include <type_traits>

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

}  // namespace sluice::recording
