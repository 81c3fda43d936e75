// The server's side of an attempt: the requests, and what is answered. The rules are at the head of
// http_negotiation.cpp.

#include <algorithm>
#include <utility>

#include "base/redact.hpp"
#include "base/text.hpp"
#include "signal/sdp.hpp"
#include "signal/sdp_fragment.hpp"
#include "whip/http_negotiation.hpp"

namespace sluice {
namespace {

using State = HttpState;
using Event = HttpEvent;

constexpr std::string_view kSdp = "application/sdp";
constexpr std::string_view kFragment = "application/trickle-ice-sdpfrag";
constexpr Millis kTricklePause{500};  // doubled with each PATCH of candidates that is lost in a row
constexpr std::uint32_t kMaxTrickleLosses = 6;

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// HTTP

SendHttp HttpNegotiation::request(OpId op, HttpMethod method, std::string url,
                                  bool with_token) const {
  SendHttp http{
      .attempt = attempt_, .op = op, .method = method, .url = std::move(url), .headers{}, .body{}};
  const std::string& token = token_ ? *token_ : config_.token;
  if (with_token && !token.empty()) {
    http.headers.push_back({"Authorization", concat("Bearer ", token)});
  }
  return http;
}

void HttpNegotiation::post_offer(const std::string& sdp) {
  if (!sdp.empty()) posted_ = with_rtcp_mux_only(sdp);
  emit(event::kOfferStart, Description{SdpType::Offer, posted_});
  post(endpoint_url(config_).text());
}

void HttpNegotiation::post(std::string url) {
  post_op_ = next_op();
  SendHttp http = request(*post_op_, HttpMethod::Post, std::move(url), true);
  http.headers.push_back({"Content-Type", std::string(kSdp)});
  http.body = posted_;
  push(std::move(http));
}

// Whether the POST goes once more, to where its redirect has led, with the token that got lost.
bool HttpNegotiation::post_where_it_led(const HttpAnswered& answer, TimePoint now) {
  auto url = parse_url(answer.url);
  if (led_to_ || !url || !may_have_token(config_, *url) || !step(Event::PostAgain, now))
    return false;
  led_to_ = std::move(url);
  post(led_to_->text());
  return true;
}

// Where an answer refuses a kind of media that was offered: those that it takes; both where it does
// not say.
std::optional<MediaKinds> HttpNegotiation::kinds_taken(const Sdp& answer) const {
  const MediaKinds taken = kinds_of(answer);
  const bool takes_any = taken.audio || taken.video;
  const bool takes_more = taken.audio > offered_.audio || taken.video > offered_.video;
  if (takes_any) return taken == offered_ || takes_more ? std::nullopt : std::optional(taken);
  return config_.kinds == MediaKinds{} ? std::nullopt : std::optional(MediaKinds{});
}

void HttpNegotiation::on_http(const HttpAnswered& answer, TimePoint now) {
  if (take(post_op_, answer.op)) {
    on_post_answered(answer, now);
  } else if (take(patch_op_, answer.op)) {
    on_patch_answered(answer, now);
  } else if (take(restart_patch_op_, answer.op)) {
    on_restart_answered(answer, now);
  } else if (take(probe_op_, answer.op)) {
    patch_deadline_.reset();
    on_probe_answered(answer, now);
  } else if (take(answer_patch_op_, answer.op)) {
    patch_deadline_.reset();
    if (is_success(answer.status)) {
      emit(event::kAnswerEnd);
      config_.trickle ? trickle_.open() : trickle_.stop();
    } else {
      Error error = http_error(answer, config_.role);
      // It is the server's offer that has gone, not the stream.
      if (answer.status == 404 || answer.status == 409 || answer.status == 410)
        error.code = ErrorCode::SignalAnswerLate;
      fail(Event::AnswerPatchRefused, std::move(error), now);
    }
  } else if (take(delete_op_, answer.op)) {
    const bool ended = is_success(answer.status) || answer.status == 404 || answer.status == 410;
    ended ? end_delete(now) : on_delete_refused(&answer, now);
  }
}

void HttpNegotiation::be_replaced(TimePoint now) {
  delete_op_.reset();
  end_delete(now);
}

void HttpNegotiation::end_delete(TimePoint now) {
  if (step(Event::DeleteEnd, now)) tear_down(now);
}

// `answer`: null where there was none.
void HttpNegotiation::on_delete_refused(const HttpAnswered* answer, TimePoint now) {
  if (state_ != State::Deleting) return;
  close_peer();
  if (!answer || passes(answer->status)) {
    const Millis asked = answer ? retry_after(*answer).value_or(Millis{0}) : Millis{0};
    delete_again_at_ = now + std::max(asked, std::exchange(delete_pause_, delete_pause_ * 2));
  } else if (answer->status == 401 && config_.recovery.has_token && !token_) {
    asks_token_ = true;
    push(AskToken{});
  } else {
    warn(ErrorCode::SignalNotEnded, concat("HTTP ", decimal(answer->status)));
    end_delete(now);
  }
}

void HttpNegotiation::on_http_failed(const HttpFailed& failure, TimePoint now) {
  Error error{.code = failure.kept_out ? ErrorCode::EnvLocalNetwork : ErrorCode::HttpNetwork,
              .detail = redact(failure.detail)};
  if (take(post_op_, failure.op)) {
    fail(Event::PostLost, std::move(error), now);
  } else if (take(restart_patch_op_, failure.op)) {
    end_restart();
  } else if (take(probe_op_, failure.op)) {
    patch_deadline_.reset();
    note(NegotiationProbed{false});
  } else if (take(patch_op_, failure.op)) {
    patch_deadline_.reset();
    retry_candidates({}, now);
    if (std::exchange(patch_is_probe_, false)) note(NegotiationProbed{false});
  } else if (take(answer_patch_op_, failure.op)) {
    patch_deadline_.reset();
    fail(Event::AnswerPatchRefused, std::move(error), now);
  } else if (take(delete_op_, failure.op)) {
    on_delete_refused(nullptr, now);
  }
}

// A server that refuses the PATCH itself is there all the same.
void HttpNegotiation::on_probe_answered(const HttpAnswered& answer, TimePoint now) {
  const bool is_gone = answer.status == 404 || answer.status == 410;
  // What fails (5xx) says nothing of the session, nor does a URL that was never right.
  if (!is_gone || !location_works_) return note(NegotiationProbed{answer.status < 500 && !is_gone});
  lose_session(now);
}

// The server knows nothing of it any more: there is nothing to DELETE.
void HttpNegotiation::lose_session(TimePoint now) {
  session_.reset();
  fail(Event::PeerDown, ErrorCode::PeerFailed, "the server's session is gone", now);
}

void HttpNegotiation::on_patch_answered(const HttpAnswered& answer, TimePoint now) {
  patch_deadline_.reset();
  const int status = answer.status;
  const bool first = !std::exchange(patched_, true);
  if (is_success(status)) {
    trickle_losses_ = 0;
    trickle_.accepted();
    if (trickle_.complete()) emit(event::kTrickleComplete);
  } else if (passes(status)) {
    retry_candidates(retry_after(answer).value_or(Millis{0}), now);
  } else {
    trickle_.stop();
    takes_patches_ = status != 405 && status != 415 && status != 422 && status != 501;
    if (first && status == 404) {
      location_works_ = false;
      warn(ErrorCode::SignalWrongLocation, session_->url.path);
    }
    push(Log{LogLevel::Info, concat("the server takes no candidates: HTTP ", decimal(status))});
  }
  if (std::exchange(patch_is_probe_, false)) on_probe_answered(answer, now);
}

// What the last PATCH carried is sent once more, after a pause that grows, and not for ever.
void HttpNegotiation::retry_candidates(Millis asked, TimePoint now) {
  if (++trickle_losses_ > kMaxTrickleLosses) return trickle_.stop();
  trickle_.again();
  trickle_again_at_ = now + std::max(asked, kTricklePause * (1 << trickle_losses_));
}

void HttpNegotiation::on_post_answered(const HttpAnswered& answer, TimePoint now) {
  const bool wanted = state_ == State::Posting;
  const bool lost_token =
      !config_.token.empty() && has_left(answer, led_to_ ? *led_to_ : config_.endpoint);
  const PostVerdict verdict = judge_post(answer, config_.role, lost_token);
  const auto* refused = std::get_if<Refused>(&verdict);
  // A refusal makes no session, but a 2xx whose body cannot be used does.
  // So does a counter-offer that cannot be used. But a Location of another refusal may be
  // somebody else's session.
  if (!refused || is_success(answer.status) || is_counter_offer(answer, config_.role)) {
    learn_session(answer);
  }
  if (refused) {
    if (refused->error.code == ErrorCode::HttpAuthLost && post_where_it_led(answer, now)) return;
    const bool offers_one_kind = config_.kinds == MediaKinds{} && offered_ != MediaKinds{};
    const bool refuses_kinds = answer.status == 406 && !config_.post_empty_offer &&
                               !offers_one_kind && !is_counter_offer(answer, config_.role);
    const bool without_channel = config_.uses_channel && !config_.post_empty_offer &&
                                 (answer.status == 406 || answer.status == 422);
    return fail(Event::PostRefused, refused->error, now,
                refuses_kinds && !without_channel ? std::optional(MediaKinds{}) : std::nullopt,
                without_channel);
  }

  // What answers an empty POST is an offer, whatever role in DTLS it asks for (RFC 8842
  // section 5.2).
  const bool countered = config_.post_empty_offer || std::holds_alternative<Countered>(verdict);
  if (countered && !session_) {
    return fail(Event::PostRefused, ErrorCode::SignalNoLocation, "its offer cannot be answered",
                now);
  }
  if (!step(countered ? Event::PostCountered : Event::PostAccepted, now)) return;
  if (!wanted) return tear_down(now);
  // Which node it is that the proxy has found.
  if (is_valid_host(answer.session_host)) {
    emit(event::kEndpointChanged, Json().add("endpoint", Json(answer.session_host)));
  }
  emit_connect_success();
  countered ? take_counter_offer(answer) : take_answer(answer);
}

void HttpNegotiation::learn_session(const HttpAnswered& answer) {
  auto session = session_url(answer, config_.endpoint);
  if (session && may_have_token(config_, session->url)) session->send_token = true;
  const bool wanted = state_ == State::Posting;
  if (!session) {
    if (wanted) warn(session.error().code, session.error().detail);
    trickle_.stop();
    return;
  }
  if (wanted && !session->send_token) warn(ErrorCode::SignalForeignLocation, session->url.origin());
  session_ = std::move(*session);
  // A server that restarts gives entity-tags (RFC 9725 section 4.3.1).
  may_restart_ = config_.may_restart_ice && !session_->etag.empty();
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
  const auto described = parse_sdp(remote_sdp_);
  channel_agreed_ = config_.uses_channel && described && has_channel(*described);
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
  push(ApplyRemote{attempt_, *remote_op_, {type, with_last_line_end(sdp)}});
}

void HttpNegotiation::patch_answer(const std::string& sdp, TimePoint now) {
  emit(event::kAnswerStart, Description{SdpType::Answer, sdp});
  answer_patch_op_ = next_op();
  patch_deadline_ = now + answer_limit(config_);
  SendHttp http =
      request(*answer_patch_op_, HttpMethod::Patch, session_->url.text(), session_->send_token);
  http.headers.push_back({"Content-Type", std::string(kSdp)});
  http.body = with_rtcp_mux_only(sdp);
  push(std::move(http));
}

void HttpNegotiation::send_candidates(TimePoint now) {
  // Not while the browser applies the answer: that is what the connection waits for, and a few
  // milliseconds later more of them fit into one request.
  const bool wanted = state_ == State::Connecting || state_ == State::Connected;
  if (trickle_again_at_ && now < *trickle_again_at_) return;
  trickle_again_at_.reset();
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

}  // namespace sluice
