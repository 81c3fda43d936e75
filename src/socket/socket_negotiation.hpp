// One attempt at one node over a WebSocket, directly or through a manager's proxy, from the
// opening of the socket to the end of the session. The rules are in socket_negotiation.cpp, the
// states in socket_table.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "negotiation/conversation.hpp"
#include "socket/socket_table.hpp"

namespace sluice {

class SocketNegotiation final : public Conversation {
 public:
  // `media_ready`: a publisher's camera is there.
  SocketNegotiation(AttemptId attempt, const SessionConfig& config, bool media_ready)
      : Conversation(attempt, config), media_ready_(media_ready) {}

  void start(TimePoint now) override;
  void locate(TimePoint now);  // `config` says where to connect to, now
  void ask(TimePoint now);     // the app wants to publish, or to play
  void media_ready(TimePoint now);
  void close(TimePoint now) override;
  void hide(TimePoint now) override;
  void handle(const Input& input, TimePoint now) override;
  bool probe(TimePoint now) override;

  [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
  [[nodiscard]] SocketState state() const { return state_; }
  void give_reasons(Reasons& out) const;

 private:
  using State = SocketState;
  using Event = SocketEvent;

  bool step(Event event, TimePoint now);
  [[nodiscard]] ErrorCode code_of_close(int code) const;
  void on_expired(TimePoint now);

  // The peer's side.
  void open_peer();
  void on_offer(const std::string& sdp, TimePoint now);
  void on_answer(const std::string& sdp, TimePoint now);
  void on_applied(OpId op, TimePoint now);
  void on_candidate(const CandidateGathered& gathered);
  void on_peer_state(PeerState state, TimePoint now);
  void send_candidates();

  // The server's side.
  void ask_if_ready(TimePoint now);
  void begin_offer(TimePoint now);
  void send_offer(TimePoint now);
  void hear(const std::string& text, bool by_channel, TimePoint now);
  void on_word(ServerMessage& word, TimePoint now) override;
  void on_availability(bool exists, TimePoint now);
  void on_remote_sdp(const message::RemoteSdp& remote, TimePoint now);
  void on_remote_candidate(const message::RemoteCandidate& candidate);
  void on_trickle_complete(TimePoint now);
  void begin_stream(TimePoint now);
  void on_refusal(const message::Refusal& refusal, TimePoint now);

  // The data channel.
  void plan_switch(TimePoint now);
  void switch_to_channel();
  void on_channel_closed(TimePoint now);

  [[nodiscard]] std::optional<ErrorCode> is_deaf() const override;
  void tell(std::string text) override;  // by socket or channel, whichever is in use

  void fail(Event event, Error error, TimePoint now);
  void fail(Event event, ErrorCode code, std::string_view detail, TimePoint now);
  void say_goodbye();
  void tear_down();

  State state_ = State::Idle;
  bool media_ready_;
  bool wanted_ = false;  // publish() or subscribe() was called

  std::optional<OpId> offer_op_, local_op_, remote_op_, answer_op_;
  bool peer_open_ = false;
  bool peer_up_ = false;
  bool peer_shaky_ = false;
  bool socket_open_ = false;  // or being opened
  bool asked_ahead_ = false;  // whether the stream is there; the answer is still to come
  bool announced_ = false;    // the server may hold the publisher's name
  bool described_ = false;    // the browser has, or is getting, the server's description
  bool trickle_complete_ = false;

  std::string local_sdp_;
  std::vector<LocalCandidate> local_candidates_;  // not sent yet
  std::size_t candidates_taken_ = 0;
  bool may_trickle_ = false;
  bool gathered_ = false;
  std::vector<message::RemoteCandidate> early_candidates_;  // came before the description
  std::size_t remote_candidates_ = 0;

  bool channel_open_ = false;
  bool by_channel_ = false;  // it has taken over from the socket
  std::optional<TimePoint> switch_at_;
  std::optional<TimePoint> keep_alive_at_;
  bool probing_ = false;
};

}  // namespace sluice
