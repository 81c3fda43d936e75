// One WebSocket of a client's, and the way to the node behind it, directly or by a proxy: opens
// late or not at all, is dropped, hangs. What passes, passes in its order.
#pragma once

#include <functional>

#include "machine/effect.hpp"
#include "sim/nodes.hpp"
#include "sim/pipe.hpp"

namespace sluice::sim {

class Socket {
 public:
  // `line` says what the node can do beside talking by this socket.
  Socket(Nature& nature, Nodes& nodes, const OpenSocket& effect, Line line,
         std::function<void(const Input&)> deliver);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  void send(const std::string& text);
  void close();
  // The node behind it dies, or the line is cut for so long: most sockets do not hear of it.
  void lose_node();
  void lose_line(Millis time);
  // Nothing passes any more, and nobody is told; the node takes the client for gone after that
  // time.
  void hang(Millis noticed_after);

  // The node's side; nullptr before there is one.
  [[nodiscard]] Connection* connection() { return connection_; }
  // What is sent arrives.
  [[nodiscard]] bool carries() const { return !up_.is_cut(); }

 private:
  void open(const Line& line);
  void come_to_grief();
  void hear(const std::string& text);
  void drop(int code);

  Nature& nature_;
  Nodes& nodes_;
  AttemptId attempt_;
  bool publishes_;
  std::function<void(const Input&)> deliver_;
  Pipe up_, down_;
  Connection* connection_ = nullptr;
  bool closed_ = false;  // at the client's side
  bool hangs_ = false;
  bool dead_node_ = false;
};

}  // namespace sluice::sim
