// What a client sees of its media, and what it makes of that: a silence, a picture that stands
// still, the first frame of a session that is to take over. The rules are at the head of
// supervisor.cpp.

#include <algorithm>

#include "recovery/supervisor.hpp"

namespace sluice {
namespace {

using State = SupervisorState;

constexpr LookPace kPlayerPace{Millis{100}, Millis{400}, Millis{500}};
constexpr LookPace kPlainPace{Millis{250}, Millis{750}, Millis{750}};  // without recovery
constexpr LookPace kPublisherPace{Millis{250}, Millis{1000}, Millis{500}};
constexpr Millis kFirstLook{100};        // once it is live
constexpr Millis kHiddenInterval{1000};  // browsers give a hidden page no more
constexpr Millis kFirstFrameInterval{50};
constexpr Millis kMaxFirstFrame{2000};  // a session that is up is taken without a frame after this

}  // namespace

void Supervisor::watch_from(TimePoint now) {
  live_at_ = now;
  if (!config_.recovery.watch_media) return;
  const bool plain = state_ == State::Plain;
  // Without recovery the end of a stream is all that there is to hear, and a WebSocket tells it.
  if (!plain || (!is_publisher() && config_.transport == Transport::Http)) {
    watch_.emplace(plain ? kPlainPace : is_publisher() ? kPublisherPace : kPlayerPace, now);
    watch_->set_hidden(hidden_page_);
  }
  picture_.emplace(config_.role, now);
  picture_->set_hidden(hidden_page_);
  sample_at_ = now + kFirstLook;
  suspect_until_ = TimePoint{};
}

// Without recovery what is seen is told, and nothing else comes of it.
void Supervisor::watch_plain(TimePoint now) {
  const bool live = lead_->session->state() == SessionState::Live;
  if (live == picture_.has_value()) return;
  live ? watch_from(now) : unwatch();
}

void Supervisor::forget_watch() {
  if (watch_) had_picture_ = watch_->has_picture();
  watch_.reset();
  picture_.reset();
}

void Supervisor::unwatch() {
  forget_watch();
  sample_at_.reset();
}

void Supervisor::set_hidden(bool hidden) {
  hidden_page_ = hidden;
  if (watch_) watch_->set_hidden(hidden);
  if (picture_) picture_->set_hidden(hidden);
}

void Supervisor::look_again(TimePoint now) {
  const Millis picture = picture_->next_look();
  const Millis media = watch_ ? watch_->next_look() : picture;
  sample_at_ = now + (hidden_page_ ? kHiddenInterval : std::min(media, picture));
}

void Supervisor::look(TimePoint now) {
  if (!sample_at_ || now < *sample_at_) return;
  sample_at_.reset();
  if (picture_ && lead_) {
    const bool thorough = picture_->wants_all() || (watch_ && watch_->wants_all());
    effects_.push(SampleStats{lead_->session->attempt(), thorough});
    look_again(now);
  }
  if (!next_ || !next_->hidden || !next_->started_at) return;
  if (now - *next_->started_at >= kMaxFirstFrame) return take_over(now);
  effects_.push(SampleStats{next_->session->attempt()});
  sample_at_ = now + kFirstFrameInterval;
}

void Supervisor::on_stats(const StatsSampled& sample, TimePoint now) {
  if (next_ && next_->hidden && sample.attempt == next_->session->attempt()) {
    const bool had_picture = watch_ ? watch_->has_picture() : had_picture_.value_or(true);
    const bool has_picture = had_picture && next_->promises_picture;
    if (next_->started && (has_picture ? sample.counts.frames : sample.counts.packets) > 0)
      take_over(now);
    return;
  }
  if (!picture_ || !lead_ || sample.attempt != lead_->session->attempt()) return;
  on_picture_counts(sample.counts, now);
  if (watch_) on_media_counts(sample.counts, now);
  if (picture_ && (!next_ || !next_->hidden)) look_again(now);
}

void Supervisor::on_picture_counts(const MediaCounts& counts, TimePoint now) {
  const Error still{is_publisher() ? ErrorCode::MediaNoFrames : ErrorCode::PeerFrozen};
  switch (picture_->sample(counts, now)) {
    case PictureWatch::Verdict::Fine:
      break;
    case PictureWatch::Verdict::Frozen:
      emit(is_publisher() ? event::kPublishStatus : event::kSubscribeStatus, still);
      break;
    case PictureWatch::Verdict::GaveUp:
      if (watch_ && !loss_) lose(LossCause::Frozen, still, now);
      break;
    case PictureWatch::Verdict::Back:
      if (loss_ && loss_->cause == LossCause::Frozen) wake(now);
      break;
  }
}

void Supervisor::on_media_counts(const MediaCounts& counts, TimePoint now) {
  switch (watch_->sample(counts, now)) {
    case StallWatch::Verdict::Fine:
      break;
    case StallWatch::Verdict::Quiet:
      if (state_ == State::Plain) {
        // Where the session is gone it tells so itself; a silence is nothing to do anything about.
        lead_->session->probe(now);
        watch_->ask();
        watch_->answer(true);
        break;
      }
      if (now < suspect_until_ && !loss_) return lose_network(now);
      if (lead_->session->probe(now)) watch_->ask();
      effects_.push(LookAtNetwork{lead_->session->attempt()});
      break;
    case StallWatch::Verdict::Stalled:
      if (loss_) break;  // from what was said to be lost before
      lose(LossCause::Stalled, Error{ErrorCode::PeerStalled}, now);
      break;
    case StallWatch::Verdict::Stirring:
      on_stirring(now);
      break;
    case StallWatch::Verdict::Woke:
      wake(now);
      break;
  }
}

// A browser takes seconds to call a peer disconnected: there is nothing more to wait for. It goes
// by the answers to its checks, though; where a quarter of all packets is lost, five of those may
// be missing while media still comes. Then the next silence is the network's.
void Supervisor::on_peer_state(const PeerStateChanged& change, TimePoint now) {
  if (!lead_ || lead_->session->attempt() != change.attempt || stopped_) return;
  if (change.state == PeerState::Disconnected && state_ == State::Live) {
    // The session ends by itself where that lasts.
    if (watch_ && watch_->is_flowing())
      return void(suspect_until_ = now + config_.timeouts.disconnected);
    lose(LossCause::Disconnected,
         Error{ErrorCode::PeerFailed, "the peer has been silent for too long"}, now);
  } else if (change.state == PeerState::Connected) {
    suspect_until_ = TimePoint{};
    if (!loss_ || loss_->cause != LossCause::Disconnected) return;
    if (watch_) watch_->begin_anew();
    wake(now);
  }
}

void Supervisor::wake(TimePoint now) {
  if (!loss_ || !step(Event::Woke)) return;
  if (next_) leave(*next_, now);
  succeed(true, now);
}

}  // namespace sluice
