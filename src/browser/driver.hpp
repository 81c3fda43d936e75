// Runs one session in the page: carries out its effects in order and turns what comes back into
// inputs. No decision is made here.
#pragma once

#include <memory>
#include <vector>

#include "browser/callbacks.hpp"
#include "browser/fetch.hpp"
#include "browser/media.hpp"
#include "browser/peer.hpp"
#include "browser/socket.hpp"
#include "browser/timer.hpp"
#include "session/supervisor.hpp"

namespace sluice::browser {

class Driver final : public Inbox {
 public:
  // `host`: the client's side (web/host.ts). `supplied`, `owned`: as Media takes them. `seed`: as
  // Supervisor takes it.
  Driver(std::uint32_t id, val host, val supplied, bool owned, SessionConfig config,
         std::uint64_t seed);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  [[nodiscard]] std::uint32_t id() const { return id_; }

 private:
  void on_input() override;
  void drain();
  void forget_fetch(const Input& input);
  template <class Read>
  void hear(const char* target, const char* type, Read read);

  void carry_out(AcquireMedia);
  void carry_out(ReleaseMedia);
  void carry_out(const OpenPeer& effect);
  void carry_out(const ClosePeer& effect);
  void carry_out(const StopSending& effect);
  void carry_out(const CreateOffer& effect);
  void carry_out(const RollBack& effect);
  void carry_out(const CreateAnswer& effect);
  void carry_out(const ApplyLocal& effect);
  void carry_out(const ApplyRemote& effect);
  void carry_out(const UseIceServers& effect);
  void carry_out(const AddCandidate& effect);
  void carry_out(const SendHttp& effect);
  void carry_out(const AbortHttp& effect);
  void carry_out(const OpenSocket& effect);
  void carry_out(const SendSocket& effect);
  void carry_out(const CloseSocket& effect);
  void carry_out(const SendChannel& effect);
  void carry_out(const ShowOptions& effect);
  void carry_out(const SampleStats& effect);
  void carry_out(const ShowAttempt& effect);
  void carry_out(const AskPolicy& effect);
  void carry_out(AskToken);
  void carry_out(const AttachView& effect);
  void carry_out(DetachView);
  void carry_out(const PlayView& effect);
  void carry_out(const Emit& effect);
  void carry_out(const Settle& effect);
  void carry_out(const Log& effect);

  [[nodiscard]] Peer* peer(AttemptId attempt) const;
  void close_socket(AttemptId id);
  [[nodiscard]] Socket* socket(AttemptId attempt) const;
  [[nodiscard]] val data_of(const Emit& effect) const;
  [[nodiscard]] val object_of(HostObject object, AttemptId attempt) const;
  [[nodiscard]] val channel(AttemptId attempt) const;
  [[nodiscard]] val recovering_object(const Recovering& context) const;

  std::uint32_t id_;
  val host_;
  Role role_;
  Media media_;
  View view_;
  // One of each at a time, but while a session takes another's place.
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  std::vector<std::unique_ptr<Fetch>> fetches_;
  bool recovers_;
  Supervisor session_;
  bool draining_ = false;
  bool told_end_ = false;
  Timer timer_;
  Callbacks callbacks_;
  struct Ear {
    val target;
    val type;
    val listener;
  };
  std::vector<Ear> ears_;  // of the page's own events
};

// The module's exports (bindings.cpp).
val open_session(const std::string& role, const std::string& transport, const std::string& options,
                 val host, val supplied, bool owned);
bool connect_session(std::uint32_t id, std::uint32_t call);
bool start_session(std::uint32_t id, std::uint32_t call, val stream_name);
bool stop_session(std::uint32_t id, std::uint32_t call, bool release_media);
bool call_server(std::uint32_t id, std::uint32_t call, const std::string& method,
                 const std::string& arguments);
void send_message(std::uint32_t id, const std::string& method, const std::string& data);
void send_log(std::uint32_t id, const std::string& level, const std::string& text);
void retry_now(std::uint32_t id);
void stop_recovery(std::uint32_t id);
void mute(std::uint32_t id, const std::string& kind, bool muted);
[[nodiscard]] std::size_t session_count();

}  // namespace sluice::browser
