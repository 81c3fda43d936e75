// One peer connection: its operations in their order, gathering, connection states, its data
// channel.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "machine/effect.hpp"
#include "sim/channel.hpp"
#include "sim/nature.hpp"
#include "sim/samples.hpp"

namespace sluice::sim {

class Peer {
 public:
  Peer(Nature& nature, const OpenPeer& effect, bool plays,
       std::function<void(const Input&)> deliver);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Carries the effect out; what is not the peer's does nothing.
  void perform(const Effect& effect);
  void close();
  // Media begins or ends to flow with the server's side, too.
  void server_changed();
  // The line or the node goes away, or comes back.
  void weather_changed();
  // Answers how much media has come so far.
  void count(bool thorough);
  void look_at_network();
  // Says it, unless the peer is closed by now.
  void tell(const Input& input);

  [[nodiscard]] bool is_open() const { return open_; }
  // That the browser has told since it last began to gather, and whether it has told of their end.
  [[nodiscard]] int candidates() const { return candidates_; }
  [[nodiscard]] bool gathered() const { return gathered_; }
  [[nodiscard]] const std::string& ufrag() const { return ufrag_; }
  [[nodiscard]] Channel& channel() { return channel_; }

  // What the app has set on it, or on the one whose place it takes.
  int settings = 0;
  // A channel has to be in both descriptions; a node's socket has other ways to agree on one.
  bool describes_channel = false;

  std::function<bool()> server_is_ready;
  std::function<void()> server_hangs_up;

 private:
  enum class Job {
    Offer,
    Answer,
    LocalOffer,
    LocalAnswer,
    RemoteOffer,
    RemoteAnswer,
    Servers,
    Ice
  };
  enum class Link { Down, Rising, Up, Gone };

  void enqueue(Job job, OpId op);
  [[nodiscard]] bool takes(const std::string& answer) const;
  void finish(Job job, OpId op);
  void gather();
  void roll_back();
  void connect();
  void live();
  void hear_end();
  void hear_silence();
  [[nodiscard]] bool is_reached() const;
  [[nodiscard]] std::string offer() const;
  [[nodiscard]] bool may_have_channel() const;
  void play_on();
  [[nodiscard]] bool stands_still() const;
  [[nodiscard]] bool is_left_behind() const;

  Nature& nature_;
  bool plays_;
  bool has_channel_;
  std::function<void(const Input&)> deliver_;
  AttemptId attempt_;
  MediaKinds kinds_;              // of its transceivers
  bool promised_picture_ = true;  // by the other side
  bool other_has_channel_ = false;
  Channel channel_;

  bool open_ = true;
  bool late_word_ = false;  // what was under way when the peer was closed still arrives
  bool cannot_open_ = false;
  std::optional<OpId> cannot_use_{};  // a description
  bool stuck_ = false;                // an operation never ends, so none behind it begins
  TimePoint busy_until_{};
  int generation_ = 0;  // of gathering
  int candidates_ = 0;
  bool gathered_ = false;
  // Of the last offer; of the description in place; of the one before, while that may come back.
  // The next client's are others, as the server may have its session under the same URL.
  std::string offered_ufrag_ = "ufrag" + std::to_string(static_cast<std::uint32_t>(attempt_)) +
                               "at" + std::to_string(nature_.now().time_since_epoch().count());
  std::string ufrag_ = offered_ufrag_;
  std::string rolled_back_ufrag_ = ufrag_;
  bool local_done_ = false;
  bool remote_done_ = false;
  Link link_ = Link::Down;

  int silences_ = 0;  // so far
  bool told_silence_ = false;
  bool tells_age_ = false;  // of the last media
  Millis pace_{50};         // of frames; for a publisher, of what the server reports
  bool has_picture_ = true;
  TimePoint next_frame_{};
  std::uint64_t packets_ = 0;
  std::uint64_t frames_ = 0;
  TimePoint way_from_{};       // since when its way to the other side is the one that it is
  bool way_lost_ = false;      // as when a router forgets it; a restart finds another
  TimePoint shown_at_{};       // the last of them
  std::uint64_t picture_ = 0;  // bytes that have arrived, or a camera's frames
  TimePoint live_at_{};
};

}  // namespace sluice::sim
