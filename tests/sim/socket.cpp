#include "sim/socket.hpp"

namespace sluice::sim {
namespace {

constexpr Millis kGivenUp{60'000};  // when a node counts a silent line as dead

}  // namespace

Socket::Socket(Nature& nature, Nodes& nodes, const OpenSocket& effect, Line line,
               std::function<void(const Input&)> deliver)
    : nature_(nature),
      nodes_(nodes),
      attempt_(effect.attempt),
      publishes_(effect.url.find("?id=subscriber-") == std::string::npos),
      deliver_(std::move(deliver)),
      up_(nature),
      down_(nature) {
  if (nature_.strikes(Fault::SocketNever)) return;
  if (nature_.strikes(Fault::SocketRefused)) {
    nature_.after(nature_.between(0, 3'000), [this] { drop(1006); });
    return;
  }
  const bool slow = nature_.strikes(Fault::SocketSlow);
  const bool first = nodes_.count_socket() == 1;
  dead_node_ = nature_.strikes(Fault::NodeDead) || (first && nature_.strikes(Fault::FirstNodeDead));
  line.say_by_socket = [this](const std::string& text) {
    const bool late = nature_.strikes(Fault::WordSlow);
    down_.pass(late ? nature_.between(1'000, 15'000) : nature_.between(5, 300),
               [this, text] { hear(text); });
  };
  line.hang_up = [this] { down_.pass(Millis(5), [this] { drop(1000); }); };
  const Millis delay = slow ? nature_.between(2'000, 25'000) : nature_.between(5, 300);
  nature_.after(nature_.on_the_way(delay), [this, line = std::move(line)] { open(line); });
}

void Socket::open(const Line& line) {
  if (closed_) return;
  deliver_(SocketOpened{attempt_});
  if (dead_node_ || nature_.is_away(nature_.weather.node_back)) {
    // The proxy lets everybody in and finds nobody behind it.
    if (nature_.likely(60)) nature_.after(nature_.between(5, 3'000), [this] { drop(1011); });
    return;
  }
  connection_ = &nodes_.accept(publishes_, line);
  if (closed_) return connection_->lose_socket(true);
  come_to_grief();
  connection_->greet();
}

void Socket::come_to_grief() {
  if (nature_.strikes(Fault::SocketDropped)) {
    nature_.after(nature_.between(0, 30'000), [this] {
      constexpr std::array codes{1000, 1001, 1005, 1006, 1008, 1011, 1012, 4000};
      connection_->lose_socket(false);
      drop(codes[nature_.below(codes.size())]);
    });
  }
  if (nature_.strikes(Fault::SocketHangs)) {
    nature_.after(nature_.between(0, 30'000), [this] { hang(kGivenUp); });
  }
}

void Socket::send(const std::string& text) {
  const bool knew = connection_ && connection_->told_taken();
  up_.pass(nature_.between(5, 300), [this, text, knew] {
    if (connection_) connection_->hear(text, false, knew);
  });
}

void Socket::close() {
  closed_ = true;
  up_.pass(nature_.between(5, 300), [this] {
    if (connection_) connection_->lose_socket(true);
  });
}

void Socket::hear(const std::string& text) {
  if (closed_) return;
  connection_->was_heard(text);
  deliver_(SocketMessage{attempt_, text});
}

void Socket::lose_node() {
  if (closed_) return;
  if (!connection_) {
    dead_node_ = true;
    return;
  }
  if (nature_.likely(40)) {
    hangs_ = true;
    up_.cut();
    down_.cut();
  } else {
    nature_.after(nature_.between(5, 1'000), [this] { drop(1006); });
  }
}

void Socket::hang(Millis noticed_after) {
  if (closed_ || !connection_) return;
  hangs_ = true;
  up_.cut();
  down_.cut();
  nature_.after(noticed_after, [this] { connection_->lose_socket(false); });
}

void Socket::lose_line(Millis time) {
  if (closed_ || !nature_.likely(30)) return;
  nature_.after(nature_.between(0, time.count()), [this] {
    if (connection_) connection_->lose_socket(false);
    drop(1006);
  });
}

// What the server's side ends.
void Socket::drop(int code) {
  if (closed_ || hangs_) return;
  closed_ = true;
  up_.cut();
  down_.cut();
  deliver_(SocketClosed{attempt_, code});
  if (connection_) connection_->lose_socket(false);
}

}  // namespace sluice::sim
