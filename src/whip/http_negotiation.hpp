// One attempt at one WHIP or WHEP endpoint, from the offer to the end of the server's session. The
// rules are in http_negotiation.cpp, the states in http_table.cpp.
#pragma once

#include <optional>
#include <string>

#include "negotiation/conversation.hpp"
#include "negotiation/trickle.hpp"
#include "whip/http_answer.hpp"
#include "whip/http_table.hpp"

namespace sluice {

class HttpNegotiation : public Conversation {
 public:
  using Conversation::Conversation;

  void start(TimePoint now) override;
  void close(TimePoint now) override;
  void hide(TimePoint now) override;
  void handle(const Input& input, TimePoint now) override;
  bool probe(TimePoint now) override;
  bool restart_ice(TimePoint now) override;
  void be_replaced(TimePoint now) override;

  [[nodiscard]] std::optional<TimePoint> next_deadline() const override;
  [[nodiscard]] HttpState state() const { return state_; }
  void give_reasons(Reasons& out) const;
  [[nodiscard]] std::string server_session() const override {
    return session_ ? session_->url.text() : std::string();
  }

 protected:
  void on_word(ServerMessage& word, TimePoint now) override;
  [[nodiscard]] SendHttp request(OpId op, HttpMethod method, std::string url,
                                 bool with_token) const;

 private:
  using State = HttpState;
  using Event = HttpEvent;

  bool step(Event event, TimePoint now);

  void on_offer(const std::string& sdp, TimePoint now);
  void on_answer(const std::string& sdp, TimePoint now);
  void on_http(const HttpAnswered& answer, TimePoint now);
  void on_http_failed(const HttpFailed& failure, TimePoint now);
  void on_patch_answered(const HttpAnswered& answer, TimePoint now);
  void on_probe_answered(const HttpAnswered& answer, TimePoint now);
  void on_post_answered(const HttpAnswered& answer, TimePoint now);
  void on_description_applied(OpId op, TimePoint now);
  void on_peer_refused(const PeerRefused& refusal, TimePoint now);
  void on_peer_state(PeerState state, TimePoint now);
  void on_expired(TimePoint now);

  void post_offer(const std::string& sdp);
  void post(std::string url);
  bool post_where_it_led(const HttpAnswered& answer, TimePoint now);
  [[nodiscard]] std::optional<MediaKinds> kinds_taken(const Sdp& answer) const;
  void apply_remote(SdpType type, const std::string& sdp);
  std::vector<IceServer> offered_servers(const HttpAnswered& answer) const;
  void take_answer(const HttpAnswered& answer);
  void take_counter_offer(const HttpAnswered& answer);
  void patch_answer(const std::string& sdp, TimePoint now);
  void send_held_answer(const std::string& gathered, TimePoint now);
  void retry_candidates(Millis asked, TimePoint now);
  void send_candidates(TimePoint now);
  void send_fragment(OpId op, std::string etag, std::string fragment);
  void lose_session(TimePoint now);
  void on_restart_offer(const std::string& sdp);
  void send_restart(std::string_view tag);
  void on_restart_answered(const HttpAnswered& answer, TimePoint now);
  void end_restart(bool refused = false);
  void forget_restart();
  void learn_session(const HttpAnswered& answer);

  // The data channel: http_channel.cpp.
  bool on_channel(const Input& input, TimePoint now);
  void expect_channel(TimePoint now);
  void begin_stream();
  void on_channel_opened();
  void on_channel_closed(TimePoint now);
  void end_channel();
  [[nodiscard]] std::optional<ErrorCode> is_deaf() const override;
  void tell(std::string text) override;

  void fail(Event event, Error error, TimePoint now, std::optional<MediaKinds> takes = {},
            bool without_channel = false);
  void fail(Event event, ErrorCode code, std::string_view detail, TimePoint now);
  void tear_down(TimePoint now);
  void close_peer();
  void abort_patches();
  void send_delete();
  void on_delete_refused(const HttpAnswered* answer, TimePoint now);
  void end_delete(TimePoint now);

  State state_ = State::Idle;

  // Operations under way; empty where there is none.
  std::optional<OpId> offer_op_, local_op_, remote_op_, answer_op_, servers_op_;
  std::optional<OpId> post_op_, patch_op_, answer_patch_op_, probe_op_, delete_op_;

  std::string local_sdp_;  // the offer as the browser made it
  MediaKinds offered_;
  std::string posted_;                      // the offer as the server got it
  std::optional<Url> led_to_{};             // by a redirect to an origin that may have the token
  std::optional<std::string> held_answer_;  // trickle is off: it waits for its candidates
  std::optional<SessionUrl> session_;
  Trickle trickle_;
  std::optional<TimePoint> trickle_again_at_{};  // a lost PATCH is repeated then
  std::uint32_t trickle_losses_ = 0;             // in a row
  bool takes_patches_ =
      true;  // false: the server has no use for them, so their answers say nothing
  bool location_works_ = true;   // false: the session was unknown at its URL from the start
  bool patched_ = false;         // a PATCH has been answered
  bool patch_is_probe_ = false;  // the PATCH under way answers for probe()
  bool peer_open_ = false;
  bool delete_sent_ = false;
  bool asks_token_ = false;           // for the DELETE, whose own one was refused
  std::optional<std::string> token_;  // in the place of the config's
  std::optional<TimePoint> delete_again_at_{};
  Millis delete_pause_{250};

  // An ICE restart under way.
  std::optional<OpId> restart_offer_op_, restart_local_op_, restart_patch_op_, restart_remote_op_;
  std::optional<TimePoint> restart_deadline_;
  bool restart_offered_ = false;  // the browser has the offer, and no answer to it
  bool bare_tag_ = false;         // the server wants the wildcard without its quotes
  std::string remote_sdp_;        // the answer in use; empty where the server offered
  bool may_restart_ = false;      // the server gives entity-tags, and is not known to refuse
  TimePoint restart_not_before_{};
  std::optional<Trickle> next_trickle_;  // of the restart's offer, until the browser has applied it
  std::optional<Trickle> last_trickle_;  // of before, until the server has granted the restart

  std::optional<TimePoint> patch_deadline_;

  bool channel_agreed_ = false;  // both descriptions have one
  bool channel_open_ = false;
  std::optional<TimePoint> channel_deadline_;  // it may still open, and the stream waits for it
  EffectQueue unsaid_;                         // until then
  std::size_t unsaid_count_ = 0;               // since the last mute
};

}  // namespace sluice
