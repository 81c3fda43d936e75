// One attempt at one WHIP or WHEP endpoint, from the offer to the end of the server's session.
// The rules, the states and the table are in http_negotiation.cpp.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <variant>

#include "base/time.hpp"
#include "session/config.hpp"
#include "session/effect.hpp"
#include "session/http_answer.hpp"
#include "session/input.hpp"
#include "session/trickle.hpp"

namespace sluice {

enum class NegotiationState : std::uint8_t {
  Idle,
  Offering,
  Gathering,
  Posting,
  Answering,
  Countering,
  Connecting,
  Connected,
  Orphaning,
  Deleting,
  Done,
};
inline constexpr std::size_t kNegotiationStates =
    static_cast<std::size_t>(NegotiationState::Done) + 1;

enum class NegotiationEvent : std::uint8_t {
  Start,
  OfferReady,
  OfferHeld,
  GatherEnd,
  PostAccepted,
  PostCountered,
  PostRefused,
  PostLost,
  RemoteReady,
  AnswerReady,
  AnswerPatchRefused,
  PeerRefusal,
  PeerUp,
  PeerShaky,
  PeerDown,
  DeleteEnd,
  Close,
  Hide,
  Expire,
};
inline constexpr std::size_t kNegotiationEvents =
    static_cast<std::size_t>(NegotiationEvent::Expire) + 1;

// The table's cell: where the event leads. `ignored` cells stay where they are and do nothing.
struct NegotiationCell {
  NegotiationState next{};
  bool ignored = true;
};
[[nodiscard]] NegotiationCell negotiation_cell(NegotiationState state, NegotiationEvent event);

// What the session must know of it. Failed comes at most once, before any Finished; Finished comes
// once, last.
struct NegotiationUp {};
struct NegotiationFailed {
  Error error;
  bool was_up = false;  // it had been connected: the stream was lost
};
struct NegotiationFinished {};
using NegotiationNote = std::variant<NegotiationUp, NegotiationFailed, NegotiationFinished>;

// Why the next timer exists; shown in logs.
enum class Wait : std::uint8_t {
  None,
  Description,
  Gathering,
  Answer,
  Connect,
  Disconnected,
  Remove
};
[[nodiscard]] std::string_view wait_name(Wait wait);

class HttpNegotiation {
 public:
  // `config` must outlive the negotiation.
  HttpNegotiation(AttemptId attempt, const SessionConfig& config)
      : attempt_(attempt), config_(config) {}

  void start(TimePoint now);
  void close(TimePoint now);  // the app wants out
  void hide(TimePoint now);   // the page is going away
  void handle(const Input& input, TimePoint now);

  [[nodiscard]] std::optional<Effect> poll_effect();
  [[nodiscard]] std::optional<NegotiationNote> poll_note();
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  [[nodiscard]] NegotiationState state() const { return state_; }
  [[nodiscard]] AttemptId attempt() const { return attempt_; }

 private:
  using State = NegotiationState;
  using Event = NegotiationEvent;

  bool step(Event event, TimePoint now);
  void wait(Wait reason, TimePoint now);

  void on_offer(const std::string& sdp, TimePoint now);
  void on_answer(const std::string& sdp, TimePoint now);
  void on_http(const HttpAnswered& answer, TimePoint now);
  void on_http_failed(const HttpFailed& failure, TimePoint now);
  void on_post_answered(const HttpAnswered& answer, TimePoint now);
  void on_description_applied(OpId op, TimePoint now);
  void on_peer_refused(const PeerRefused& refusal, TimePoint now);
  void on_peer_state(PeerState state, TimePoint now);
  void on_expired(TimePoint now);

  void post_offer(const std::string& sdp);
  void apply_remote(SdpType type, const std::string& sdp);
  void take_answer(const HttpAnswered& answer);
  void take_counter_offer(const HttpAnswered& answer);
  void patch_answer(const std::string& sdp, TimePoint now);
  void send_held_answer(const std::string& gathered, TimePoint now);
  void send_candidates(TimePoint now);
  void learn_session(const HttpAnswered& answer);

  void fail(Event event, Error error, TimePoint now);
  void tear_down(TimePoint now);
  void abort_patches();
  void send_delete();

  OpId next_op() { return OpId{++last_op_}; }
  void push(Effect effect) { effects_.push_back(std::move(effect)); }
  void emit(std::string_view type, EventData data = {}) { push(Emit{type, std::move(data)}); }
  void warn(ErrorCode code, std::string_view detail);
  [[nodiscard]] bool is_publisher() const { return config_.role == Role::Publisher; }
  [[nodiscard]] SendHttp request(OpId op, HttpMethod method, std::string url,
                                 bool with_token) const;

  AttemptId attempt_;
  const SessionConfig& config_;
  State state_ = State::Idle;
  std::uint32_t last_op_ = 0;

  // Operations under way; empty where there is none.
  std::optional<OpId> offer_op_, local_op_, remote_op_, answer_op_, servers_op_;
  std::optional<OpId> post_op_, patch_op_, answer_patch_op_, delete_op_;

  std::string local_sdp_;                   // the offer as the browser made it
  std::optional<std::string> held_answer_;  // trickle is off: it waits for its candidates
  std::optional<SessionUrl> session_;
  Trickle trickle_;
  bool peer_open_ = false;

  Wait wait_ = Wait::None;
  TimePoint deadline_{};
  std::optional<TimePoint> patch_deadline_;

  std::deque<Effect> effects_;
  std::deque<NegotiationNote> notes_;
};

}  // namespace sluice
