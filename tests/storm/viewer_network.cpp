// What happens between a client of a storm and the cluster, and there.

#include <algorithm>
#include <charconv>
#include <string>

#include "storm/viewer.hpp"
#include "storm/words.hpp"
#include "storm/world.hpp"

namespace sluice::storm {
namespace {

// TCP and TLS take two ways there and back before anything can be asked.
constexpr int kNewConnection = 5;
constexpr Millis kInside{2};  // between the proxy and an edge
constexpr Millis kPeers{40};  // that DTLS takes besides its ways there and back
constexpr int kPeersWays = 6;
constexpr Millis kSpread{300};            // for a server that tells all of its clients something
constexpr std::uint64_t kKeyFrame = 200;  // within so many ms comes the first

constexpr int kDropped = 1006;
constexpr int kNobodyBehind = 1011;
constexpr int kTryLater = 1013;

constexpr std::string_view kAddress = "10.0.0.";

std::string address_of(std::uint32_t edge) {
  return std::string(kAddress) + std::to_string(edge + 1);
}

// The edge that a WebSocket is to be opened to.
std::uint32_t edge_of(std::string_view url) {
  constexpr std::string_view kHost = "host=10.0.0.";
  const std::size_t at = url.find(kHost);
  std::uint32_t number = 0;
  if (at != std::string_view::npos)
    std::from_chars(url.data() + at + kHost.size(), url.data() + url.size(), number);
  return number - 1;
}

std::string answer_with(std::uint32_t nodes) {
  std::string body = "[";
  for (; (nodes & 0xff) != kNoEdge; nodes = (nodes >> 8) | (kNoEdge << 24)) {
    if (body.size() > 1) body.push_back(',');
    body.append(R"({"serverAddress":")").append(address_of(nodes & 0xff));
    body.append(R"(","scope":"live","name":"stream1","region":"here"})");
  }
  return body.append("]");
}

}  // namespace

// ---------------------------------------------------------------------------------------------
// Lookups

void Viewer::act(const SendHttp& http) {
  plan(latency_ * kNewConnection, Kind::LookupArrives, static_cast<std::uint32_t>(http.attempt),
       static_cast<std::uint32_t>(http.op));
}

void Viewer::lookup_arrives(const Event& event) {
  Cluster& cluster = world_.cluster();
  const std::uint32_t op = event.detail;
  if (!cluster.manager_up) return plan(latency_, Kind::LookupHeard, event.attempt, op, 0);
  ++world_.measures().bin(world_.now()).lookups;
  if (const auto done = cluster.manager.take(world_.now()))
    return plan(*done - world_.now(), Kind::LookupAnswered, event.attempt, op,
                cluster.manager_life);
  ++world_.measures().bin(world_.now()).refused;
  const Refusal refusal = world_.plan().refusal;
  if (refusal == Refusal::Silence) return;
  plan(latency_, Kind::LookupHeard, event.attempt, op, refusal == Refusal::TooMany ? 429 : 503);
}

void Viewer::lookup_answered(const Event& event) {
  Cluster& cluster = world_.cluster();
  if (event.extra != cluster.manager_life)
    return plan(latency_, Kind::LookupHeard, event.attempt, event.detail, 0);
  if (event.attempt == aborted_) ++world_.measures().bin(world_.now()).wasted;
  const std::uint32_t nodes = cluster.choose(number_ % world_.plan().regions, world_.now());
  plan(latency_, Kind::LookupHeard, event.attempt, nodes, (nodes & 0xff) == kNoEdge ? 404 : 200);
}

void Viewer::lookup_heard(const Event& event) {
  const AttemptId attempt{event.attempt};
  const OpId op{1};  // no lookup of a client with recovery is repeated in its session
  if (event.extra == 0) return feed(HttpFailed{attempt, op, "refused"});
  HttpAnswered answer;
  answer.attempt = attempt;
  answer.op = op;
  answer.status = event.extra;
  answer.content_type = "application/json";
  answer.body = event.extra == 200 ? answer_with(event.detail) : "{}";
  const Plan& plan = world_.plan();
  if (event.extra == 429 || (event.extra == 503 && plan.refusal == Refusal::RetryAfter))
    answer.retry_after = std::to_string(plan.retry_after_s);
  feed(answer);
}

void Viewer::act(const AbortHttp& abort) {
  aborted_ = static_cast<std::uint32_t>(abort.attempt);
}

// ---------------------------------------------------------------------------------------------
// WebSockets

void Viewer::act(const OpenSocket& open) {
  const auto attempt = static_cast<std::uint32_t>(open.attempt);
  if (!find(attempt)) ways_.push_back({.attempt = attempt});
  Way& way = *find(attempt);
  way.line = Line::Opening;
  way.edge = static_cast<std::uint8_t>(edge_of(open.url));
  if (way.edge >= world_.cluster().edges.size())
    world_.measures().fail(number_, "it goes to a node that nobody has named: " + open.url);
  plan(latency_ * kNewConnection, Kind::SocketArrives, attempt);
}

void Viewer::socket_arrives(const Event& event) {
  Cluster& cluster = world_.cluster();
  if (!cluster.manager_up) return plan(latency_, Kind::SocketDropped, event.attempt, 0, kDropped);
  ++world_.measures().bin(world_.now()).sockets;
  if (const auto done = cluster.manager.take(world_.now()))
    return plan(*done - world_.now() + kInside, Kind::SocketReaches, event.attempt, 0,
                cluster.manager_life);
  ++world_.measures().bin(world_.now()).refused;
  if (world_.plan().refusal == Refusal::Silence) return;
  plan(latency_, Kind::SocketDropped, event.attempt, 0, kDropped);
}

void Viewer::socket_reaches(const Event& event) {
  Way* way = find(event.attempt);
  if (!way || way->line == Line::Gone) {
    ++world_.measures().bin(world_.now()).wasted;
    return;
  }
  Cluster& cluster = world_.cluster();
  if (event.extra != cluster.manager_life)
    return plan(latency_, Kind::SocketDropped, event.attempt, 0, kDropped);
  Edge& edge = cluster.edges[way->edge];
  plan(latency_, Kind::SocketOpened, event.attempt);
  if (!edge.up && world_.plan().silent) return;
  if (!edge.up || edge.sessions >= edge.most)
    return plan(latency_ + Millis(1), Kind::SocketDropped, event.attempt, 0,
                edge.up ? kTryLater : kNobodyBehind);
  ++edge.sessions;
  way->seated = true;
  plan(latency_ + Millis(1), Kind::ClientHears, event.attempt, 0,
       static_cast<std::uint32_t>(Word::Welcome));
}

void Viewer::socket_dropped(const Event& event) {
  Way* way = find(event.attempt);
  if (!way || way->line == Line::Gone) return;
  way->line = Line::Gone;
  forget_gone();
  feed(SocketClosed{AttemptId{event.attempt}, event.extra});
}

void Viewer::act(const CloseSocket& close) {
  Way* way = find(static_cast<std::uint32_t>(close.attempt));
  if (!way) return;
  way->line = Line::Gone;
  if (way->seated) plan(latency_ + kInside, Kind::SocketLeft, way->attempt);
  forget_gone();
}

void Viewer::socket_left(const Event& event) {
  if (Way* way = find(event.attempt)) unseat(*way);
  forget_gone();
}

void Viewer::unseat(Way& way) {
  if (!way.seated) return;
  way.seated = false;
  --world_.cluster().edges[way.edge].sessions;
  end_media(way);
}

// The server's side ends it.
void Viewer::hang_up(Way& way, int code) {
  unseat(way);
  const auto spread =
      static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(kSpread.count())));
  plan(latency_ + Millis(spread), Kind::SocketDropped, way.attempt, 0,
       static_cast<std::uint32_t>(code));
}

// ---------------------------------------------------------------------------------------------
// Words

void Viewer::act(const SendSocket& said) {
  const Word word = word_of(said.text);
  if (word == Word::Other) return;
  plan(latency_ + kInside, Kind::NodeHears, static_cast<std::uint32_t>(said.attempt), 0,
       static_cast<std::uint32_t>(word));
}

void Viewer::node_hears(const Event& event) {
  Way* way = find(event.attempt);
  if (!way || !way->seated) return;
  Edge& edge = world_.cluster().edges[way->edge];
  const auto say = [&](Word word, Millis later = {}) {
    plan(latency_ + kInside + later, Kind::ClientHears, event.attempt, 0,
         static_cast<std::uint32_t>(word));
  };
  switch (static_cast<Word>(event.extra)) {
    case Word::Question:
      return say(world_.cluster().stream_live ? Word::Available : Word::Missing);
    case Word::Request: {
      const auto done = edge.setups.take(world_.now());
      if (!done) return hang_up(*way, kTryLater);
      say(Word::Offer, *done - world_.now());
      return say(Word::Trickled, *done - world_.now());
    }
    case Word::Answer:
      return plan(latency_ * kPeersWays + kPeers, Kind::PeerUp, event.attempt);
    case Word::Subscribe:
      return say(Word::Starting);
    case Word::Other:
    case Word::Welcome:
    case Word::Available:
    case Word::Missing:
    case Word::Offer:
    case Word::Trickled:
    case Word::Starting:
    case Word::Unpublished:
      return;  // nobody's question
  }
}

void Viewer::client_hears(const Event& event) {
  const Way* way = find(event.attempt);
  if (!way || way->line != Line::Open) return;
  feed(SocketMessage{AttemptId{event.attempt}, text_of(static_cast<Word>(event.extra))});
}

// ---------------------------------------------------------------------------------------------
// The peers

void Viewer::peer_up(const Event& event) {
  Way* way = find(event.attempt);
  if (!way || !way->has_peer || !way->seated) return;
  way->media_from_ms =
      world_.now().time_since_epoch().count() + static_cast<std::int64_t>(random_.below(kKeyFrame));
  feed(PeerStateChanged{AttemptId{event.attempt}, PeerState::Connected});
}

void Viewer::browser_done(const Event& event) {
  const AttemptId attempt{event.attempt};
  const auto is_open = [&] {
    const Way* way = find(event.attempt);
    return way && way->has_peer;
  };
  const bool remote = event.extra != 0;
  if (is_open() && remote) feed(TrackArrived{attempt, true});
  if (is_open()) feed(DescriptionApplied{attempt, OpId{event.detail}});
  if (is_open() && !remote)
    feed(CandidateGathered{attempt, test::sample_candidate(0), "0", 0, "u"});
}

// ---------------------------------------------------------------------------------------------
// What becomes of the cluster

void Viewer::end_media(Way& way) {
  const TimePoint now = world_.now();
  if (way.media_from_ms < 0 || way.media_until_ms >= 0) return;
  way.media_until_ms = std::max(now.time_since_epoch().count(), way.media_from_ms);
  if (!has_picture_ || !way.has_peer || has_media()) return;
  has_picture_ = false;
  lost_at_ = now;
  attempts_ = 0;
  --world_.measures().watching;
  ++world_.measures().losses;
}

void Viewer::lose_edge(std::uint32_t edge, bool silent) {
  for (Way& way : ways_) {
    if (!way.seated || way.edge != edge) continue;
    if (silent) {
      unseat(way);
    } else {
      hang_up(way, kDropped);
    }
  }
}

void Viewer::lose_proxy() {
  for (Way& way : ways_) {
    if (way.line == Line::Open) hang_up(way, kDropped);
  }
}

void Viewer::lose_stream() {
  for (Way& way : ways_) {
    if (!way.seated) continue;
    unseat(way);
    const auto spread =
        static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(kSpread.count())));
    plan(latency_ + Millis(spread), Kind::ClientHears, way.attempt, 0,
         static_cast<std::uint32_t>(Word::Unpublished));
  }
}

}  // namespace sluice::storm
