#include "sim/browser.hpp"

namespace sluice::sim {

void Browser::perform(const Effect& effect) {
  if (std::holds_alternative<AcquireMedia>(effect)) return acquire_media();
  if (std::holds_alternative<ReleaseMedia>(effect)) camera_on_ = false;
  if (const auto* e = std::get_if<PlayView>(&effect)) return play(e->muted);
  if (const auto* e = std::get_if<OpenPeer>(&effect)) {
    attempt_ = e->attempt;
    auto& peer = peers_[attempt_];
    peer = std::make_unique<Peer>(nature_, *e, plays_, deliver_);
    peer_ = peer.get();
    return on_peer(attempt_, *peer_);
  }
  if (!peer_) return;
  std::holds_alternative<ClosePeer>(effect) ? peer_->close() : peer_->perform(effect);
}

Peer* Browser::find_peer(AttemptId attempt) {
  const auto it = peers_.find(attempt);
  return it == peers_.end() ? nullptr : it->second.get();
}

void Browser::acquire_media() {
  if (nature_.strikes(Fault::CameraNever)) return;
  const bool slow = nature_.strikes(Fault::CameraSlow);
  const Millis delay = slow ? nature_.between(20'000, 100'000) : nature_.between(5, 2'000);
  if (nature_.strikes(Fault::CameraRefused)) {
    nature_.after(delay, [this] { deliver_(MediaFailed{Error{ErrorCode::MediaDenied}}); });
    return;
  }
  nature_.after(delay, [this] {
    camera_on_ = true;
    deliver_(MediaReady{.has_video = nature_.likely(80)});
  });
}

void Browser::play(bool muted) {
  if (!nature_.strikes(muted ? Fault::PlayBlockedMuted : Fault::PlayBlocked)) return;
  nature_.after(nature_.between(1, 50), [muted, peer = peer_, attempt = attempt_] {
    if (peer) peer->tell(PlaybackBlocked{attempt, muted});
  });
}

}  // namespace sluice::sim
