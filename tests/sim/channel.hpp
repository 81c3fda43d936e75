// The data channel of one peer: opens behind it, fails, closes, falls silent.
#pragma once

#include <functional>
#include <string>

#include "machine/effect.hpp"
#include "sim/pipe.hpp"

namespace sluice::sim {

class Channel {
 public:
  Channel(Nature& nature, AttemptId attempt, std::function<void(const Input&)> deliver)
      : nature_(nature),
        attempt_(attempt),
        deliver_(std::move(deliver)),
        up_(nature),
        down_(nature) {}
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // The peers are connected.
  void rise();
  void send(const std::string& text);
  void say(const std::string& text);  // the node does
  void close();                       // with its peer: the client hears nothing of it
  void end();                         // the other side, or the network, closes it

  [[nodiscard]] bool is_open() const { return open_; }
  // What is sent arrives.
  [[nodiscard]] bool carries() const { return open_ && !up_.is_cut(); }

  // The node's side.
  std::function<void()> on_open = [] {};
  std::function<void(const std::string&)> on_word;
  std::function<void(const std::string&)> on_heard;
  std::function<void(bool orderly)> on_close;

 private:
  void come_to_grief();

  Nature& nature_;
  AttemptId attempt_;
  std::function<void(const Input&)> deliver_;
  Pipe up_, down_;
  bool open_ = false;
  bool gone_ = false;
};

}  // namespace sluice::sim
