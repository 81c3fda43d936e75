// What a WHIP or WHEP server hears and says by the data channel of one of its sessions.
#pragma once

#include <array>
#include <functional>
#include <string>

#include "base/json.hpp"
#include "sim/channel.hpp"
#include "sim/nature.hpp"

namespace sluice::sim {

class ChannelServer {
 public:
  // `end_session`: the server's own, as of a stream that is over.
  ChannelServer(Nature& nature, Channel& channel, bool publishes,
                std::function<void()> end_session);
  ChannelServer(const ChannelServer&) = delete;
  ChannelServer& operator=(const ChannelServer&) = delete;

  void open();
  void hear(const std::string& text);
  void end_stream();  // a player's

  [[nodiscard]] bool carries() const { return open_ && channel_.carries(); }
  [[nodiscard]] const std::array<bool, 2>& muted() const { return muted_; }
  [[nodiscard]] std::string_view problem() const { return problem_; }

 private:
  void answer_call(const Json& json);
  void mute(const Json& json);
  void say_later(std::string text);

  Nature& nature_;
  Channel& channel_;
  bool publishes_;
  std::function<void()> end_session_;
  bool open_ = false;
  std::array<bool, 2> muted_{};  // by MediaKind
  std::string_view problem_;
};

}  // namespace sluice::sim
