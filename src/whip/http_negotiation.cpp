// One attempt at a WHIP or WHEP endpoint.
//
// The rules:
//  - The offer is POSTed as soon as it exists; the browser applies it and gathers meanwhile, and
//    the candidates follow by PATCH (trickle.hpp). With trickleIce: false it waits for them
//    (Gathering).
//  - A session on the server is ended by DELETE on every way out. While the POST has no answer
//    nobody knows its URL, so whoever wants out then waits for it in the background (Orphaning).
//  - A player may be answered with an offer of the server's own (Countering), or ask for one by an
//    empty POST: it is answered by PATCH, and the browser rolls an offer of ours back by itself.
//  - Each state but Connected has a deadline; a Connected one gets it when the peer turns silent.
//  - An ICE restart changes nothing but the way that the packets take: while it lasts the session
//    is what it was, and a server that refuses it is not asked again (RFC 9725 section 4.3.3).
//  - A redirect to an origin that may have the token (tokenOrigins), on the way to which browsers
//    have dropped it: where that is refused the POST goes once more, straight there, with it.
//  - A server that refuses a kind of media does so with 406, or with an answer without it that the
//    browser cannot take; what it takes instead is told, and the session makes the next attempt.
//  - A DELETE that is lost, or refused by what may pass, is repeated until its time is over; then
//    the app is warned that the session may still be there.
//  - A page that goes away cannot wait: its DELETE is sent so that it outlives the page.
//
// The states and the table are in http_table.cpp, what is said to the server and by it in
// http_negotiation_server.cpp, the data channel is http_channel.cpp's, ICE restarts are
// http_restart.cpp's.

#include "whip/http_negotiation.hpp"

#include <utility>

#include "signal/sdp.hpp"

namespace sluice {
namespace {

using State = HttpState;
using Event = HttpEvent;

// Nothing is wanted of the peer any more.
bool is_over(State state) {
  return state == State::Orphaning || state == State::Deleting || state == State::Done;
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// The four verbs

void HttpNegotiation::start(TimePoint now) {
  const bool asks = config_.post_empty_offer;
  if (!step(asks ? Event::Ask : Event::Start, now)) return;
  peer_open_ = true;
  push(OpenPeer{.attempt = attempt_,
                .server_offers = asks,
                .channel = config_.uses_channel ? config_.socket.channel : std::string(),
                .kinds = config_.kinds});
  emit(event::kPeerAvailable, HostObject::Peer);
  if (asks) return post_offer({});
  offer_op_ = next_op();
  push(CreateOffer{attempt_, *offer_op_});
}

void HttpNegotiation::close(TimePoint now) {
  if (step(Event::Close, now)) tear_down(now);
}

void HttpNegotiation::hide(TimePoint now) {
  const bool has_session = session_.has_value() && !delete_op_;
  if (!step(Event::Hide, now)) return;
  if (post_op_) push(AbortHttp{attempt_, *post_op_});
  if (has_session) send_delete();
  tear_down(now);
}

// Says again what the server has heard: a session that is gone is answered differently.
bool HttpNegotiation::probe(TimePoint now) {
  if (state_ != State::Connected || !session_ || !takes_patches_ || restart_deadline_) return false;
  if (answer_patch_op_) return false;  // what it waits for has its own deadline
  if (patch_op_) return patch_is_probe_ = true;
  // One from an earlier silence would say nothing of this one.
  if (probe_op_) push(AbortHttp{attempt_, *probe_op_});
  probe_op_ = next_op();
  patch_deadline_ = now + config_.timeouts.answer;
  send_fragment(*probe_op_, session_->etag, trickle_.repeat());
  return true;
}

void HttpNegotiation::handle(const Input& input, TimePoint now) {
  // A mute is a state that the server has to know: there is always room for it.
  if (std::holds_alternative<MuteCalled>(input)) unsaid_count_ = 0;
  if (on_said(input, now) || on_channel(input, now)) return;
  if (const auto* offer = std::get_if<OfferCreated>(&input)) {
    if (take(offer_op_, offer->op)) on_offer(offer->sdp, now);
    if (take(restart_offer_op_, offer->op)) on_restart_offer(offer->sdp);
  } else if (const auto* answer = std::get_if<AnswerCreated>(&input)) {
    if (take(answer_op_, answer->op)) on_answer(answer->sdp, now);
  } else if (const auto* applied = std::get_if<DescriptionApplied>(&input)) {
    on_description_applied(applied->op, now);
  } else if (const auto* refused = std::get_if<PeerRefused>(&input)) {
    on_peer_refused(*refused, now);
  } else if (const auto* gathered = std::get_if<CandidateGathered>(&input)) {
    if (state_ == State::Countering) return;
    // Candidates belong to a generation: an ICE restart has one of its own (RFC 8838 section 8).
    const std::string& ufrag = gathered->username_fragment;
    const bool is_next = next_trickle_ && !ufrag.empty() && next_trickle_->owns(ufrag);
    Trickle& trickle = is_next ? *next_trickle_ : trickle_;
    if (trickle.owns(ufrag)) trickle.candidate(gathered->candidate, gathered->mid);
  } else if (const auto* finished = std::get_if<GatheringFinished>(&input)) {
    const bool rolled_back = state_ == State::Countering && !held_answer_;
    if (rolled_back || is_over(state_)) return;
    trickle_.end_of_candidates();
    emit(event::kPeerCandidateEnd);
    if (held_answer_) return send_held_answer(finished->sdp, now);
    if (step(Event::GatherEnd, now)) post_offer(finished->sdp.empty() ? local_sdp_ : finished->sdp);
  } else if (const auto* peer = std::get_if<PeerStateChanged>(&input)) {
    on_peer_state(peer->state, now);
  } else if (const auto* http = std::get_if<HttpAnswered>(&input)) {
    on_http(*http, now);
  } else if (const auto* failed = std::get_if<HttpFailed>(&input)) {
    on_http_failed(*failed, now);
  } else if (const auto* given = std::get_if<TokenGiven>(&input)) {
    if (std::exchange(asks_token_, false)) {
      const bool usable = given->token && !given->token->empty() && is_usable_token(*given->token);
      if (!usable) {
        warn(ErrorCode::SignalNotEnded, "there is no new token for it");
        return end_delete(now);
      }
      token_ = given->token;
      send_delete();
    }
  } else if (std::holds_alternative<Timeout>(input)) {
    on_expired(now);
  }
  send_candidates(now);
}

std::optional<TimePoint> HttpNegotiation::next_deadline() const {
  return earlier(
      earlier(Conversation::next_deadline(), earlier(trickle_again_at_, delete_again_at_)),
      earlier(channel_deadline_, earlier(patch_deadline_, restart_deadline_)));
}

// ---------------------------------------------------------------------------------------------
// States and deadlines

bool HttpNegotiation::step(Event event, TimePoint now) {
  const HttpCell cell = http_cell(state_, event);
  if (cell.ignored) return false;
  state_ = cell.next;
  switch (state_) {
    case State::Offering:
    case State::Answering:
    case State::Countering:
      wait(Wait::Description, now);
      break;
    case State::Gathering:
      wait(Wait::Gathering, now);
      break;
    case State::Posting:
      wait(Wait::Answer, now);
      break;
    case State::Connecting:
      wait(Wait::Connect, now);
      break;
    case State::Connected:
      wait(event == Event::PeerShaky ? Wait::Disconnected : Wait::None, now);
      break;
    case State::Orphaning:
    case State::Deleting:
      wait(Wait::Remove, now);
      break;
    case State::Idle:
    case State::Done:
      wait(Wait::None, now);
      break;
  }
  return true;
}

void HttpNegotiation::on_expired(TimePoint now) {
  expire_calls(now);
  if (channel_deadline_ && now >= *channel_deadline_) begin_stream();
  if (restart_deadline_ && now >= *restart_deadline_) end_restart();
  if (patch_deadline_ && now >= *patch_deadline_) {
    patch_deadline_.reset();
    const bool answering = answer_patch_op_.has_value();
    const bool trickling = patch_op_.has_value();
    const bool probing = probe_op_.has_value() || patch_is_probe_;
    abort_patches();
    if (probing) note(NegotiationProbed{false});
    if (trickling) retry_candidates({}, now);
    if (answering) {
      fail(Event::AnswerPatchRefused, ErrorCode::SignalTimeout, "waited for: answer", now);
    }
  }
  if (delete_again_at_ && now >= *delete_again_at_) {
    delete_again_at_.reset();
    send_delete();
  }
  if (!expired(now)) return;
  const std::string detail = waited_for();
  switch (state_) {
    case State::Gathering:
      if (step(Event::Expire, now)) post_offer(local_sdp_);
      break;
    case State::Countering:
      if (held_answer_) return send_held_answer({}, now);
      fail(Event::Expire, ErrorCode::PeerTimeout, detail, now);
      break;
    case State::Posting:
      fail(Event::Expire, ErrorCode::SignalTimeout, detail, now);
      break;
    case State::Orphaning:
    case State::Deleting:
      for (const auto& op : {post_op_, delete_op_}) {
        if (op) push(AbortHttp{attempt_, *op});
      }
      if (delete_sent_) warn(ErrorCode::SignalNotEnded, detail);
      delete_again_at_.reset();
      if (step(Event::Expire, now)) tear_down(now);
      break;
    case State::Connected:
      fail(Event::Expire, ErrorCode::PeerFailed, "the peer has been silent for too long", now);
      break;
    case State::Idle:
    case State::Offering:
    case State::Answering:
    case State::Connecting:
    case State::Done:
      fail(Event::Expire, ErrorCode::PeerTimeout, detail, now);
      break;
  }
}

// ---------------------------------------------------------------------------------------------
// The browser's answers

void HttpNegotiation::on_offer(const std::string& sdp, TimePoint now) {
  auto parsed = parse_sdp(sdp);
  if (!parsed) {
    // The browser made it, but the app's mungeOffer may have spoilt it.
    return fail(Event::PeerRefusal, ErrorCode::PeerRefusedSdp, "the offer is not SDP", now);
  }
  if (!step(config_.trickle ? Event::OfferReady : Event::OfferHeld, now)) return;
  local_sdp_ = sdp;
  offered_ = kinds_of(*parsed);
  trickle_.set_offer(std::move(*parsed));
  if (config_.trickle) post_offer(sdp);
  local_op_ = next_op();
  push(ApplyLocal{attempt_, *local_op_, {SdpType::Offer, sdp}});
}

void HttpNegotiation::on_answer(const std::string& sdp, TimePoint now) {
  if (state_ != State::Countering) return;
  auto parsed = parse_sdp(sdp);
  if (!parsed) {
    return fail(Event::PeerRefusal, ErrorCode::PeerRefusedSdp, "the answer is not SDP", now);
  }
  channel_agreed_ = has_channel(*parsed);
  trickle_.set_offer(std::move(*parsed));
  local_op_ = next_op();
  push(ApplyLocal{attempt_, *local_op_, {SdpType::Answer, sdp}});
  if (config_.trickle) {
    if (step(Event::AnswerReady, now)) patch_answer(sdp, now);
  } else {
    held_answer_ = sdp;
    wait(Wait::Gathering, now);
  }
}

void HttpNegotiation::send_held_answer(const std::string& gathered, TimePoint now) {
  const std::string sdp = gathered.empty() ? *held_answer_ : gathered;
  held_answer_.reset();
  if (step(Event::AnswerReady, now)) patch_answer(sdp, now);
}

void HttpNegotiation::on_description_applied(OpId op, TimePoint now) {
  take(local_op_, op);
  if (take(restart_local_op_, op)) {
    last_trickle_ = std::exchange(trickle_, std::move(*next_trickle_));
    next_trickle_.reset();
    send_restart(bare_tag_ ? "*" : "\"*\"");
  }
  if (take(restart_remote_op_, op)) {
    forget_restart();
    trickle_.accepted();
    // Which a server may refuse that restarts.
    if (!takes_patches_) trickle_.stop();
  }
  if (take(servers_op_, op)) {
    trickle_.gather_again();
    trickle_.open();
  }
  if (!take(remote_op_, op) || !step(Event::RemoteReady, now)) return;
  if (state_ != State::Countering) return;
  answer_op_ = next_op();
  push(CreateAnswer{attempt_, *answer_op_});
}

void HttpNegotiation::on_peer_refused(const PeerRefused& refusal, TimePoint now) {
  if (take(remote_op_, refusal.op)) {
    const auto answer = parse_sdp(remote_sdp_);  // none where the server has made the offer
    // Browsers want a section for each of the offer's.
    const bool lacks_channel = config_.uses_channel && answer && !has_channel_section(*answer);
    return fail(Event::PeerRefusal, refusal.error, now,
                answer && !lacks_channel ? kinds_taken(*answer) : std::nullopt, lacks_channel);
  }
  const bool ours =
      take(offer_op_, refusal.op) || take(local_op_, refusal.op) || take(answer_op_, refusal.op);
  const bool restarting = take(restart_offer_op_, refusal.op) ||
                          take(restart_local_op_, refusal.op) ||
                          take(restart_remote_op_, refusal.op);
  if (ours) {
    fail(Event::PeerRefusal, refusal.error, now);
  } else if (restarting) {
    end_restart();
  } else if (take(servers_op_, refusal.op) && !is_over(state_)) {
    // It goes on without them.
    trickle_.open();
    warn(refusal.error.code, refusal.error.detail);
  }
}

// ---------------------------------------------------------------------------------------------
// Ways out

void HttpNegotiation::fail(Event event, ErrorCode code, std::string_view detail, TimePoint now) {
  fail(event, {code, std::string(detail)}, now);
}

void HttpNegotiation::fail(Event event, Error error, TimePoint now, std::optional<MediaKinds> takes,
                           bool without_channel) {
  const bool was_up = state_ == State::Connected;
  // Whoever has given up already does not want to hear of it again.
  const bool given_up = is_over(state_);
  if (!step(event, now)) return;
  if (!given_up) note(NegotiationFailed{std::move(error), was_up, takes, without_channel});
  tear_down(now);
}

// Carries out what the state behind the last step asks for. Safe to be called again.
void HttpNegotiation::tear_down(TimePoint now) {
  end_channel();
  trickle_.stop();
  trickle_again_at_.reset();
  abort_patches();
  forget_restart();
  if (state_ == State::Deleting && !delete_sent_) {
    if (session_) {
      if (is_publisher() && peer_open_) push(StopSending{attempt_});
      send_delete();
    } else {
      step(Event::DeleteEnd, now);
    }
  }
  // The server learns of the end by DELETE first: once it has seen the peer close, it may know
  // nothing of the session any more and answer 404, which browsers report as an error.
  if (state_ != State::Deleting) close_peer();
  if (state_ != State::Done) return;
  delete_again_at_.reset();
  asks_token_ = false;
  note(NegotiationFinished{});
}

void HttpNegotiation::close_peer() {
  if (std::exchange(peer_open_, false)) push(ClosePeer{attempt_});
}

void HttpNegotiation::abort_patches() {
  for (auto* op : {&patch_op_, &answer_patch_op_, &probe_op_, &restart_patch_op_}) {
    if (*op) push(AbortHttp{attempt_, **op});
    op->reset();
  }
  // What it carried is still to be said.
  trickle_.again();
  patch_is_probe_ = false;
  patch_deadline_.reset();
}

void HttpNegotiation::send_delete() {
  delete_op_ = next_op();
  delete_sent_ = true;
  SendHttp http =
      request(*delete_op_, HttpMethod::Delete, session_->url.text(), session_->send_token);
  http.keepalive = true;
  push(std::move(http));
}

}  // namespace sluice
