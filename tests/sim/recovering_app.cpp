#include "sim/recovering_app.hpp"

#include "sim/app.hpp"
#include "sim/wishes.hpp"

namespace sluice::sim {

void RecoveringApp::play_until(TimePoint time) {
  Nature& nature = world_.nature();
  open();
  while (world_.problem().empty()) {
    const TimePoint next = nature.now() + nature.between(0, nature.likely(30) ? 1'000 : 40'000);
    if (next >= time) break;
    world_.run_until(next);
    if (nature.strikes(Fault::ClockJump)) world_.sleep(nature.between(1'000, 200'000));
    Client& client = *clients_.back();
    if (client.ended() && nature.likely(80)) {
      open();
    } else {
      nature.likely(60) ? suffer(client) : call(client);
    }
  }
  for (Client* client : clients_) {
    if (!client->ended()) client->stop(nature.likely(50));
  }
}

void RecoveringApp::open() {
  Nature& nature = world_.nature();
  const SessionConfig config = some_recovering_config(nature);
  clients_.push_back(&world_.open(config, some_source(nature, config.role)));
  Client& client = *clients_.back();
  if (may_connect(client) && nature.likely(40)) client.connect();
  if (nature.likely(85)) client.start();
}

void RecoveringApp::call(Client& client) {
  Nature& nature = world_.nature();
  const std::uint64_t dice = nature.below(100);
  if (nature.likely(20)) client.change_settings();
  if (dice < 25) {
    client.start();
  } else if (dice < 28) {
    client.start(nature.likely(50) ? "another-name" : "../x");
  } else if (dice < 38) {
    client.tell(RetryCalled{});
  } else if (dice < 42) {
    client.tell(StopRecoveryCalled{});
  } else if (dice < 50) {
    client.stop(nature.likely(50));
  } else if (dice < 52) {
    client.hide();
  } else if (dice < 58 && may_connect(client)) {
    client.connect();
  } else if (dice < 72) {
    const MediaKind kind = nature.likely(50) ? MediaKind::Audio : MediaKind::Video;
    client.tell(MuteCalled{kind, nature.likely(50)});
  } else if (dice < 80) {
    client.tell(SendCalled{"hello", R"({"unpublish":"stream1"})"});
  } else if (dice < 88) {
    client.tell(LogCalled{"warn", "a line"});
  } else {
    client.call_server("isAvailable", R"([{"a":1}])");
  }
}

void RecoveringApp::suffer(Client& client) {
  Nature& nature = world_.nature();
  // Most of what goes wrong is short.
  const Millis time = nature.between(50, nature.likely(70) ? 6'000 : 60'000);
  switch (nature.below(10)) {
    case 0:
    case 1:
      if (nature.likely(30)) return world_.move(nature.likely(50) ? Millis(0) : time);
      world_.cut_line(time);
      if (!nature.likely(50)) return;
      client.tell(OnlineChanged{false});
      return nature.after(time, [&client] { client.tell(OnlineChanged{true}); });
    case 2:
      return world_.kill_nodes(time);
    case 3:
      return world_.end_stream(time);
    case 4:
      return world_.freeze_media(time);
    case 5:
      return world_.starve(time);
    case 6:
      if (nature.likely(30)) return client.go_away(time);
      hidden_ = !hidden_;
      return client.tell(VisibilityChanged{hidden_});
    case 7:
      return nature.likely(50) ? world_.break_pictures(time) : world_.lose_devices(time);
    case 8:
      // Browsers are sometimes wrong about it.
      offline_ = !offline_;
      return client.tell(OnlineChanged{!offline_});
    default:
      return world_.sleep(time);
  }
}

}  // namespace sluice::sim
