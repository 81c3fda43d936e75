// What the events draft adds to a WHEP session: server-sent events, and the choice of a layer. Both
// are offered by links of the answer that made the session.
//
// The rules:
//  - The events are asked for once media may flow: nobody's picture waits for them.
//  - Only what the app wants and the server offers is asked for; one that offers nothing, or
//    refuses, is not asked again in this session, which goes on as if there were no events.
//  - A stream of events that breaks off is opened again, after a pause that grows; one that the
//    server knows nothing of any more is asked for anew. Its end ends nothing else: media is
//    watched by itself.
//  - "inactive" ends the stream as a server's own word over a data channel does, but not within a
//    second of the stream's beginning: that is how things stand, and the session may be waiting for
//    its publisher.
//  - "reconnect" is told to the session, which makes the next one beside this one.
//  - The subscription goes with the session's DELETE.
//
// The states:
//  Idle     the session is not up yet
//  Asking   the server has the list of events (POST)
//  Opening  the stream was asked for (GET)
//  Open     its pieces come
//  Pausing  it is asked for again after a while
//  Done     there are no events, or nobody wants them any more

#include "whip/whep_extensions.hpp"

#include <algorithm>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"
#include "signal/link.hpp"

namespace sluice {
namespace {

using State = EventsState;
using Event = EventsEvent;

constexpr Row<State, Event> kRows[] = {
    {State::Idle, Event::Begin, State::Asking},
    {State::Idle, Event::End, State::Done},
    {State::Asking, Event::Accepted, State::Opening},
    {State::Asking, Event::Lost, State::Pausing},
    {State::Asking, Event::Refused, State::Done},
    {State::Asking, Event::End, State::Done},
    {State::Opening, Event::Opened, State::Open},
    {State::Opening, Event::Lost, State::Pausing},
    {State::Opening, Event::Refused, State::Done},
    {State::Opening, Event::End, State::Done},
    {State::Open, Event::Lost, State::Pausing},
    {State::Open, Event::Refused, State::Done},
    {State::Open, Event::End, State::Done},
    {State::Pausing, Event::Resume, State::Opening},
    {State::Pausing, Event::Retry, State::Asking},
    {State::Pausing, Event::End, State::Done},
};

constexpr auto kTable = make_table<kEventsStates, kEventsEvents>(kRows);

constexpr std::string_view kEventsRel = "urn:ietf:params:whep:ext:core:server-sent-events";
constexpr std::string_view kLayerRel = "urn:ietf:params:whep:ext:core:layer";
constexpr std::string_view kStreamType = "text/event-stream";
constexpr Millis kHowThingsStand{1000};
constexpr Millis kUsualPause{3000};  // where the server says nothing (HTML, section 9.2.3)
constexpr Millis kLeastPause{1000};
constexpr Millis kMostPause{60'000};
constexpr std::size_t kMaxTextBytes = 256;
constexpr double kMaxNumber = 65'535;

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

bool names(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    if (trim(next_piece(list, ',')) == wanted) return true;
  }
  return false;
}

// A member as JSON; nothing where it has no place in a choice.
std::optional<std::string> choice_member(const std::string& key, const Json& value) {
  constexpr std::string_view kTexts[] = {"mediaId", "rid"};
  constexpr std::string_view kNumbers[] = {"spatialLayerId",    "temporalLayerId",
                                           "maxSpatialLayerId", "maxTemporalLayerId",
                                           "maxWidth",          "maxHeight"};
  if (std::ranges::find(kTexts, key) != std::end(kTexts)) {
    const std::string* text = value.string();
    if (!text || text->empty() || text->size() > kMaxTextBytes) return std::nullopt;
    return concat(json_string(key), ":", json_string(*text));
  }
  const auto number = value.number();
  const bool is_known = std::ranges::find(kNumbers, key) != std::end(kNumbers);
  if (!is_known || !number || *number < 0 || *number > kMaxNumber) return std::nullopt;
  const auto whole = static_cast<std::uint32_t>(*number);
  if (static_cast<double>(whole) != *number) return std::nullopt;
  return concat(json_string(key), ":", decimal(whole));
}

}  // namespace

EventsCell events_cell(EventsState state, EventsEvent event) {
  return cell_of(kTable, state, event);
}

std::optional<std::string> layer_choice(std::string_view args) {
  const auto json = parse_json(args, {.bytes = 4096, .depth = 3, .values = 32});
  const Json::Array* items = json ? json->array() : nullptr;
  const Json::Object* choice = items && items->size() == 1 ? items->front().object() : nullptr;
  if (!choice || !items->front().find("mediaId")) return std::nullopt;
  std::string text;
  for (const auto& [key, value] : *choice) {
    if (value.is_null()) continue;
    const auto member = choice_member(key, value);
    if (!member) return std::nullopt;
    text.append(text.empty() ? "{" : ",").append(*member);
  }
  return text.append("}");
}

void WhepExtensions::close(TimePoint now) {
  HttpNegotiation::close(now);
  follow(now);
}

void WhepExtensions::hide(TimePoint now) {
  HttpNegotiation::hide(now);
  follow(now);
}

void WhepExtensions::handle(const Input& input, TimePoint now) {
  const auto* call = std::get_if<ServerCalled>(&input);
  const auto* answer = std::get_if<HttpAnswered>(&input);
  const auto* failed = std::get_if<HttpFailed>(&input);
  if (call && call->method == kSelectLayer) {
    choose(*call, now);
  } else if (!(answer && on_answered(*answer, now)) && !(failed && on_lost(failed->op, now))) {
    if (answer && HttpNegotiation::state() == HttpState::Posting) learn_links(*answer);
    HttpNegotiation::handle(input, now);
    if (std::holds_alternative<Timeout>(input)) on_expired(now);
  }
  follow(now);
}

std::optional<TimePoint> WhepExtensions::next_deadline() const {
  auto next = earlier(HttpNegotiation::next_deadline(), events_deadline_);
  for (const Choice& choice : choices_) next = earlier(next, choice.deadline);
  return next;
}

// ---------------------------------------------------------------------------------------------
// The stream of events

void WhepExtensions::go(Event event, TimePoint now) {
  const State before = events_state_;
  const EventsCell cell = events_cell(events_state_, event);
  if (cell.ignored) return;
  events_state_ = cell.next;
  const bool waits = before == State::Asking || before == State::Opening || before == State::Open;
  const bool is_answered = event == Event::Accepted || event == Event::Opened;
  if (waits && !is_answered && op_) push(AbortHttp{attempt_, *op_});
  if (event != Event::Opened) op_.reset();
  events_deadline_.reset();
  switch (events_state_) {
    case State::Asking: {
      op_ = next_op();
      SendHttp http = to(*events_url_, *op_, HttpMethod::Post);
      http.headers.push_back({"Content-Type", "application/json"});
      for (const std::string_view name : wanted_)
        http.body.append(http.body.empty() ? "[" : ",").append(json_string(name));
      http.body.append("]");
      push(std::move(http));
      events_deadline_ = now + config_.timeouts.answer;
      break;
    }
    case State::Opening: {
      op_ = next_op();
      SendHttp http = to(*stream_url_, *op_, HttpMethod::Get);
      http.headers.push_back({"Accept", std::string(kStreamType)});
      if (!stream_.last_id().empty()) http.headers.push_back({"Last-Event-ID", stream_.last_id()});
      push(std::move(http));
      events_deadline_ = now + config_.timeouts.answer;
      break;
    }
    case State::Open:
      losses_ = 0;
      opened_at_ = now;
      stream_.begin_anew();
      break;
    case State::Pausing: {
      const Millis asked =
          std::clamp(stream_.retry().value_or(kUsualPause), kLeastPause, kMostPause);
      events_deadline_ = now + std::min(kMostPause, asked * (1 << std::min(losses_, 6U)));
      ++losses_;
      break;
    }
    case State::Idle:
    case State::Done:
      break;
  }
}

// What the answer that made the session offers.
void WhepExtensions::learn_links(const HttpAnswered& answer) {
  if (!is_success(answer.status) && !is_counter_offer(answer, config_.role)) return;
  for (const Link& link : parse_links(answer.link)) {
    if (link.has_rel(kLayerRel)) layers_url_ = target_of(answer, link.target);
    if (!link.has_rel(kEventsRel)) continue;
    events_url_ = target_of(answer, link.target);
    const std::string* offered = link.param("events");
    wanted_.clear();
    for (std::size_t i = 0; i < kServerEventCount; ++i) {
      const std::string_view name = nth_piece(kServerEvents, i);
      const bool is_wanted = (config_.server_events >> i & 1) != 0;
      if (is_wanted && (!offered || names(*offered, name))) wanted_.push_back(name);
    }
  }
}

// Where a link leads, by the rules for a session's own URL.
std::optional<SessionUrl> WhepExtensions::target_of(const HttpAnswered& answer,
                                                    const std::string& reference) const {
  HttpAnswered asked;
  asked.url = answer.url;
  asked.location = reference;
  auto url = session_url(asked, config_.endpoint);
  if (!url) return std::nullopt;
  if (may_have_token(config_, url->url)) url->send_token = true;
  return std::move(*url);
}

// The session is up, or over.
void WhepExtensions::follow(TimePoint now) {
  const HttpState state = HttpNegotiation::state();
  if (state == HttpState::Connected) {
    if (events_url_ && !wanted_.empty()) go(Event::Begin, now);
  } else if (state > HttpState::Connected) {
    go(Event::End, now);
    settle_all(ErrorCode::StateNotLive);
  }
}

// Whether it was one of ours.
bool WhepExtensions::on_answered(const HttpAnswered& answer, TimePoint now) {
  if (op_ == answer.op) {
    if (events_state_ == State::Asking) {
      on_asked(answer, now);
    } else if (events_state_ == State::Opening) {
      on_opened(answer, now);
    } else {
      on_piece(answer.body, now);
    }
    return true;
  }
  if (std::ranges::none_of(choices_, [&](const Choice& it) { return it.op == answer.op; }))
    return false;
  settle(answer.op, is_success(answer.status) ? std::nullopt
                                              : std::optional(http_error(answer, config_.role)));
  return true;
}

bool WhepExtensions::on_lost(OpId op, TimePoint now) {
  if (op_ == op) {
    op_.reset();
    go(Event::Lost, now);
    return true;
  }
  if (std::ranges::none_of(choices_, [&](const Choice& it) { return it.op == op; })) return false;
  settle(op, Error{.code = ErrorCode::HttpNetwork});
  return true;
}

void WhepExtensions::on_asked(const HttpAnswered& answer, TimePoint now) {
  op_.reset();
  if (passes(answer.status)) return go(Event::Lost, now);
  if (is_success(answer.status)) stream_url_ = target_of(answer, answer.location);
  if (stream_url_) return go(Event::Accepted, now);
  push(Log{LogLevel::Info, concat("the server tells of no events: HTTP ", decimal(answer.status))});
  go(Event::Refused, now);
}

void WhepExtensions::on_opened(const HttpAnswered& answer, TimePoint now) {
  std::string_view type = answer.content_type;
  const bool is_stream = equals_ignoring_case(trim(next_piece(type, ';')), kStreamType);
  if (answer.status == 200 && is_stream) return go(Event::Opened, now);
  const bool is_gone = answer.status == 404 || answer.status == 410;
  if (is_gone) stream_url_.reset();
  go(is_gone || passes(answer.status) ? Event::Lost : Event::Refused, now);
}

void WhepExtensions::on_piece(const std::string& piece, TimePoint now) {
  const bool fits = stream_.feed(piece);
  while (auto event = stream_.poll()) on_event(*event, now);
  if (fits) return;
  push(Log{LogLevel::Warn, "the server's events are larger than any event"});
  go(Event::Refused, now);
}

void WhepExtensions::on_event(StreamEvent& event, TimePoint now) {
  const auto wanted = std::ranges::find(wanted_, event.type);
  if (wanted == wanted_.end() || HttpNegotiation::state() != HttpState::Connected) return;
  auto data = parse_json(event.data);
  const Json* url = data ? data->find("url") : nullptr;
  const std::string to = url && url->string() ? *url->string() : std::string();
  emit(event::kServerEvent, Json()
                                .add("name", Json(std::string(*wanted)))
                                .add("data", data ? std::move(*data) : Json(Json::Object{})));
  if (event.type == "active") said_active_ = true;
  if (event.type == "reconnect") note(NegotiationMoved{to});
  if (event.type != "inactive") return;
  if (!std::exchange(said_active_, false) && now - opened_at_ < kHowThingsStand) return;
  ServerMessage over = message::Unpublished{};
  on_word(over, now);
}

void WhepExtensions::on_expired(TimePoint now) {
  if (events_deadline_ && now >= *events_deadline_) {
    if (events_state_ == State::Pausing) {
      go(stream_url_ ? Event::Resume : Event::Retry, now);
    } else {
      go(Event::Lost, now);
    }
  }
  while (!choices_.empty() && now >= choices_.front().deadline) {
    const OpId op = choices_.front().op;
    push(AbortHttp{attempt_, op});
    settle(op, Error{.code = ErrorCode::SignalTimeout});
  }
}

SendHttp WhepExtensions::to(const SessionUrl& url, OpId op, HttpMethod method) const {
  return request(op, method, url.url.text(), url.send_token);
}

// ---------------------------------------------------------------------------------------------
// The choice of a layer

void WhepExtensions::choose(const ServerCalled& call, TimePoint now) {
  const auto refuse = [&](ErrorCode code, std::string detail) {
    push(Settle{.call = call.call, .error = Error{code, std::move(detail)}});
  };
  auto choice = layer_choice(call.json);
  if (!choice) return refuse(ErrorCode::ConfigInvalid, "it is no choice of a layer");
  if (HttpNegotiation::state() != HttpState::Connected) return refuse(ErrorCode::StateNotLive, {});
  if (!layers_url_) return refuse(ErrorCode::CallFailed, "the server offers no choice of layers");
  if (choices_.size() >= kMaxChoices)
    return refuse(ErrorCode::StateBusy, "too many calls wait for the server");
  const OpId op = next_op();
  choices_.push_back({call.call, op, now + config_.timeouts.answer});
  SendHttp http = to(*layers_url_, op, HttpMethod::Post);
  http.headers.push_back({"Content-Type", "application/json"});
  http.body = std::move(*choice);
  push(std::move(http));
}

void WhepExtensions::settle(OpId op, std::optional<Error> error) {
  const auto found = std::ranges::find(choices_, op, &Choice::op);
  push(Settle{.call = found->call, .error = std::move(error)});
  choices_.erase(found);
}

void WhepExtensions::settle_all(ErrorCode code) {
  while (!choices_.empty()) {
    push(AbortHttp{attempt_, choices_.front().op});
    settle(choices_.front().op, Error{.code = code});
  }
}

}  // namespace sluice
