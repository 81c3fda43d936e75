// One client's browser: camera, playback, and a peer connection for each attempt.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "sim/peer.hpp"

namespace sluice::sim {

class Browser {
 public:
  Browser(Nature& nature, bool plays, std::function<void(const Input&)> deliver)
      : nature_(nature), plays_(plays), deliver_(std::move(deliver)) {}

  // Carries the effect out; what is not the browser's does nothing.
  void perform(const Effect& effect);

  [[nodiscard]] bool camera_on() const { return camera_on_; }
  // Whether what has been opened gives anything.
  [[nodiscard]] bool has_device() const { return has_device_; }
  // Whether it still owes an answer to that.
  [[nodiscard]] bool reopens() const { return reopens_; }
  [[nodiscard]] bool peer_open() const;
  // That the attempt's peer has found.
  [[nodiscard]] int candidates(AttemptId attempt) const;
  // The attempt's, also when it is closed; nullptr where it never had one.
  [[nodiscard]] Peer* find_peer(AttemptId attempt);

  // The line or the node goes away, or comes back.
  void weather_changed();
  // Its devices are gone, or are there again.
  void lose_devices();
  void devices_changed();
  // What the servers know of it may have changed.
  void server_changed();

  // Called with each new one, which lacks its other side.
  std::function<void(AttemptId, Peer&)> on_peer;

 private:
  // As the one whose place it takes is now.
  void follow(AttemptId attempt);
  void acquire_media();
  void reopen_media();
  void play(const PlayView& effect);

  Nature& nature_;
  bool plays_;
  std::function<void(const Input&)> deliver_;
  bool camera_on_ = false;
  bool has_device_ = true;
  bool reopens_ = false;
  bool hopes_ = false;  // it has refused, and tells when that may be otherwise
  std::map<AttemptId, std::unique_ptr<Peer>> peers_;
  std::map<AttemptId, AttemptId> likes_;
};

}  // namespace sluice::sim
