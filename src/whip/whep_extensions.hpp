// A WHEP session whose server tells of the stream by server-sent events, and lets the player choose
// a layer (WHEP's events draft). The rules are in whep_extensions.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signal/event_stream.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice {

enum class EventsState : std::uint8_t { Idle, Asking, Opening, Open, Pausing, Done };
inline constexpr std::size_t kEventsStates = static_cast<std::size_t>(EventsState::Done) + 1;

enum class EventsEvent : std::uint8_t {
  Begin,
  Accepted,
  Opened,
  Lost,
  Resume,
  Retry,
  Refused,
  End
};
inline constexpr std::size_t kEventsEvents = static_cast<std::size_t>(EventsEvent::End) + 1;

using EventsCell = Cell<EventsState>;
[[nodiscard]] EventsCell events_cell(EventsState state, EventsEvent event);

// What selectLayer() asks for, as JSON for the server; nothing where the argument is no choice of a
// layer. `args`: JSON, an array of one object.
[[nodiscard]] std::optional<std::string> layer_choice(std::string_view args);

class WhepExtensions final : public HttpNegotiation {
 public:
  // What the app's call is named by; the draft knows no name for it.
  static constexpr std::string_view kSelectLayer = "selectLayer";
  static constexpr std::size_t kMaxChoices = 16;  // that wait at a time

  using HttpNegotiation::HttpNegotiation;

  void close(TimePoint now) override;
  void hide(TimePoint now) override;
  void handle(const Input& input, TimePoint now) override;
  [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
  [[nodiscard]] EventsState events_state() const { return events_state_; }

 private:
  using State = EventsState;
  using Event = EventsEvent;

  struct Choice {
    CallId call{};
    OpId op{};
    TimePoint deadline{};
  };

  void go(Event event, TimePoint now);
  void learn_links(const HttpAnswered& answer);
  void follow(TimePoint now);
  bool on_answered(const HttpAnswered& answer, TimePoint now);
  bool on_lost(OpId op, TimePoint now);
  void on_asked(const HttpAnswered& answer, TimePoint now);
  void on_opened(const HttpAnswered& answer, TimePoint now);
  void on_piece(const std::string& piece, TimePoint now);
  void on_event(StreamEvent& event, TimePoint now);
  void on_expired(TimePoint now);
  SendHttp to(const SessionUrl& url, OpId op, HttpMethod method) const;
  [[nodiscard]] std::optional<SessionUrl> target_of(const HttpAnswered& answer,
                                                    const std::string& reference) const;
  void choose(const ServerCalled& call, TimePoint now);
  void settle(OpId op, std::optional<Error> error);
  void settle_all(ErrorCode code);

  State events_state_ = State::Idle;
  std::optional<SessionUrl> events_url_, stream_url_, layers_url_;
  std::vector<std::string_view> wanted_;  // those of kServerEvents that are asked for
  std::optional<OpId> op_;                // of the request under way, or of the stream
  std::optional<TimePoint> events_deadline_;
  EventStream stream_;
  TimePoint opened_at_{};
  bool said_active_ = false;
  std::uint32_t losses_ = 0;  // in a row
  std::vector<Choice> choices_;
};

}  // namespace sluice
