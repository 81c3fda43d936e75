// One page's client: a real session between an app, a browser and a network that are models.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sim/browser.hpp"
#include "sim/describe.hpp"
#include "sim/monitor.hpp"
#include "sim/network.hpp"

namespace sluice::sim {

class Client {
 public:
  // `trace` gets a line for each input and effect; none where it is null.
  Client(Nature& nature, Server& server, const SessionConfig& config, MediaSource source,
         test::Lines* trace);

  // The app's calls; their numbers are those of Monitor::calls().
  CallId start(std::optional<std::string> name = {});
  CallId stop(bool release_media = false);
  void hide();

  // When its timer goes off, and that it does.
  [[nodiscard]] std::optional<TimePoint> wakes() const;
  void wake() { handle(Timeout{}); }

  [[nodiscard]] const Session& session() const { return session_; }
  [[nodiscard]] const Browser& browser() const { return browser_; }
  [[nodiscard]] Monitor& monitor() { return monitor_; }
  [[nodiscard]] const Network& network() const { return network_; }
  void check_end() { monitor_.at_end(session_, network_.told(), browser_.camera_on()); }

  // Called behind each turn that was not the app's own.
  std::function<void()> after_turn;

 private:
  void deliver(const Input& input);
  void handle(const Input& input);
  void drain();
  void perform(const Effect& effect);
  void set_timer();

  Nature& nature_;
  test::Lines* trace_;
  Monitor monitor_;
  Browser browser_;
  Network network_;
  Session session_;
  std::optional<TimePoint> deadline_;
  Millis late_{};
  std::uint32_t calls_ = 0;
};

}  // namespace sluice::sim
