#include "sim/watch_lines.hpp"

#include <algorithm>

#include "sim/describe.hpp"

namespace sluice::sim {
namespace {

// The attempt that an effect belongs to, and that may be told nothing any more when it is over.
std::optional<AttemptId> attempt_of(const Effect& effect) {
  return std::visit(
      [](const auto& value) -> std::optional<AttemptId> {
        using T = std::decay_t<decltype(value)>;
        constexpr bool is_http = std::is_same_v<T, SendHttp> || std::is_same_v<T, AbortHttp>;
        if constexpr (requires { value.attempt; } && !is_http) {
          return value.attempt;
        } else {
          return std::nullopt;
        }
      },
      effect);
}

bool is_goodbye(const std::string& text) {
  return text.starts_with(R"({"unpublish":)");
}

bool closes(const Effect& effect) {
  if (const auto* e = std::get_if<SendSocket>(&effect)) return is_goodbye(e->text);
  if (const auto* e = std::get_if<SendChannel>(&effect)) return is_goodbye(e->text);
  return std::holds_alternative<ClosePeer>(effect) || std::holds_alternative<CloseSocket>(effect) ||
         std::holds_alternative<StopSending>(effect);
}

}  // namespace

void WatchLines::begin(const Input& input) {
  if (const auto* i = std::get_if<SocketOpened>(&input)) sockets_[i->attempt] = Way::Open;
  if (const auto* i = std::get_if<SocketClosed>(&input)) sockets_[i->attempt] = Way::Closed;
  if (const auto* i = std::get_if<ChannelOpened>(&input)) channels_.insert(i->attempt);
  if (const auto* i = std::get_if<ChannelClosed>(&input)) channels_.erase(i->attempt);
  const auto* state = std::get_if<PeerStateChanged>(&input);
  if (state && state->state == PeerState::Connected && peer_ == state->attempt) peer_up_ = true;
}

void WatchLines::saw(const Effect& effect) {
  check_attempt(effect);
  if (const auto* e = std::get_if<OpenPeer>(&effect)) open_peer(e->attempt);
  if (const auto* e = std::get_if<ClosePeer>(&effect)) {
    if (peer_ != e->attempt) life_.fail("a peer is closed that is not open");
    peer_.reset();
    peer_up_ = false;
    channels_.erase(e->attempt);
  }
  if (const auto* e = std::get_if<OpenSocket>(&effect)) open_socket(e->attempt);
  if (const auto* e = std::get_if<CloseSocket>(&effect)) close_socket(e->attempt);
  if (const auto* e = std::get_if<SendSocket>(&effect)) {
    const auto it = sockets_.find(e->attempt);
    if (it == sockets_.end() || it->second != Way::Open)
      life_.fail("a word by a socket that is not open: " + e->text);
  }
  if (const auto* e = std::get_if<SendChannel>(&effect)) {
    if (!channels_.contains(e->attempt))
      life_.fail("a word by a channel that is not open: " + e->text);
    if (has_socket()) life_.fail("a word by the channel beside the socket: " + e->text);
  }
  if (std::holds_alternative<StopSending>(effect) && !peer_)
    life_.fail("a peer that is not open sends no more");
  if (const auto* e = std::get_if<Emit>(&effect)) check_objects(*e);
}

void WatchLines::check_attempt(const Effect& effect) {
  const auto attempt = attempt_of(effect);
  if (!attempt || *attempt == AttemptId{}) return;  // the client's own
  if (*attempt < newest_) life_.fail("an effect for an attempt that is over");
  newest_ = std::max(newest_, *attempt);
  const bool is_event = std::holds_alternative<Emit>(effect);  // WatchEvents'
  if (!life_.wanted() && !closes(effect) && !is_event)
    life_.fail("an effect for an attempt that nobody wants: " + test::describe(effect));
}

void WatchLines::open_peer(AttemptId attempt) {
  if (peer_) life_.fail("two peers are open");
  peer_ = attempt;
  peer_up_ = false;
}

void WatchLines::open_socket(AttemptId attempt) {
  if (has_socket()) life_.fail("two sockets are open");
  if (!sockets_.try_emplace(attempt, Way::Opening).second)
    life_.fail("an attempt opens two sockets");
}

void WatchLines::close_socket(AttemptId attempt) {
  const auto it = sockets_.find(attempt);
  if (it == sockets_.end() || it->second == Way::Closed)
    return life_.fail("a socket is closed that is not open");
  it->second = Way::Closed;
}

bool WatchLines::has_socket() const {
  return std::ranges::any_of(sockets_, [](const auto& s) { return s.second != Way::Closed; });
}

// Who carries an event out takes the object from what is open.
void WatchLines::check_objects(const Emit& emit) {
  const auto needs = [&](bool there) {
    if (!there) life_.fail(concat("an event without its object: ", emit.type));
  };
  if (const auto* object = std::get_if<HostObject>(&emit.data)) {
    using enum HostObject;
    if (*object == Peer || *object == Track || *object == Channel || *object == Transport)
      needs(peer_.has_value());
    if (*object == Stream && !life_.is_publisher()) needs(peer_.has_value());
  }
  if (const auto* carried = std::get_if<Carried>(&emit.data))
    needs(carried->by_channel ? peer_.has_value() : has_socket());
}

void WatchLines::end(bool ended) {
  if (!ended) return;
  if (peer_) life_.fail("a peer is open after the end");
  if (has_socket()) life_.fail("a socket is open after the end");
}

}  // namespace sluice::sim
