#include "sim/network.hpp"

#include "sim/made_url.hpp"

namespace sluice::sim {
namespace {

// What a redirect leads to keeps its path.
std::string on_origin(std::string_view origin, const std::string& url) {
  return std::string(origin) + url.substr(url.find('/', std::string_view("https://").size()));
}

// Empty where there is none.
std::string_view token_of(const SendHttp& request) {
  const bool has = !request.headers.empty() && request.headers.front().name == "Authorization";
  return has ? std::string_view(request.headers.front().value) : std::string_view();
}

}  // namespace

void Network::send(const SendHttp& request) {
  Flight& flight = flights_[{request.attempt, request.op}];
  flight.request = request;
  const bool offline = nature_.is_away(nature_.weather.line_back) && nature_.likely(50);
  if (offline || nature_.strikes(Fault::RequestLost)) {
    nature_.after(nature_.between(0, 3000),
                  [this, &flight] { fail(flight, "192.0.2.9 reset it"); });
  } else if (!nature_.strikes(Fault::RequestHangs)) {
    nature_.after(nature_.on_the_way(nature_.between(5, 300)), [this, &flight] { arrive(flight); });
  }
}

void Network::abort(const AbortHttp& effect) {
  Flight& flight = flights_[{effect.attempt, effect.op}];
  if (flight.done || nature_.strikes(Fault::AbortTooLate)) {
    flight.aborted = true;
    return;
  }
  flight.aborted = true;
  nature_.after(nature_.between(0, 5), [this, &flight] { fail(flight, "aborted"); });
}

// An abort does not call back what is under way, so the server sees an aborted request, too.
void Network::arrive(Flight& flight) {
  const SendHttp& request = flight.request;
  if (request.method == HttpMethod::Get) return send_back(flight, manager_.answer(request));
  if (nature_.is_away(nature_.weather.node_back)) return find_nobody(flight);
  std::string url = request.url;
  std::string_view token = token_of(request);
  const bool may_move = request.method == HttpMethod::Post;
  if (may_move && nature_.strikes(Fault::Redirected)) {
    url = on_origin("https://sm.example.com/moved", url);
  } else if (may_move && nature_.strikes(Fault::RedirectedAbroad)) {
    const std::string home = url;
    url = on_origin("https://node.example.org", url);
    if (url != home) token = {};  // browsers take it off
  }
  Server::Said said = server_.handle(request, url, token, this);
  said.answer.url = url;
  said.answer.redirected = url != request.url;
  if (!said.session.empty()) flight.session = sessions_[request.attempt] = said.session;
  if (on_change) on_change();
  // A server whose sessions are named shows them always: one that does so now and then has its old
  // session deleted while nobody can know that the new one has its URL.
  if (may_move && !server_.names_sessions() && nature_.strikes(Fault::HeadersHidden)) {
    said.answer.location.clear();
    said.answer.etag.clear();
    said.answer.link.clear();
    said.answer.retry_after.clear();
  }
  send_back(flight, std::move(said.answer));
}

// The host is down, or what stands before it answers in its place.
void Network::find_nobody(Flight& flight) {
  if (nature_.likely(50)) {
    nature_.after(nature_.between(5, 3'000), [this, &flight] { fail(flight, "refused"); });
    return;
  }
  HttpAnswered answer;
  answer.url = flight.request.url;
  answer.status = nature_.likely(50) ? 502 : 503;
  send_back(flight, std::move(answer));
}

void Network::send_back(Flight& flight, HttpAnswered answer) {
  if (nature_.strikes(Fault::AnswerHangs)) return;
  if (nature_.strikes(Fault::AnswerLost)) {
    nature_.after(nature_.between(0, 3000),
                  [this, &flight] { fail(flight, "192.0.2.9 reset it"); });
    return;
  }
  const bool slow = nature_.strikes(Fault::AnswerSlow);
  const Millis delay = slow ? nature_.between(2'000, 25'000) : nature_.between(5, 300);
  nature_.after(nature_.on_the_way(delay),
                [this, &flight, answer = std::move(answer)] { this->answer(flight, answer); });
}

void Network::answer(Flight& flight, HttpAnswered answer) {
  if (flight.done) return;
  flight.done = true;
  answer.attempt = flight.request.attempt;
  answer.op = flight.request.op;
  const bool wanted = !flight.aborted;
  const bool heard = deliver_(answer);
  // In a form that a client can use, and not hidden from it.
  const bool readable = !flight.session.empty() && made_url(answer) == flight.session;
  if (!readable || !wanted || !heard) return;
  told_.push_back(flight.session);
  known_.insert(flight.request.attempt);
}

std::optional<AttemptId> Network::would_end(const SendHttp& request) const {
  const auto* session = server_.find(request.url);
  if (request.method != HttpMethod::Delete || !session || !session->open || session->owner != this)
    return std::nullopt;
  return session->attempt;
}

std::string Network::session_url(AttemptId attempt) const {
  const auto it = sessions_.find(attempt);
  return it == sessions_.end() ? std::string() : it->second;
}

Server::Session* Network::session(AttemptId attempt) const {
  auto* session = server_.find(session_url(attempt));
  // At some servers another one may have its URL by now.
  return session && session->owner == this && session->attempt == attempt ? session : nullptr;
}

bool Network::has_session(AttemptId attempt) const {
  const auto* of_attempt = session(attempt);
  return of_attempt && of_attempt->open;
}

void Network::fail(Flight& flight, std::string_view why) {
  if (flight.done) return;
  flight.done = true;
  deliver_(HttpFailed{flight.request.attempt, flight.request.op, std::string(why)});
}

}  // namespace sluice::sim
