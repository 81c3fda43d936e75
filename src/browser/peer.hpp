// One RTCPeerConnection and what the machines ask of it.
#pragma once

#include <string>
#include <string_view>

#include "browser/callbacks.hpp"
#include "browser/inbox.hpp"
#include "session/config.hpp"
#include "session/effect.hpp"

namespace sluice::browser {

class Peer {
 public:
  // `host` is the client's side (web/host.ts), `stream` the publisher's media.
  Peer(const OpenPeer& wanted, Role role, val host, val stream, Inbox& inbox);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Each is answered, later.
  void create_offer(OpId op, bool restart_ice);
  void create_answer(OpId op);
  void apply_local(OpId op, const Description& description);
  void apply_remote(OpId op, const Description& description);
  void use_ice_servers(const UseIceServers& effect);
  void add_candidate(const message::RemoteCandidate& candidate);
  void send(const std::string& text);  // through the data channel
  void roll_back();                    // not answered
  void stop_sending();
  void sample();  // answered unless this is destroyed before

  [[nodiscard]] bool is_of(AttemptId attempt) const { return attempt_ == attempt; }
  [[nodiscard]] const val& connection() const { return connection_; }
  [[nodiscard]] const val& stream() const { return stream_; }
  // The track events in their order, one at each call; the last one again where there is no more.
  [[nodiscard]] val take_track_event();
  // The data channel in use; undefined before one is open.
  [[nodiscard]] const val& channel() const { return channel_; }

 private:
  void open(const OpenPeer& wanted);
  void add_senders();
  void add_receivers();
  void prefer_codec(const val& transceiver, const char* kind, const char* option);
  void listen();
  void on_track(const val& event);
  void watch_channel(const val& channel);
  void refuse(Error error);
  val set_remote(const val& description);
  val munged(const char* hook, const val& sdp);
  // Runs `step` behind all that was enqueued before; it gives a promise.
  template <class Step>
  val enqueue(Step step);
  void create(OpId op, const char* method, const char* hook, bool is_offer,
              const val& options = val::object());
  void answer_applied(OpId op, const val& promise);

  AttemptId attempt_;
  Role role_;
  val host_;
  val options_;
  Inbox& inbox_;
  val connection_ = val::undefined();
  val stream_;
  std::vector<val> track_events_;
  val channel_ = val::undefined();
  val tail_;                      // the promise of the last enqueued step
  std::optional<Error> refusal_;  // why it could not be opened: what every operation then answers
  Callbacks callbacks_;
};

}  // namespace sluice::browser
