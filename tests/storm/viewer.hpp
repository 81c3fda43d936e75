// One client of a storm: a real Supervisor between a browser, a network and the cluster, as light
// as they can be. A storm has up to a million of them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "recovery/supervisor.hpp"
#include "sim/recovery_monitor.hpp"
#include "storm/wheel.hpp"

namespace sluice::storm {

class World;

class Viewer {
 public:
  Viewer(World& world, std::uint32_t number);

  void happen(const Event& event);
  // The app wants no more.
  void stop();
  void check_end();

  // The other side of its sessions ends. Silently: nobody tells the client.
  void lose_edge(std::uint32_t edge, bool silent);
  void lose_proxy();
  void lose_stream();

 private:
  enum class Line : std::uint8_t { Opening, Open, Gone };

  // One attempt, from its socket to its media.
  struct Way {
    std::uint32_t attempt = 0;
    std::uint8_t edge = 0;
    Line line = Line::Gone;
    bool seated = false;  // the edge counts its session
    bool has_peer = false;
    std::int64_t media_from_ms = -1;   // not before the peers are connected
    std::int64_t media_until_ms = -1;  // while it flows
  };

  void join();
  void feed(const Input& input);
  void drain();
  void answer_at_once();
  void arm();
  void wake(TimePoint now);

  // Effects.
  template <class Other>
  void act(const Other&) {}
  void act(const SendHttp& http);
  void act(const AbortHttp& abort);
  void act(const OpenSocket& open);
  void act(const SendSocket& said);
  void act(const CloseSocket& close);
  void act(const OpenPeer& open);
  void act(const ClosePeer& close);
  void act(const ApplyRemote& apply);
  void act(const CreateAnswer& create);
  void act(const ApplyLocal& apply);
  void act(const SampleStats& sample);
  void act(const LookAtNetwork& look);
  void act(const AskPolicy& ask);
  void act(const Emit& emit);

  // What happens on the way, and at the servers.
  void lookup_arrives(const Event& event);
  void lookup_answered(const Event& event);
  void lookup_heard(const Event& event);
  void socket_arrives(const Event& event);
  void socket_reaches(const Event& event);
  void socket_dropped(const Event& event);
  void socket_left(const Event& event);
  void node_hears(const Event& event);
  void client_hears(const Event& event);
  void peer_up(const Event& event);
  void browser_done(const Event& event);
  void hang_up(Way& way, int code);
  void end_media(Way& way);
  void unseat(Way& way);

  void told_back();
  [[nodiscard]] bool has_media() const;
  [[nodiscard]] MediaCounts counts(const Way& way) const;
  [[nodiscard]] Way* find(std::uint32_t attempt);
  void forget_gone();
  void plan(Millis delay, Kind kind, std::uint32_t attempt, std::uint32_t detail = 0,
            std::uint32_t extra = 0);
  [[nodiscard]] Millis browser_time();

  World& world_;
  std::uint32_t number_;
  Random random_;
  Millis latency_;  // one way
  std::unique_ptr<Supervisor> supervisor_;
  std::unique_ptr<sim::RecoveryMonitor> monitor_;
  std::vector<Way> ways_;
  TimePoint armed_{};
  // Answered when the turn is over.
  std::array<std::uint32_t, 2> sampled_{};
  std::uint32_t aborted_ = 0;  // the attempt whose lookup was given up last
  std::uint32_t asked_ = 0;    // the number of the attempt that the policy is asked about

  bool has_picture_ = false;
  std::uint16_t attempts_ = 0;  // since the loss
  TimePoint lost_at_{};
};

}  // namespace sluice::storm
