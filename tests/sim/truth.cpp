#include "sim/truth.hpp"

#include <algorithm>

namespace sluice::sim {
namespace {

// Longer than it takes to notice a loss without a word, or to end a session with all repetitions.
constexpr Millis kPatience{200'000};

}  // namespace

void Truth::saw(const Effect& effect, const Monitor& monitor, TimePoint now) {
  if (const auto* e = std::get_if<OpenPeer>(&effect)) open_.insert(e->attempt);
  if (const auto* e = std::get_if<ClosePeer>(&effect)) {
    open_.erase(e->attempt);
    left_at_[e->attempt] = awake(now);
  }
  if (const auto* e = std::get_if<SendHttp>(&effect)) {
    const auto ended = network_.would_end(*e);
    if (ended && *ended != e->attempt && open_.contains(*ended) && monitor.is_live())
      fail("the session that has taken over is ended in the place of the old one: " + e->url);
  }
  const auto* emitted = std::get_if<Emit>(&effect);
  const auto* error = emitted ? std::get_if<Error>(&emitted->data) : nullptr;
  if (error && error->code == ErrorCode::SignalNotEnded)
    told_.insert(network_.session_url(emitted->attempt));
}

void Truth::end(const Monitor& monitor, TimePoint now) {
  const bool has_session =
      std::ranges::any_of(open_, [&](AttemptId attempt) { return network_.has_session(attempt); });
  const bool knows_any =
      std::ranges::any_of(open_, [&](AttemptId attempt) { return network_.knows(attempt); });
  if (!monitor.is_live() || !knows_any || has_session) {
    without_.reset();
  } else {
    if (!without_) without_ = awake(now);
    if (awake(now) - *without_ > kPatience) fail("what is live has no session on the server");
  }
  for (const auto& [attempt, at] : left_at_) {
    if (awake(now) - at > kPatience) check_left(attempt);
  }
}

void Truth::check_candidates(Browser& browser) {
  for (const AttemptId attempt : open_) {
    const auto* session = network_.session(attempt);
    Peer* peer = browser.find_peer(attempt);
    const bool same = session && peer && session->ufrag == peer->ufrag();
    if (same && session->has_all && !peer->gathered())
      fail("the server has heard that there are no more candidates, and there are");
  }
}

void Truth::check_left(AttemptId attempt) {
  if (!is_left_ && !told_.contains(network_.session_url(attempt)) && network_.knows(attempt) &&
      network_.has_session(attempt))
    fail("a session that was left is on the server, and nobody is told");
}

void Truth::at_end() {
  for (const auto& [attempt, at] : left_at_) check_left(attempt);
}

}  // namespace sluice::sim
