#include "sim/server.hpp"

#include "sim/samples.hpp"

namespace sluice::sim {
namespace {

using test::sample_offer;
using test::sample_sdp;

std::string origin_of(const std::string& url) {
  return url.substr(0, url.find('/', std::string_view("https://").size()));
}
std::string directory_of(const std::string& url) {
  const std::string path = url.substr(0, url.find('?'));
  return path.substr(0, path.rfind('/') + 1);
}
std::string_view header(const SendHttp& request, std::string_view name) {
  for (const HttpHeader& each : request.headers) {
    if (each.name == name) return each.value;
  }
  return {};
}

MediaKinds offered(const std::string& sdp) {
  const bool audio = sdp.find("m=audio") != std::string::npos;
  const bool video = sdp.find("m=video") != std::string::npos;
  return audio || video ? MediaKinds{audio, video} : MediaKinds{};
}

std::string_view ufrag_of(std::string_view text) {
  constexpr std::string_view kName = "a=ice-ufrag:";
  const std::size_t at = text.find(kName);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + kName.size());
  return next_line(text);
}

// What belongs to another generation is left alone.
void take_candidates(std::string_view fragment, Server::Session& session) {
  if (ufrag_of(fragment) != session.ufrag) return;
  if (fragment.find("a=end-of-candidates") != std::string_view::npos) session.has_all = true;
  while (!fragment.empty()) {
    const std::string_view line = next_line(fragment);
    if (line.starts_with("a=candidate:")) session.candidates.emplace(line.substr(2));
  }
}

bool offers_channel(std::string_view sdp) {
  return sdp.find("m=application") != std::string_view::npos;
}

bool is_player(const std::string& url) {
  return url.find("/whep/") != std::string::npos;
}

// How long a token is good for from its first use, where it is not for ever.
constexpr Millis kTokenTime{30'000};

}  // namespace

Server::Server(Nature& nature)
    : nature_(nature),
      names_sessions_(nature.strikes(Fault::SessionsOfNames)),
      replaces_(names_sessions_ && nature.likely(50)),
      tokens_expire_(nature.strikes(Fault::TokensExpire)),
      deletes_refused_(nature.strikes(Fault::DeletesRefused)) {
  if (!nature.strikes(Fault::TakesOneKind)) return;
  takes_ = nature.likely(50) ? MediaKinds{.audio = false} : MediaKinds{.video = false};
}

bool Server::has_expired(std::string_view token) {
  if (!tokens_expire_ || token.empty()) return false;
  const auto use = first_use_.try_emplace(std::string(token), nature_.now()).first;
  return nature_.now() - use->second > kTokenTime;
}

// The URL of the session that a stream has, or that a player with this id has.
std::string Server::name_of_stream(const std::string& url) const {
  constexpr std::string_view kId = "requestId=";
  const std::size_t id = url.find(kId);
  std::string name = is_player(url) ? "play" : "publish";
  if (!is_player(url)) return name;
  if (id == std::string::npos) return {};
  const std::string_view rest = std::string_view(url).substr(id + kId.size());
  return name.append("-").append(rest.substr(0, rest.find('&')));
}

void Server::forget_all() {
  for (auto& [url, session] : sessions_) {
    if (!url.ends_with("/of-another")) session.open = false;
  }
}

void Server::end_players() {
  for (auto& [url, session] : sessions_) {
    if (session.plays) session.open = false;
  }
}

Server::Session* Server::find(const std::string& url) {
  const auto it = sessions_.find(url);
  return it == sessions_.end() ? nullptr : &it->second;
}

Server::Said Server::handle(const SendHttp& request, const std::string& url, std::string_view token,
                            const void* owner) {
  switch (request.method) {
    case HttpMethod::Get:
      break;  // that is a stream manager's
    case HttpMethod::Post:
      return post({request, url, token, owner, offered(request.body)});
    case HttpMethod::Patch:
      return {patch(request, find(url)), {}};
    case HttpMethod::Delete:
      return {remove(request, find(url), token, owner), {}};
  }
  return {};
}

// 0 where it does not refuse.
int Server::refusal(const Asked& asked) {
  constexpr std::array<std::pair<Fault, int>, 8> refusals{{{Fault::Post400, 400},
                                                           {Fault::Post403, 403},
                                                           {Fault::Post404, 404},
                                                           {Fault::Post406, 406},
                                                           {Fault::Post409, 409},
                                                           {Fault::Post422, 422},
                                                           {Fault::Post500, 500},
                                                           {Fault::Post503, 503}}};
  if (nature_.strikes(Fault::TokenWanted) && asked.token.empty()) return 401;
  if (has_expired(asked.token)) return 401;
  if (is_player(asked.url) && nature_.is_away(nature_.weather.stream_back))
    return nature_.likely(70) ? 404 : 409;
  for (const auto& [fault, status] : refusals) {
    if (nature_.strikes(fault)) return status;
  }
  constexpr std::array odd{300, 304, 418, 429, 599};
  return nature_.strikes(Fault::PostOdd) ? odd[nature_.below(odd.size())] : 0;
}

Server::Said Server::post(const Asked& asked) {
  Said said;
  said.answer.status = refusal(asked);
  if (said.answer.status == 0 && takes_ != MediaKinds{} && asked.kinds != takes_ &&
      !asked.request.body.empty() && !nature_.strikes(Fault::AnswersOneKind)) {
    said.answer.status = 406;
    return said;
  }
  const std::string& url = asked.url;
  if (said.answer.status == 0 && offers_channel(asked.request.body) &&
      nature_.strikes(Fault::SectionRefused)) {
    said.answer.status = nature_.likely(50) ? 406 : 422;
    return said;
  }
  const auto* held = names_sessions_ && !replaces_ && !is_player(url)
                         ? find(origin_of(url) + "/" + name_of_stream(url))
                         : nullptr;
  if (said.answer.status == 0 && held && held->open) {
    said.answer.status = 409;
    return said;
  }
  if (said.answer.status == 0) {
    make_session(asked, said);
    return said;
  }
  said.answer.content_type = "text/plain";
  said.answer.body = "no, says 192.0.2.7";
  if (said.answer.status == 503) said.answer.retry_after = "5";
  if (said.answer.status == 409) {
    // Who holds the name. Whoever deletes this ends somebody else's stream.
    const std::string other = origin_of(url) + "/session/of-another";
    sessions_[other] = {};
    said.answer.location = other;
  }
  return said;
}

void Server::make_session(const Asked& asked, Said& said) {
  said.answer.status = 201;
  describe_session(asked, said);
  write_body(asked, said);
}

void Server::describe_session(const Asked& asked, Said& said) {
  const std::string& url = asked.url;
  Session session;
  session.owner = asked.owner;
  session.attempt = asked.request.attempt;
  session.plays = is_player(url);
  session.ufrag = ufrag_of(asked.request.body);
  std::string name = "session-" + std::to_string(++made_);
  const bool is_named = names_sessions_ && !name_of_stream(url).empty();
  if (is_named) name = name_of_stream(url);
  said.answer.location = "/" + name;
  said.session = origin_of(url) + "/" + name;
  if (is_named) {
    // There is one shape alone, and it is a good one.
  } else if (nature_.strikes(Fault::LocationUnusable)) {
    constexpr std::array<std::string_view, 4> bad{"", "ftp://sm.example.com/x", "http://a.example/",
                                                  "https://a b/"};
    said.answer.location = bad[nature_.below(bad.size())];
  } else if (nature_.strikes(Fault::LocationForeign)) {
    said.session = said.answer.location = "https://edge.example.net/" + name;
  } else if (nature_.strikes(Fault::LocationAbsolute)) {
    said.answer.location = said.session;
  } else if (nature_.likely(30)) {
    said.answer.location = name + "?key=1";
    said.session = directory_of(url) + said.answer.location;
  }
  if (nature_.strikes(Fault::Etag)) said.answer.etag = session.etag = "\"" + name + "\"";
  if (nature_.strikes(Fault::IceServers))
    said.answer.link = "<turn:t.example.com>; rel=\"ice-server\"; username=\"u\"; credential=\"c\"";
  if (nature_.strikes(Fault::IceJunk)) said.answer.link = "<turn:t>; rel=ice-server, <<;;\"";
  sessions_[said.session] = session;
}

void Server::write_body(const Asked& asked, Said& said) {
  const bool plays = is_player(asked.url);
  HttpAnswered& answer = said.answer;
  answer.content_type = "application/sdp";
  answer.body = sample_sdp("passive", "ufrag", takes_ == MediaKinds{} ? asked.kinds : takes_);
  if (plays && nature_.strikes(Fault::Counter406)) {
    answer.status = 406;
    answer.body = sample_offer();
  } else if (plays && nature_.strikes(Fault::CounterRed5)) {
    answer.body = sample_offer();
  }
  sessions_[said.session].answered = answer.body != sample_offer();
  describe_channel(asked, answer.body);
  if (nature_.strikes(Fault::PostEmpty)) answer.body.clear();
  if (nature_.strikes(Fault::PostHtml)) answer.body = "<!doctype html>";
  if (nature_.strikes(Fault::PostTooLarge)) {
    answer.body.clear();
    answer.body_fault = BodyFault::TooLarge;
  }
  if (nature_.strikes(Fault::PostBroken)) {
    answer.body.resize(answer.body.size() / 2);
    answer.body_fault = BodyFault::Broken;
  }
  if (answer.status == 406 && nature_.strikes(Fault::CounterSpoilt)) answer.body = "not SDP";
}

// The client's offer is answered section by section; where it has made none it may get a channel.
void Server::describe_channel(const Asked& asked, std::string& sdp) {
  if (sdp != sample_offer() && !offers_channel(asked.request.body)) return;
  if (nature_.strikes(Fault::SectionMissing)) return;
  sdp = test::with_channel(sdp, nature_.strikes(Fault::SectionRejected));
}

HttpAnswered Server::patch(const SendHttp& request, Session* session) {
  HttpAnswered answer;
  answer.status = 204;
  constexpr std::array refusals{400, 405, 422, 429, 500, 501, 503};
  const std::string_view tag = header(request, "If-Match");
  if (!session || !session->open) {
    answer.status = 404;
  } else if (header(request, "Content-Type") == "application/sdp") {
    if (nature_.strikes(Fault::AnswerPatchRefused))
      answer.status = refusals[nature_.below(refusals.size())];
    else
      session->answered = true, session->ufrag = ufrag_of(request.body);
  } else if (tag == "*" || tag == "\"*\"") {
    return restart_ice(request, *session);
  } else if (nature_.strikes(Fault::PatchRefused)) {
    answer.status = refusals[nature_.below(refusals.size())];
  } else if (nature_.strikes(Fault::PatchStale)) {
    answer.status = 412;
  } else if (tag != session->etag) {
    answer.status = tag.empty() ? 428 : 412;
  } else {
    take_candidates(request.body, *session);
  }
  return answer;
}

// The wildcard comes with or without quotes (RFC 9725 section 4.3.3 has it both ways).
HttpAnswered Server::restart_ice(const SendHttp& request, Session& session) {
  const bool bare = header(request, "If-Match") == "*";
  HttpAnswered answer;
  if (nature_.strikes(Fault::RestartRefused)) {
    answer.status = 422;
  } else if (nature_.strikes(Fault::RestartPutOff)) {
    answer.status = 503;
    answer.retry_after = "1";
  } else if (!bare && nature_.strikes(Fault::RestartBare)) {
    answer.status = 412;
  } else {
    answer.status = 200;
    answer.content_type = "application/trickle-ice-sdpfrag";
    answer.etag = session.etag = "\"restart-" + std::to_string(++made_) + "\"";
    if (nature_.strikes(Fault::RestartTagHidden)) answer.etag.clear();
    session.ufrag = ufrag_of(request.body);
    session.candidates.clear();
    session.has_all = false;
    take_candidates(request.body, session);
    answer.body = "a=ice-ufrag:another\r\na=ice-pwd:another/password/of/24\r\n";
  }
  return answer;
}

HttpAnswered Server::remove(const SendHttp& request, Session* session, std::string_view token,
                            const void* owner) {
  HttpAnswered answer;
  if (deletes_refused_ && nature_.likely(50)) {
    constexpr std::array refusals{400, 403, 405, 408, 429, 500, 501, 503};
    answer.status = refusals[nature_.below(refusals.size())];
    return answer;
  }
  if (has_expired(token)) {
    answer.status = 401;
    return answer;
  }
  answer.status = session && session->open ? 200 : 404;
  if (nature_.strikes(Fault::Delete500)) {
    answer.status = 500;
    return answer;
  }
  if (session && session->open && session->owner == owner && session->attempt != request.attempt)
    ++overtaken_;
  if (session) session->open = false;
  if (nature_.strikes(Fault::Delete404)) answer.status = 404;
  return answer;
}

}  // namespace sluice::sim
