#include "sim/peer.hpp"

#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

using test::sample_candidate;
using test::sample_sdp;

struct JobFaults {
  Fault refused, never;
};
// In the order of Job.
constexpr std::array<JobFaults, 8> kJobFaults{{{Fault::OfferRefused, Fault::OfferNever},
                                               {Fault::AnswerRefused, Fault::AnswerNever},
                                               {Fault::LocalRefused, Fault::LocalNever},
                                               {Fault::LocalRefused, Fault::LocalNever},
                                               {Fault::RemoteRefused, Fault::RemoteNever},
                                               {Fault::RemoteRefused, Fault::RemoteNever},
                                               {Fault::ServersRefused, Fault::ServersNever},
                                               {Fault::CandidateRefused, Fault::CandidateNever}}};

Error refusal(std::string detail) {
  return {.code = ErrorCode::PeerRefusedSdp, .detail = std::move(detail)};
}

}  // namespace

Peer::Peer(Nature& nature, const OpenPeer& effect, bool plays,
           std::function<void(const Input&)> deliver)
    : nature_(nature),
      plays_(plays),
      has_channel_(!effect.channel.empty()),
      deliver_(std::move(deliver)),
      attempt_(effect.attempt),
      kinds_(effect.kinds),
      channel_(nature, effect.attempt, deliver_) {
  cannot_open_ = nature_.strikes(Fault::OpenRefused);
  tells_age_ = plays_ && static_cast<std::uint32_t>(attempt_) % 4 != 0;
}

void Peer::perform(const Effect& effect) {
  if (const auto* e = std::get_if<CreateOffer>(&effect)) {
    if (e->restart_ice) offered_ufrag_ += "-again";
    return enqueue(Job::Offer, e->op);
  }
  if (std::holds_alternative<RollBack>(effect)) {
    // Behind what is under way, as a browser's operations go one by one.
    const Millis wait = std::max(busy_until_, nature_.now()) - nature_.now();
    return nature_.after(wait, [this] { roll_back(); });
  }
  if (const auto* e = std::get_if<CreateAnswer>(&effect)) return enqueue(Job::Answer, e->op);
  if (const auto* e = std::get_if<ApplyLocal>(&effect)) {
    const bool offer = e->description.type == SdpType::Offer;
    return enqueue(offer ? Job::LocalOffer : Job::LocalAnswer, e->op);
  }
  if (const auto* e = std::get_if<ApplyRemote>(&effect)) {
    const bool offer = e->description.type == SdpType::Offer;
    if (!offer && !takes(e->description.sdp)) cannot_use_ = e->op;
    promised_picture_ = e->description.sdp.find("m=video") != std::string::npos;
    other_has_channel_ = e->description.sdp.find("m=application 9") != std::string::npos;
    return enqueue(offer ? Job::RemoteOffer : Job::RemoteAnswer, e->op);
  }
  if (const auto* e = std::get_if<UseIceServers>(&effect)) return enqueue(Job::Servers, e->op);
  if (std::holds_alternative<AddCandidate>(effect)) return enqueue(Job::Ice, OpId{});
  if (const auto* e = std::get_if<SendChannel>(&effect)) return channel_.send(e->text);
}

// As Chromium does: an answer has a section for each of the offer's.
bool Peer::takes(const std::string& answer) const {
  const auto sdp = parse_sdp(answer);
  const bool wants_section = has_channel_ && describes_channel;
  return !sdp || (kinds_of(*sdp) == kinds_ && (!wants_section || has_channel_section(*sdp)));
}

std::string Peer::offer() const {
  const std::string sdp = test::sample_sdp("actpass", offered_ufrag_, kinds_);
  return has_channel_ && describes_channel ? test::with_channel(sdp) : sdp;
}

bool Peer::may_have_channel() const {
  return has_channel_ && (other_has_channel_ || !describes_channel);
}

void Peer::close() {
  open_ = false;
  late_word_ = nature_.strikes(Fault::LateWord);
  channel_.close();
}

// ---------------------------------------------------------------------------------------------
// Operations

void Peer::enqueue(Job job, OpId op) {
  const JobFaults faults = kJobFaults[static_cast<std::size_t>(job)];
  if (stuck_ || nature_.strikes(faults.never)) {
    stuck_ = true;
    return;
  }
  const bool refused = nature_.strikes(faults.refused) || cannot_open_ || cannot_use_ == op;
  busy_until_ = std::max(busy_until_, nature_.now()) + nature_.between(1, 80);
  nature_.after(busy_until_ - nature_.now(), [this, job, op, refused] {
    if (job == Job::Ice) return;  // nobody hears what became of it
    if (!open_) return deliver_(PeerRefused{attempt_, op, refusal("it is closed")});
    if (refused) return deliver_(PeerRefused{attempt_, op, refusal("no")});
    finish(job, op);
  });
}

void Peer::finish(Job job, OpId op) {
  switch (job) {
    case Job::Offer: {
      const bool spoilt = nature_.strikes(Fault::OfferSpoilt);
      return deliver_(OfferCreated{attempt_, op, spoilt ? "spoilt" : offer()});
    }
    case Job::Answer: {
      const bool spoilt = nature_.strikes(Fault::AnswerSpoilt);
      std::string sdp = spoilt ? "spoilt" : sample_sdp("passive", offered_ufrag_);
      if (!spoilt && describes_channel && may_have_channel()) sdp = test::with_channel(sdp);
      return deliver_(AnswerCreated{attempt_, op, std::move(sdp)});
    }
    case Job::LocalOffer:
    case Job::LocalAnswer:
      local_done_ = true;
      rolled_back_ufrag_ = std::exchange(ufrag_, offered_ufrag_);
      deliver_(DescriptionApplied{attempt_, op});
      gather();
      break;
    case Job::Servers:
      deliver_(DescriptionApplied{attempt_, op});
      if (local_done_) gather();
      break;
    case Job::Ice:
      break;
    case Job::RemoteOffer:
      ++generation_;  // our own offer is rolled back
      local_done_ = false;
      [[fallthrough]];
    case Job::RemoteAnswer:
      remote_done_ = true;
      rolled_back_ufrag_ = ufrag_;
      if (plays_) {
        tell(TrackArrived{attempt_, true});
        tell(TrackArrived{attempt_, false});
      }
      deliver_(DescriptionApplied{attempt_, op});
      way_from_ = nature_.now();
      way_lost_ = false;
      weather_changed();  // behind a restart there may be another way
      break;
  }
  server_changed();
}

void Peer::tell(const Input& input) {
  if (open_ || late_word_) deliver_(input);
}

// ---------------------------------------------------------------------------------------------
// ICE

void Peer::gather() {
  const int generation = ++generation_;
  candidates_ = 0;
  gathered_ = false;
  const auto later = [&](Millis delay, const Input& input) {
    nature_.after(delay, [this, generation, input] {
      if (generation != generation_) return;
      const auto* candidate = std::get_if<CandidateGathered>(&input);
      const bool more = candidate && !candidate->candidate.empty();
      more ? ++candidates_ : gathered_ = true;
      tell(input);
    });
  };
  const bool many = nature_.strikes(Fault::ManyCandidates);
  const std::uint64_t candidates = many ? 300 : nature_.below(5);
  for (std::uint64_t i = 0; i < candidates; ++i) {
    later(nature_.between(0, 2'000),
          CandidateGathered{attempt_, sample_candidate(static_cast<int>(i)), "0", 0, ufrag_});
  }
  if (nature_.strikes(Fault::EmptyCandidate))
    later(nature_.between(1'500, 2'500), CandidateGathered{attempt_, ""});
  if (!nature_.strikes(Fault::GatheringNever))
    later(nature_.between(2'000, 3'000), GatheringFinished{attempt_, offer()});
}

// A restart's offer is taken back; if it was in place, no more is gathered.
void Peer::roll_back() {
  if (ufrag_ != rolled_back_ufrag_) {
    ++generation_;
    candidates_ = 0;
    gathered_ = true;
  }
  offered_ufrag_ = ufrag_ = rolled_back_ufrag_;
}

void Peer::server_changed() {
  const bool ready = open_ && local_done_ && remote_done_ && server_is_ready();
  if (ready && link_ == Link::Down) return connect();
  if (link_ == Link::Up && !server_is_ready()) {
    link_ = Link::Gone;
    nature_.after(nature_.between(10, 500), [this] { hear_end(); });
  }
}

// Of the channel or of the peer first: browsers tell both.
void Peer::hear_end() {
  const bool channel_first = may_have_channel() && nature_.likely(50);
  if (channel_first && open_) channel_.end();
  tell(PeerStateChanged{attempt_, PeerState::Closed});
}

void Peer::connect() {
  link_ = Link::Rising;
  if (nature_.strikes(Fault::ConnectNever)) return;
  if (nature_.strikes(Fault::ConnectFails)) {
    nature_.after(nature_.between(1'000, 16'000), [this] {
      tell(PeerStateChanged{attempt_, PeerState::Failed});
    });
    return;
  }
  const Millis delay = nature_.on_the_way(nature_.between(20, 1'500));
  nature_.after(delay, [this] {
    if (!open_) return;
    link_ = Link::Up;
    way_from_ = nature_.now();
    tell(PeerStateChanged{attempt_, PeerState::Connected});
    if (may_have_channel()) channel_.rise();
    live();
    weather_changed();
  });
}

bool Peer::is_reached() const {
  return !nature_.is_away(nature_.weather.line_back) && !is_left_behind() && !way_lost_ &&
         server_is_ready();
}

bool Peer::is_left_behind() const {
  return way_from_ < nature_.weather.moved;
}

// What the browser finds when it is asked for its addresses now.
void Peer::look_at_network() {
  if (!open_ || nature_.strikes(Fault::NetworkUnknown)) return;
  nature_.after(nature_.between(5, 500), [this] {
    const bool is_lost = nature_.likely(70);
    const auto change = is_lost ? NetworkChange::Lost : NetworkChange::More;
    // A machine has networks, too, that no packet of ours ever takes.
    const bool comes = nature_.strikes(Fault::NetworkOther);
    const auto other = comes ? NetworkChange::More : NetworkChange::None;
    tell(NetworkLooked{attempt_, is_left_behind() ? change : other});
  });
}

void Peer::weather_changed() {
  if (!open_ || link_ != Link::Up) return;
  play_on();
  if (!is_reached()) return hear_silence();
  ++silences_;
  if (std::exchange(told_silence_, false)) tell(PeerStateChanged{attempt_, PeerState::Connected});
}

// As browsers tell it: first that it may be lost, then that it is.
void Peer::hear_silence() {
  const auto later = [this, silence = ++silences_](Millis delay, PeerState state) {
    nature_.after(delay, [this, silence, state] {
      if (silence != silences_ || !open_) return;
      told_silence_ = state == PeerState::Disconnected;
      if (!told_silence_) link_ = Link::Gone;
      tell(PeerStateChanged{attempt_, state});
    });
  };
  const Millis noticed = nature_.between(4'000, 6'000);
  later(noticed, PeerState::Disconnected);
  later(noticed + nature_.between(8'000, 20'000), PeerState::Failed);
}

// What has come since the last look.
void Peer::play_on() {
  if (nature_.is_away(nature_.weather.time_back)) return;
  const bool stream = !plays_ || !nature_.is_away(nature_.weather.stream_back);
  const bool flows = open_ && link_ == Link::Up && is_reached() && stream &&
                     !nature_.is_away(nature_.weather.media_back);
  if (!flows) {
    next_frame_ = nature_.now() + pace_;
    return;
  }
  if (next_frame_ > nature_.now()) return;
  const auto frames = static_cast<std::uint64_t>((nature_.now() - next_frame_) / pace_) + 1;
  next_frame_ += static_cast<std::int64_t>(frames) * pace_;
  packets_ += 3 * frames;
  const bool moves = has_picture_ && !stands_still();
  if (plays_ && moves) {
    frames_ += frames;
    shown_at_ = next_frame_ - pace_;
  }
  if (plays_ && has_picture_) picture_ += frames;
}

// A new connection has a new decoder; the camera is always the same.
bool Peer::stands_still() const {
  const Weather& weather = nature_.weather;
  return nature_.is_away(weather.picture_back) && (!plays_ || live_at_ < weather.picture_broke);
}

void Peer::count(bool thorough) {
  if (!open_) return;
  play_on();
  if (!plays_ && !stands_still()) ++picture_;
  const bool late = nature_.strikes(Fault::CountLate);
  nature_.after(late ? nature_.between(200, 3'000) : nature_.between(0, 10),
                [this, counted = StatsSampled{attempt_, {.packets = packets_, .frames = frames_}},
                 picture = picture_, looked = has_picture_ && (thorough || !plays_),
                 last = next_frame_ - pace_, shown = shown_at_]() mutable {
                  MediaCounts& counts = counted.counts;
                  if (tells_age_ && counts.packets > 0) counts.age = nature_.now() - last;
                  if (tells_age_ && counts.frames > 0) counts.still = nature_.now() - shown;
                  if (looked) counts.picture = picture;
                  tell(counted);
                });
}

void Peer::live() {
  if (!plays_) {
    pace_ = Millis(1'000);
  } else if (nature_.strikes(Fault::SlowStream)) {
    pace_ = Millis(1'000);
  }
  has_picture_ = !nature_.strikes(Fault::SoundOnly) && promised_picture_;
  live_at_ = nature_.now();
  next_frame_ = nature_.now() + pace_;
  const auto later = [&](Millis delay, PeerState state) {
    nature_.after(delay, [this, state] { tell(PeerStateChanged{attempt_, state}); });
  };
  const Millis when = nature_.between(100, 60'000);
  if (nature_.strikes(Fault::LiveBlips)) {
    later(when, PeerState::Disconnected);
    later(when + nature_.between(0, 8'000), PeerState::Connected);
  }
  if (nature_.strikes(Fault::LiveSilent)) {
    nature_.after(when, [this] {
      play_on();
      way_lost_ = true;
      weather_changed();
    });
  }
  if (nature_.strikes(Fault::LiveFails)) later(when, PeerState::Failed);
  if (nature_.strikes(Fault::LiveClosed)) nature_.after(when, [this] { server_hangs_up(); });
}

}  // namespace sluice::sim
