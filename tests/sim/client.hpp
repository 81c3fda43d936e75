// One page's client: a real supervisor between an app, a browser and a network that are models.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "recording/recorder.hpp"
#include "sim/browser.hpp"
#include "sim/channel_server.hpp"
#include "sim/describe.hpp"
#include "sim/monitor.hpp"
#include "sim/mute_truth.hpp"
#include "sim/network.hpp"
#include "sim/socket.hpp"
#include "sim/truth.hpp"

namespace sluice::sim {

// Whom a client can reach.
struct Services {
  Server& server;
  Manager& manager;
  Nodes& nodes;
};

class Client {
 public:
  // `trace` gets a line for each input and effect; none where it is null.
  Client(Nature& nature, const Services& services, const SessionConfig& config, MediaSource source,
         test::Lines* trace, bool records = false);

  // The app's calls; their numbers are those of Monitor::calls().
  CallId connect();
  CallId start(std::optional<std::string> name = {});
  CallId stop(bool release_media = false);
  CallId call_server(const std::string& method, const std::string& json);
  void tell(const Input& input) { handle(input); }  // what has no promise
  void hide();
  // The app sets something on the connection that it sees.
  void change_settings();

  // When its timer goes off, and that it does.
  [[nodiscard]] std::optional<TimePoint> wakes() const;
  void wake() { handle(Timeout{}); }

  [[nodiscard]] const SessionConfig& config() const { return config_; }
  [[nodiscard]] const Supervisor& supervisor() const { return supervisor_; }
  [[nodiscard]] bool ended() const { return supervisor_.ended(); }
  [[nodiscard]] const Browser& browser() const { return browser_; }
  [[nodiscard]] Monitor& monitor() { return *monitor_; }
  [[nodiscard]] const Network& network() const { return network_; }
  void check_end() {
    monitor_->at_end(supervisor_, network_.told(), browser_.camera_on());
    truth_.at_end();
  }
  // What there is of it, where it records.
  [[nodiscard]] const std::optional<recording::Recorder>& recorder() const { return recorder_; }
  // What it has done to the server that no promise covers.
  [[nodiscard]] std::string problem() const;
  void excuse(Millis time) {
    monitor_->excuse(time);
    truth_.excuse(time);
    mutes_.excuse(time);
    awake_at_ = nature_.now() + time;
  }

  // What becomes of it when the world changes.
  void lose_line(Millis time);
  void lose_node();
  void move(Millis time);
  void go_away(Millis time);
  void lose_devices() { browser_.lose_devices(); }
  void devices_changed() { browser_.devices_changed(); }
  void weather_changed() { browser_.weather_changed(); }
  void server_changed() { browser_.server_changed(); }
  void end_stream();  // its server tells where it can

  // Called behind each turn that was not the app's own.
  std::function<void()> after_turn;

 private:
  void deliver(const Input& input);
  void handle(const Input& input);
  void drain();
  [[nodiscard]] bool stood_still() const;
  void check_devices();
  void perform(const Effect& effect);
  void answer_policy(const AskPolicy& effect);
  void answer_token();
  void open_socket(const OpenSocket& effect);
  void join(AttemptId attempt, Peer& peer);
  void join_over_http(AttemptId attempt, Peer& peer);
  [[nodiscard]] Connection* connection_of(AttemptId attempt);
  [[nodiscard]] const std::array<bool, 2>* told_mutes();
  void set_timer();

  Nature& nature_;
  Nodes& nodes_;
  SessionConfig config_;
  test::Lines* trace_;
  std::unique_ptr<Monitor> monitor_;
  Browser browser_;
  Network network_;
  Truth truth_;
  MuteTruth mutes_;
  std::map<AttemptId, std::unique_ptr<Socket>> sockets_;
  std::map<AttemptId, std::unique_ptr<ChannelServer>> channels_;  // over HTTP
  const std::uint64_t seed_;
  Supervisor supervisor_;
  std::optional<recording::Recorder> recorder_;
  std::optional<TimePoint> deadline_;
  Millis late_{};
  TimePoint awake_at_{};   // where it has slept
  AttemptId seen_{};       // whose peer the app has got last
  int settings_ = 0;       // that it wants there
  bool recovers_;          // until the app wants it no more
  bool is_barred_ = true;  // a device must not be asked for now
  std::string_view problem_;
  std::uint32_t calls_ = 0;
  std::uint32_t tokens_ = 0;
};

}  // namespace sluice::sim
