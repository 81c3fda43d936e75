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
//  - A page that goes away cannot wait: its DELETE is sent so that it outlives the page.
//
// The states and the table are in http_table.cpp.

#include "session/http_negotiation.hpp"

#include "base/redact.hpp"
#include "base/text.hpp"
#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"

namespace sluice {
namespace {

using State = HttpState;
using Event = HttpEvent;

constexpr std::string_view kSdp = "application/sdp";
constexpr std::string_view kFragment = "application/trickle-ice-sdpfrag";

// Nothing is wanted of the peer any more.
bool is_over(State state) {
  return state == State::Orphaning || state == State::Deleting || state == State::Done;
}

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// The four verbs

void HttpNegotiation::start(TimePoint now) {
  const bool asks = config_.post_empty_offer;
  if (!step(asks ? Event::Ask : Event::Start, now)) return;
  peer_open_ = true;
  push(OpenPeer{
      .attempt = attempt_, .server_offers = asks, .may_restart_ice = config_.recovery.enabled});
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
void HttpNegotiation::probe(TimePoint now) {
  if (state_ != State::Connected || !session_ || patch_op_ || probe_op_) return;
  auto fragment = trickle_.repeat();
  if (!fragment) return;
  probe_op_ = next_op();
  patch_deadline_ = now + config_.timeouts.answer;
  send_fragment(*probe_op_, session_->etag, std::move(*fragment));
}

bool HttpNegotiation::restart_ice(TimePoint now) {
  // A server that restarts gives entity-tags (RFC 9725 section 4.3.1).
  const bool possible = state_ == State::Connected && session_ && !session_->etag.empty() &&
                        !remote_sdp_.empty() && restarts_ && config_.trickle;
  if (!possible || restart_deadline_) return false;
  // What is under way belongs to the old credentials.
  abort_patches();
  restart_deadline_ = now + config_.timeouts.answer;
  restart_offer_op_ = next_op();
  push(CreateOffer{.attempt = attempt_, .op = *restart_offer_op_, .restart_ice = true});
  return true;
}

void HttpNegotiation::handle(const Input& input, TimePoint now) {
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
    if (state_ != State::Countering) trickle_.candidate(gathered->candidate);
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
  } else if (std::holds_alternative<Timeout>(input)) {
    on_expired(now);
  }
  send_candidates(now);
}

std::optional<TimePoint> HttpNegotiation::next_deadline() const {
  return earlier(Negotiation::next_deadline(), earlier(patch_deadline_, restart_deadline_));
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
  if (restart_deadline_ && now >= *restart_deadline_) end_restart();
  if (patch_deadline_ && now >= *patch_deadline_) {
    patch_deadline_.reset();
    const bool answering = answer_patch_op_.has_value();
    const bool probing = probe_op_.has_value();
    abort_patches();
    if (!probing) trickle_.stop();
    if (answering) {
      fail(Event::AnswerPatchRefused, ErrorCode::SignalTimeout, "waited for: answer", now);
    }
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
  if (take(restart_local_op_, op)) send_restart(bare_tag_ ? "*" : "\"*\"");
  if (take(restart_remote_op_, op)) {
    forget_restart();
    trickle_.open();
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
  const bool ours = take(offer_op_, refusal.op) || take(local_op_, refusal.op) ||
                    take(remote_op_, refusal.op) || take(answer_op_, refusal.op);
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

void HttpNegotiation::on_peer_state(PeerState state, TimePoint now) {
  switch (state) {
    case PeerState::Connected: {
      const bool first = state_ != State::Connected;
      if (!step(Event::PeerUp, now) || !first) return;
      emit(event::kPeerOpen);
      note(NegotiationUp{});
      break;
    }
    case PeerState::Disconnected:
      step(Event::PeerShaky, now);
      break;
    case PeerState::Failed:
      fail(Event::PeerDown, ErrorCode::PeerFailed, "ICE or DTLS failed", now);
      break;
    case PeerState::Closed:
      fail(Event::PeerDown, ErrorCode::PeerFailed, "the other side closed the connection", now);
      break;
  }
}

// ---------------------------------------------------------------------------------------------
// HTTP

SendHttp HttpNegotiation::request(OpId op, HttpMethod method, std::string url,
                                  bool with_token) const {
  SendHttp http{
      .attempt = attempt_, .op = op, .method = method, .url = std::move(url), .headers{}, .body{}};
  if (with_token && !config_.token.empty()) {
    http.headers.push_back({"Authorization", concat("Bearer ", config_.token)});
  }
  return http;
}

void HttpNegotiation::post_offer(const std::string& sdp) {
  post_op_ = next_op();
  SendHttp http = request(*post_op_, HttpMethod::Post, endpoint_url(config_).text(), true);
  http.headers.push_back({"Content-Type", std::string(kSdp)});
  if (!sdp.empty()) http.body = with_rtcp_mux_only(sdp);
  emit(event::kOfferStart, Description{SdpType::Offer, http.body});
  push(std::move(http));
}

void HttpNegotiation::on_http(const HttpAnswered& answer, TimePoint now) {
  if (take(post_op_, answer.op)) {
    on_post_answered(answer, now);
  } else if (take(patch_op_, answer.op)) {
    patch_deadline_.reset();
    if (is_success(answer.status)) {
      trickle_.accepted();
      if (trickle_.complete()) emit(event::kTrickleComplete);
    } else {
      trickle_.stop();
      push(Log{LogLevel::Info,
               concat("the server takes no candidates: HTTP ", std::to_string(answer.status))});
    }
  } else if (take(restart_patch_op_, answer.op)) {
    on_restart_answered(answer);
  } else if (take(probe_op_, answer.op)) {
    patch_deadline_.reset();
    on_probe_answered(answer, now);
  } else if (take(answer_patch_op_, answer.op)) {
    patch_deadline_.reset();
    if (is_success(answer.status)) {
      emit(event::kAnswerEnd);
      config_.trickle ? trickle_.open() : trickle_.stop();
    } else {
      fail(Event::AnswerPatchRefused, http_error(answer), now);
    }
  } else if (take(delete_op_, answer.op)) {
    if (step(Event::DeleteEnd, now)) tear_down(now);
  }
}

void HttpNegotiation::on_http_failed(const HttpFailed& failure, TimePoint now) {
  Error error{.code = ErrorCode::HttpNetwork, .detail = redact(failure.detail)};
  if (take(post_op_, failure.op)) {
    fail(Event::PostLost, std::move(error), now);
  } else if (take(restart_patch_op_, failure.op)) {
    end_restart();
  } else if (take(probe_op_, failure.op)) {
    patch_deadline_.reset();
  } else if (take(patch_op_, failure.op)) {
    patch_deadline_.reset();
    trickle_.stop();
  } else if (take(answer_patch_op_, failure.op)) {
    patch_deadline_.reset();
    fail(Event::AnswerPatchRefused, std::move(error), now);
  } else if (take(delete_op_, failure.op)) {
    if (step(Event::DeleteEnd, now)) tear_down(now);
  }
}

// A server that refuses the PATCH itself is there all the same.
void HttpNegotiation::on_probe_answered(const HttpAnswered& answer, TimePoint now) {
  if (answer.status < 500 && answer.status != 404 && answer.status != 410)
    return note(NegotiationAlive{});
  // What only fails may still hold the stream's name.
  if (answer.status < 500) session_.reset();
  fail(Event::PeerDown, ErrorCode::PeerFailed, "the server's session is gone", now);
}

void HttpNegotiation::on_post_answered(const HttpAnswered& answer, TimePoint now) {
  const bool wanted = state_ == State::Posting;
  const PostVerdict verdict = judge_post(answer, config_.role, !config_.token.empty());
  const auto* refused = std::get_if<Refused>(&verdict);
  // A refusal makes no session, but a 2xx whose body cannot be used does.
  // So does a counter-offer that cannot be used. But a Location of another refusal may be
  // somebody else's session.
  if (!refused || is_success(answer.status) || is_counter_offer(answer, config_.role)) {
    learn_session(answer);
  }
  if (refused) return fail(Event::PostRefused, refused->error, now);

  const bool countered = std::holds_alternative<Countered>(verdict);
  if (!countered && config_.post_empty_offer)
    return fail(Event::PostRefused, ErrorCode::SignalNotSdp, "it is no offer", now);
  if (countered && !session_) {
    return fail(Event::PostRefused, ErrorCode::SignalNoLocation, "its offer cannot be answered",
                now);
  }
  if (!step(countered ? Event::PostCountered : Event::PostAccepted, now)) return;
  if (!wanted) return tear_down(now);
  // Which node it is that the proxy has found.
  if (is_valid_host(answer.session_host)) {
    emit(event::kEndpointChanged, Json(Json::Object{{"endpoint", Json(answer.session_host)}}));
  }
  emit_connect_success();
  countered ? take_counter_offer(answer) : take_answer(answer);
}

void HttpNegotiation::learn_session(const HttpAnswered& answer) {
  auto session = session_url(answer, config_.endpoint);
  const bool wanted = state_ == State::Posting;
  if (!session) {
    if (wanted) warn(session.error().code, session.error().detail);
    trickle_.stop();
    return;
  }
  if (wanted && !session->send_token) warn(ErrorCode::SignalForeignLocation, session->url.origin());
  session_ = std::move(*session);
}

std::vector<IceServer> HttpNegotiation::offered_servers(const HttpAnswered& answer) const {
  return config_.use_offered_ice_servers ? ice_servers(answer.link) : std::vector<IceServer>{};
}

void HttpNegotiation::take_answer(const HttpAnswered& answer) {
  if (config_.trickle) {
    auto servers = offered_servers(answer);
    if (servers.empty()) {
      trickle_.open();
    } else {
      // Gathering begins anew: until then the server must not hear that there are no more.
      servers_op_ = next_op();
      push(UseIceServers{attempt_, *servers_op_, std::move(servers), {SdpType::Offer, local_sdp_}});
    }
  } else {
    trickle_.stop();
    emit(event::kTrickleComplete);
  }
  remote_sdp_ = answer.body;
  apply_remote(SdpType::Answer, answer.body);
}

void HttpNegotiation::take_counter_offer(const HttpAnswered& answer) {
  // What has gathered so far belongs to the offer that the browser is about to roll back.
  trickle_ = Trickle{};
  // Gathering begins with the answer. A browser that refuses them does without.
  if (auto servers = offered_servers(answer); !servers.empty())
    push(UseIceServers{attempt_, next_op(), std::move(servers), {}});
  apply_remote(SdpType::Offer, answer.body);
}

void HttpNegotiation::apply_remote(SdpType type, const std::string& sdp) {
  emit(event::kOfferEnd, Description{type, sdp});
  remote_op_ = next_op();
  push(ApplyRemote{attempt_, *remote_op_, {type, sdp}});
}

void HttpNegotiation::patch_answer(const std::string& sdp, TimePoint now) {
  emit(event::kAnswerStart, Description{SdpType::Answer, sdp});
  answer_patch_op_ = next_op();
  patch_deadline_ = now + config_.timeouts.answer;
  SendHttp http =
      request(*answer_patch_op_, HttpMethod::Patch, session_->url.text(), session_->send_token);
  http.headers.push_back({"Content-Type", std::string(kSdp)});
  http.body = sdp;
  push(std::move(http));
}

void HttpNegotiation::send_candidates(TimePoint now) {
  // Not while the browser applies the answer: that is what the connection waits for, and a few
  // milliseconds later more of them fit into one request.
  const bool wanted = state_ == State::Connecting || state_ == State::Connected;
  if (!wanted || !session_ || probe_op_ || restart_deadline_) return;
  auto fragment = trickle_.poll_fragment();
  if (!fragment) return;
  patch_op_ = next_op();
  patch_deadline_ = now + config_.timeouts.answer;
  send_fragment(*patch_op_, session_->etag, std::move(*fragment));
}

void HttpNegotiation::send_fragment(OpId op, std::string etag, std::string fragment) {
  SendHttp http = request(op, HttpMethod::Patch, session_->url.text(), session_->send_token);
  http.headers.push_back({"Content-Type", std::string(kFragment)});
  if (!etag.empty()) http.headers.push_back({"If-Match", std::move(etag)});
  http.body = std::move(fragment);
  push(std::move(http));
}

// ---------------------------------------------------------------------------------------------
// ICE restart

void HttpNegotiation::on_restart_offer(const std::string& sdp) {
  auto parsed = parse_sdp(sdp);
  if (!parsed) return end_restart();
  trickle_ = Trickle{};
  trickle_.set_offer(std::move(*parsed));
  restart_offered_ = true;
  restart_local_op_ = next_op();
  push(ApplyLocal{attempt_, *restart_local_op_, {SdpType::Offer, sdp}});
}

// `tag`: the wildcard in quotes, as the standard's example has it, or bare, as HTTP means it.
void HttpNegotiation::send_restart(std::string_view tag) {
  restart_patch_op_ = next_op();
  send_fragment(*restart_patch_op_, std::string(tag), trickle_.credentials());
}

void HttpNegotiation::on_restart_answered(const HttpAnswered& answer) {
  if (answer.status == 412 && !bare_tag_) {
    bare_tag_ = true;
    return send_restart("*");
  }
  const auto ice = parse_fragment(answer.body);
  if (answer.status != 200 || !ice) {
    restarts_ = false;
    return end_restart();
  }
  session_->etag = answer.etag;  // empty where CORS hides it
  remote_sdp_ = with_ice(remote_sdp_, *ice);
  restart_remote_op_ = next_op();
  push(ApplyRemote{attempt_, *restart_remote_op_, {SdpType::Answer, remote_sdp_}});
}

// The session goes on as it was, if it does.
void HttpNegotiation::end_restart() {
  if (restart_patch_op_) push(AbortHttp{attempt_, *restart_patch_op_});
  if (restart_offered_) {
    push(RollBack{attempt_});
    trickle_.stop();
  }
  forget_restart();
}

void HttpNegotiation::forget_restart() {
  restart_deadline_.reset();
  restart_offered_ = false;
  for (auto* op : {&restart_offer_op_, &restart_local_op_, &restart_patch_op_, &restart_remote_op_})
    op->reset();
}

// ---------------------------------------------------------------------------------------------
// Ways out

void HttpNegotiation::fail(Event event, ErrorCode code, std::string_view detail, TimePoint now) {
  fail(event, {code, std::string(detail)}, now);
}

void HttpNegotiation::fail(Event event, Error error, TimePoint now) {
  const bool was_up = state_ == State::Connected;
  // Whoever has given up already does not want to hear of it again.
  const bool given_up = is_over(state_);
  if (!step(event, now)) return;
  if (!given_up) note(NegotiationFailed{std::move(error), was_up});
  tear_down(now);
}

// Carries out what the state behind the last step asks for. Safe to be called again.
void HttpNegotiation::tear_down(TimePoint now) {
  trickle_.stop();
  abort_patches();
  forget_restart();
  if (state_ == State::Deleting && !delete_op_) {
    if (session_) {
      if (is_publisher() && peer_open_) push(StopSending{attempt_});
      send_delete();
    } else {
      step(Event::DeleteEnd, now);
    }
  }
  // The server learns of the end by DELETE first: once it has seen the peer close, it may know
  // nothing of the session any more and answer 404, which browsers report as an error.
  if (peer_open_ && state_ != State::Deleting) {
    push(ClosePeer{attempt_});
    peer_open_ = false;
  }
  if (state_ == State::Done) note(NegotiationFinished{});
}

void HttpNegotiation::abort_patches() {
  for (auto* op : {&patch_op_, &answer_patch_op_, &probe_op_, &restart_patch_op_}) {
    if (*op) push(AbortHttp{attempt_, **op});
    op->reset();
  }
  patch_deadline_.reset();
}

void HttpNegotiation::send_delete() {
  delete_op_ = next_op();
  SendHttp http =
      request(*delete_op_, HttpMethod::Delete, session_->url.text(), session_->send_token);
  http.keepalive = true;
  push(std::move(http));
}

}  // namespace sluice
