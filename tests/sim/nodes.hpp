// The nodes that sessions over a WebSocket end at, and the names that are held there: from a
// publisher's offer until its goodbye, or until what its words came by is closed.
#pragma once

#include <list>
#include <map>
#include <string>

#include "sim/connection.hpp"

namespace sluice::sim {

class Nodes {
 public:
  explicit Nodes(Nature& nature) : nature_(nature) {}

  Connection& accept(bool publishes, Line line);
  [[nodiscard]] bool is_held(const std::string& stream, const Connection* but = nullptr) const;
  void hold(const std::string& stream, Connection& by);
  void free(const std::string& stream, const Connection& by);

  // All of them die: what they knew is forgotten, and nobody is told.
  void die();
  // The stream is over: whoever plays it is told.
  void end_stream();

  // The number of the next socket to any of them.
  int count_socket() { return ++sockets_; }
  [[nodiscard]] const std::string& problem() const { return problem_; }
  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  // Nothing more will happen.
  void check_end();

 private:
  Nature& nature_;
  int sockets_ = 0;
  std::list<Connection> connections_;
  std::map<std::string, const Connection*> publishers_;
  std::string problem_;
};

}  // namespace sluice::sim
