#include "sim/nodes.hpp"

namespace sluice::sim {

Connection& Nodes::accept(bool publishes, Line line) {
  return connections_.emplace_back(nature_, *this, publishes, std::move(line));
}

bool Nodes::is_held(const std::string& stream, const Connection* but) const {
  const auto it = publishers_.find(stream);
  return it != publishers_.end() && it->second != but;
}

void Nodes::hold(const std::string& stream, Connection& by) {
  publishers_[stream] = &by;
}

void Nodes::free(const std::string& stream, const Connection& by) {
  const auto it = publishers_.find(stream);
  if (it != publishers_.end() && it->second == &by) publishers_.erase(it);
}

void Nodes::die() {
  for (Connection& connection : connections_) connection.die();
}

void Nodes::end_stream() {
  for (Connection& connection : connections_) connection.end_stream();
}

void Nodes::check_end() {
  for (const Connection& connection : connections_) {
    if (!connection.over()) fail("a session is left on a node: " + connection.stream());
  }
  if (!publishers_.empty()) fail("a name is left to nobody: " + publishers_.begin()->first);
}

}  // namespace sluice::sim
