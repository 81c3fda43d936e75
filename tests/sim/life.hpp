// What all watchers of a session know of it.
#pragma once

#include <string>
#include <utility>

#include "session/session.hpp"

namespace sluice::sim {

// How late the world's timers may go off.
inline constexpr Millis kLatestTimer{2'000};

struct Life {
  SessionConfig config;
  MediaSource source = MediaSource::None;

  TimePoint now{};
  Millis excused{};  // the computer slept for so long

  bool live = false;      // has been
  bool joined = false;    // let in by a server, with nothing that is wanted of it
  bool stopped = false;   // an unpublish() or unsubscribe() was called, or the page was left
  bool rejected = false;  // the start was, or the connect()
  bool closed = false;    // the stream's end was told
  bool over = false;      // ended before this turn
  bool hidden = false;    // in this turn

  std::string problem{};
  void fail(std::string text) {
    if (problem.empty()) problem = std::move(text);
  }

  [[nodiscard]] bool is_publisher() const { return config.role == Role::Publisher; }
  [[nodiscard]] bool by_socket() const { return config.transport == Transport::WebSocket; }
  // Somebody wants this session to go on.
  [[nodiscard]] bool wanted() const { return !stopped && !rejected && !closed; }
};

}  // namespace sluice::sim
