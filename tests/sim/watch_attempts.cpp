#include "sim/watch_attempts.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sim/describe.hpp"
#include "sim/made_url.hpp"

namespace sluice::sim {
namespace {

// The session that is seen, the one that is to take its place, and those that are being taken down:
// a server that lets a DELETE wait keeps each for as long as `timeouts.remove` says.
constexpr std::size_t kMostPeers = 16;
constexpr std::size_t kMostSockets = 16;
constexpr std::size_t kMostRequests = 32;

template <class... Types>
bool is_any(const Effect& effect) {
  return (std::holds_alternative<Types>(effect) || ...);
}

// What goes through the peer of its attempt.
std::optional<AttemptId> peer_of(const Effect& effect) {
  return std::visit(
      [](const auto& value) -> std::optional<AttemptId> {
        using T = std::decay_t<decltype(value)>;
        constexpr bool is_other = std::is_same_v<T, SendHttp> || std::is_same_v<T, AbortHttp> ||
                                  std::is_same_v<T, OpenSocket> || std::is_same_v<T, SendSocket> ||
                                  std::is_same_v<T, CloseSocket> || std::is_same_v<T, OpenPeer> ||
                                  std::is_same_v<T, Emit> || std::is_same_v<T, ShowAttempt> ||
                                  std::is_same_v<T, AttachView>;
        if constexpr (requires { value.attempt; } && !is_other) {
          return value.attempt;
        } else {
          return std::nullopt;
        }
      },
      effect);
}

}  // namespace

bool WatchAttempts::waits() const {
  return std::ranges::any_of(under_way_,
                             [this](const auto& each) { return !let_go_.contains(each.first); });
}

void WatchAttempts::begin(const Input& input) {
  is_left_ = std::holds_alternative<PageHidden>(input);
  for (const auto& [key, request] : under_way_) {
    if (is_left_ && request.outlives) let_go_.insert(key);
  }
  if (const auto* i = std::get_if<SocketOpened>(&input)) {
    if (sockets_.contains(i->attempt)) sockets_[i->attempt] = Way::Open;
  }
  if (const auto* i = std::get_if<SocketClosed>(&input)) sockets_.erase(i->attempt);
  if (const auto* i = std::get_if<ChannelOpened>(&input)) channels_.insert(i->attempt);
  if (const auto* i = std::get_if<ChannelClosed>(&input)) channels_.erase(i->attempt);
  if (const auto* i = std::get_if<HttpAnswered>(&input)) {
    // Some servers make a session's URL of names, so that one may come to life again.
    if (const auto url = made_url(*i); url && under_way_.contains({i->attempt, i->op})) {
      ended_.erase(*url);
      gone_.erase(*url);
      owed_.insert(*url);
      makers_[*url].insert(i->attempt);
    }
    answered(i->attempt, i->op, i->status);
  }
  if (const auto* i = std::get_if<HttpFailed>(&input)) answered(i->attempt, i->op, 0);
}

void WatchAttempts::answered(AttemptId attempt, OpId op, int status) {
  const Key key{attempt, op};
  const auto request = under_way_.find(key);
  if (request == under_way_.end()) {
    if (aborted_.erase(key) == 0) life_.fail("a request is answered twice");
    return;
  }
  const std::string& url = request->second.url;
  if (status == 404 || status == 410) gone_.insert(url);
  if (request->second.deletes && status >= 200 && status < 300 && !owed_.contains(url))
    ended_.insert(url);
  under_way_.erase(request);
}

void WatchAttempts::saw(const Effect& effect) {
  check_wanted(effect);
  check_peer(effect);
  check_words(effect);
  if (const auto* e = std::get_if<OpenPeer>(&effect)) open_peer(e->attempt);
  if (const auto* e = std::get_if<ClosePeer>(&effect)) {
    peers_.erase(e->attempt);
    channels_.erase(e->attempt);
  }
  if (const auto* e = std::get_if<OpenSocket>(&effect)) open_socket(e->attempt);
  if (const auto* e = std::get_if<CloseSocket>(&effect)) {
    if (sockets_.erase(e->attempt) == 0) life_.fail("a socket is closed that is not open");
  }
  if (const auto* e = std::get_if<SendHttp>(&effect)) send(*e);
  if (const auto* e = std::get_if<AbortHttp>(&effect)) {
    const Key key{e->attempt, e->op};
    if (under_way_.erase(key) == 0) life_.fail("an abort of what is not under way");
    aborted_.insert(key);
  }
  if (const auto* e = std::get_if<ShowAttempt>(&effect)) check_shown(e->attempt, true);
  if (const auto* e = std::get_if<AttachView>(&effect); e && !life_.is_publisher())
    check_shown(e->attempt, false);
  if (const auto* e = std::get_if<PlayView>(&effect)) check_shown(e->attempt, false);
  if (const auto* e = std::get_if<Emit>(&effect)) check_objects(*e);
}

// Who has stopped, and who was told that it is over, only hears of what is taken down.
void WatchAttempts::check_wanted(const Effect& effect) {
  if (life_.wanted()) return;
  const auto* request = std::get_if<SendHttp>(&effect);
  const bool begins = is_any<AcquireMedia, OpenPeer, OpenSocket, CreateOffer, CreateAnswer,
                             ApplyLocal, ApplyRemote, UseIceServers, AddCandidate, SampleStats,
                             ShowAttempt, AskPolicy, AttachView, PlayView>(effect) ||
                      (request && request->method != HttpMethod::Delete);
  if (begins) life_.fail("something is begun that nobody wants: " + test::describe(effect));
}

void WatchAttempts::check_peer(const Effect& effect) {
  const auto attempt = peer_of(effect);
  if (attempt && !peers_.contains(*attempt))
    life_.fail("an effect for a peer that is not open: " + test::describe(effect));
}

void WatchAttempts::check_words(const Effect& effect) {
  if (const auto* e = std::get_if<SendSocket>(&effect)) {
    const auto it = sockets_.find(e->attempt);
    if (it == sockets_.end() || it->second != Way::Open)
      life_.fail("a word by a socket that is not open: " + e->text);
  }
  if (const auto* e = std::get_if<SendChannel>(&effect)) {
    if (!channels_.contains(e->attempt))
      life_.fail("a word by a channel that is not open: " + e->text);
    if (sockets_.contains(e->attempt))
      life_.fail("a word by the channel beside the socket: " + e->text);
  }
}

// Who carries an event out takes the object from what is open.
void WatchAttempts::check_objects(const Emit& emit) {
  // A warning may be about what is only being taken down.
  if (emit.attempt == AttemptId{} || std::holds_alternative<Error>(emit.data)) return;
  check_shown(emit.attempt, false);
  const auto needs = [&](bool there) {
    if (!there) life_.fail(concat("an event without its object: ", emit.type));
  };
  if (const auto* object = std::get_if<HostObject>(&emit.data)) {
    using enum HostObject;
    if (*object == Peer || *object == Track || *object == Channel || *object == Transport ||
        (*object == Stream && !life_.is_publisher()))
      needs(peers_.contains(emit.attempt));
  }
}

// The app sees one session, and never an earlier one again.
void WatchAttempts::check_shown(AttemptId attempt, bool is_new) {
  if (session_of(attempt) < seen_) return life_.fail("the app sees a session that was replaced");
  seen_ = session_of(attempt);
  if (is_new && !is_open(attempt)) life_.fail("what is not open is shown");
}

void WatchAttempts::open_peer(AttemptId attempt) {
  peers_.insert(attempt);
  if (!ever_.insert(attempt).second) life_.fail("an attempt opens two peers");
  if (peers_.size() > kMostPeers) life_.fail("too many peers are open");
}

void WatchAttempts::open_socket(AttemptId attempt) {
  if (!sockets_.try_emplace(attempt, Way::Opening).second)
    life_.fail("an attempt opens two sockets");
  if (sockets_.size() > kMostSockets) life_.fail("too many sockets are open");
}

void WatchAttempts::send(const SendHttp& request) {
  under_way_[{request.attempt, request.op}] = {request.url, request.keepalive,
                                               request.method == HttpMethod::Delete};
  if (is_left_ && request.keepalive) let_go_.insert({request.attempt, request.op});
  if (under_way_.size() > kMostRequests) life_.fail("too many requests are under way");
  const auto url = parse_url(request.url);
  if (!url) return life_.fail("a request to what is no URL");
  const bool home = url->origin() == life_.config.endpoint.origin();
  for (const HttpHeader& header : request.headers) {
    if (header.name == "Authorization" && !home && !may_have_token(life_.config, *url))
      life_.fail("the token goes to a foreign origin: " + request.url);
  }
  if (request.method != HttpMethod::Delete) return;
  if (ended_.contains(request.url) && makers_[request.url].size() < 2)
    life_.fail("a session is deleted twice: " + request.url);
  deleted_.push_back(request.url);
  owed_.erase(request.url);
  if (!request.keepalive) life_.fail("a DELETE that does not outlive its page");
}

bool WatchAttempts::is_open(AttemptId attempt) const {
  return peers_.contains(attempt) || sockets_.contains(attempt);
}

void WatchAttempts::end(bool ended) {
  if (!ended) return;
  if (!peers_.empty()) life_.fail("a peer is open after the end");
  if (!sockets_.empty()) life_.fail("a socket is open after the end");
  if (life_.over) return;
  for (const auto& [key, request] : under_way_) {
    if (!request.outlives) life_.fail("a request is still under way at the end");
  }
}

void WatchAttempts::at_end(const std::vector<std::string>& told) {
  for (const std::string& url : told) {
    const auto times = std::ranges::count(deleted_, url);
    if ((times == 0 || owed_.contains(url)) && !gone_.contains(url))
      life_.fail("a session is left on the server: " + url);
  }
  for (const std::string& url : deleted_) {
    if (std::ranges::count(told, url) == 0)
      life_.fail("somebody else's session is deleted: " + url);
  }
}

}  // namespace sluice::sim
