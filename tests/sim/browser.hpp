// One client's browser: camera, one peer connection with its operations in their order, gathering,
// connection states, playback.
#pragma once

#include <functional>

#include "session/effect.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class Browser {
 public:
  Browser(Nature& nature, bool plays, std::function<void(const Input&)> deliver)
      : nature_(nature), plays_(plays), deliver_(std::move(deliver)) {}

  // Carries the effect out; what is not the browser's does nothing.
  void perform(const Effect& effect);

  [[nodiscard]] bool camera_on() const { return camera_on_; }
  [[nodiscard]] bool peer_open() const { return open_; }
  // Media begins or ends to flow with the server's side, too.
  void server_changed();
  std::function<bool()> server_is_ready;
  std::function<void()> server_hangs_up;

 private:
  enum class Job { Offer, Answer, LocalOffer, LocalAnswer, RemoteOffer, RemoteAnswer, Servers };
  enum class Link { Down, Rising, Up, Gone };

  void acquire_media();
  void open_peer(AttemptId attempt);
  void close_peer();
  void enqueue(Job job, OpId op);
  void finish(Job job, OpId op);
  void gather();
  void connect();
  void live();
  void play(bool muted);
  void tell(const Input& input);  // unless the peer is closed by now

  Nature& nature_;
  bool plays_;
  std::function<void(const Input&)> deliver_;

  bool camera_on_ = false;
  AttemptId attempt_{};
  bool open_ = false;
  bool late_word_ = false;  // what was under way when the peer was closed still arrives
  bool cannot_open_ = false;
  bool stuck_ = false;  // an operation never ends, so none behind it begins
  TimePoint busy_until_{};
  int generation_ = 0;  // of gathering
  bool local_done_ = false;
  bool remote_done_ = false;
  Link link_ = Link::Down;
};

}  // namespace sluice::sim
