#include "sim/browser.hpp"

#include <algorithm>
#include <utility>

namespace sluice::sim {
namespace {

AttemptId attempt_of(const Effect& effect) {
  return std::visit(
      [](const auto& value) {
        if constexpr (requires { value.attempt; }) {
          return value.attempt;
        } else {
          return AttemptId{};
        }
      },
      effect);
}

}  // namespace

void Browser::perform(const Effect& effect) {
  if (std::holds_alternative<AcquireMedia>(effect)) return acquire_media();
  if (std::holds_alternative<ReopenMedia>(effect)) return reopen_media();
  if (const auto* release = std::get_if<ReleaseMedia>(&effect))
    (release->for_now ? has_device_ : camera_on_) = false;
  if (const auto* e = std::get_if<PlayView>(&effect)) return play(*e);
  if (const auto* e = std::get_if<OpenPeer>(&effect)) {
    auto& peer = peers_[e->attempt];
    peer = std::make_unique<Peer>(nature_, *e, plays_, deliver_);
    likes_[e->attempt] = e->like;
    follow(e->attempt);
    return on_peer(e->attempt, *peer);
  }
  Peer* peer = find_peer(attempt_of(effect));
  if (!peer) return;
  const auto* show = std::get_if<ShowAttempt>(&effect);
  if (show && show->takes_over) return follow(show->attempt);
  if (std::holds_alternative<ClosePeer>(effect)) return peer->close();
  if (std::holds_alternative<LookAtNetwork>(effect)) return peer->look_at_network();
  const auto* sample = std::get_if<SampleStats>(&effect);
  sample ? peer->count(sample->thorough) : peer->perform(effect);
}

void Browser::follow(AttemptId attempt) {
  const Peer* like = find_peer(likes_[attempt]);
  if (like) find_peer(attempt)->settings = like->settings;
}

bool Browser::peer_open() const {
  return std::ranges::any_of(peers_, [](const auto& each) { return each.second->is_open(); });
}

int Browser::candidates(AttemptId attempt) const {
  const auto it = peers_.find(attempt);
  return it == peers_.end() ? 0 : it->second->candidates();
}

void Browser::weather_changed() {
  for (const auto& [attempt, peer] : peers_) peer->weather_changed();
}

Peer* Browser::find_peer(AttemptId attempt) {
  const auto it = peers_.find(attempt);
  return it == peers_.end() ? nullptr : it->second.get();
}

void Browser::server_changed() {
  for (const auto& [attempt, peer] : peers_) peer->server_changed();
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

void Browser::lose_devices() {
  if (!camera_on_ || !has_device_) return;
  has_device_ = false;
  deliver_(MediaEnded{MediaKind::Video, true});
}

void Browser::devices_changed() {
  if (hopes_ && !nature_.is_away(nature_.weather.device_back)) deliver_(MediaHoped{});
}

void Browser::reopen_media() {
  if (std::exchange(reopens_, true) || nature_.strikes(Fault::CameraNever)) return;
  nature_.after(nature_.between(5, 2'000), [this] {
    reopens_ = false;
    if (!nature_.is_away(nature_.weather.device_back)) {
      has_device_ = true;
      return deliver_(MediaReopened{});
    }
    constexpr ErrorCode kWhy[] = {ErrorCode::MediaInUse, ErrorCode::MediaInUse,
                                  ErrorCode::MediaDenied, ErrorCode::MediaNotFound};
    hopes_ = true;
    deliver_(MediaReopened{Error{kWhy[nature_.below(4)]}});
  });
}

void Browser::play(const PlayView& effect) {
  if (!nature_.strikes(effect.muted ? Fault::PlayBlockedMuted : Fault::PlayBlocked)) return;
  nature_.after(nature_.between(1, 50), [this, effect] {
    if (Peer* peer = find_peer(effect.attempt))
      peer->tell(PlaybackBlocked{effect.attempt, effect.muted});
  });
}

}  // namespace sluice::sim
