#include "sim/watch_requests.hpp"

#include <algorithm>

#include "sim/made_url.hpp"

namespace sluice::sim {
namespace {

constexpr std::size_t kMaxCandidates = 256;
constexpr std::size_t kMostSendings = 9;  // of each, as what is lost is sent again

std::size_t occurrences(std::string_view text, std::string_view word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string_view::npos; ++at) ++found;
  return found;
}

// An answer to a DELETE after which nothing is left.
bool ends(int status) {
  return (status >= 200 && status < 300) || status == 404 || status == 410;
}

}  // namespace

void WatchRequests::begin(const Input& input) {
  const auto answered = [&](AttemptId attempt, OpId op) {
    const Key key{attempt, op};
    if (under_way_.erase(key) + aborted_.erase(key) == 0) life_.fail("a request is answered twice");
  };
  if (const auto* i = std::get_if<HttpAnswered>(&input)) {
    // Some servers make a session's URL of names, so that one may come to life again.
    const auto it = under_way_.find({i->attempt, i->op});
    if (const auto url = made_url(*i); url && it != under_way_.end()) {
      ended_.erase(*url);
      owed_.insert(*url);
      makers_[*url].insert(i->attempt);
    }
    // A session that the server does not know any more has no end to be asked for.
    if (it != under_way_.end() && it->second.method == HttpMethod::Patch &&
        (i->status == 404 || i->status == 410))
      gone_.insert(it->second.url);
    if (it != under_way_.end() && it->second.method == HttpMethod::Delete && ends(i->status) &&
        !owed_.contains(it->second.url))
      ended_.insert(it->second.url);
    answered(i->attempt, i->op);
  }
  if (const auto* i = std::get_if<HttpFailed>(&input)) answered(i->attempt, i->op);
}

void WatchRequests::saw(const Effect& effect) {
  if (const auto* e = std::get_if<SendHttp>(&effect)) send(*e);
  if (const auto* e = std::get_if<AbortHttp>(&effect)) {
    const Key key{e->attempt, e->op};
    if (under_way_.erase(key) == 0) life_.fail("an abort of what is not under way");
    aborted_.insert(key);
  }
}

void WatchRequests::send(const SendHttp& request) {
  under_way_[{request.attempt, request.op}] = request;
  const auto url = parse_url(request.url);
  if (!url) return life_.fail("a request to what is no URL");
  const bool home = url->origin() == life_.config.endpoint.origin();
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Authorization" && !home && !may_have_token(life_.config, *url))
      life_.fail("the token goes to a foreign origin: " + request.url);
  }
  if (request.method == HttpMethod::Delete) {
    if (ended_.contains(request.url) && makers_[request.url].size() < 2)
      life_.fail("a session is deleted twice: " + request.url);
    deleted_.push_back(request.url);
    owed_.erase(request.url);
    if (!request.keepalive) life_.fail("a DELETE that does not outlive its page");
  } else if (life_.stopped || life_.rejected) {
    life_.fail("a request for a session that nobody wants");
  }
  candidates_ += occurrences(request.body, "\r\na=candidate:");
  if (candidates_ > kMostSendings * kMaxCandidates) life_.fail("candidates without end");
}

void WatchRequests::end(bool ended) {
  if (!ended || life_.over) return;
  for (const auto& [key, request] : under_way_) {
    if (!request.keepalive) life_.fail("a request is still under way at the end");
  }
}

void WatchRequests::at_end(const std::vector<std::string>& told) {
  for (const std::string& url : told) {
    if (gone_.contains(url)) continue;
    if (std::ranges::count(deleted_, url) == 0 || owed_.contains(url))
      life_.fail("a session is left on the server: " + url);
  }
  for (const std::string& url : deleted_) {
    if (std::ranges::count(told, url) == 0)
      life_.fail("somebody else's session is deleted: " + url);
  }
}

}  // namespace sluice::sim
