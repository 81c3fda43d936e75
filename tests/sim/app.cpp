#include "sim/app.hpp"

#include "sim/wishes.hpp"

namespace sluice::sim {

void App::play_until(TimePoint time) {
  Nature& nature = world_.nature();
  open();
  while (world_.problem().empty()) {
    const TimePoint next = nature.now() + nature.between(0, nature.likely(50) ? 1'000 : 40'000);
    if (next >= time) break;
    world_.run_until(next);
    if (nature.strikes(Fault::ClockJump)) world_.sleep(nature.between(1'000, 200'000));
    const bool over = clients_.back()->ended();
    if (over && nature.likely(80)) {
      open();
    } else {
      // Now and then a client that is long over is called.
      act(nature.likely(95) ? *clients_.back() : *clients_[nature.below(clients_.size())]);
    }
  }
  for (Client* client : clients_) {
    if (!client->ended()) client->stop(nature.likely(50));
  }
}

void App::open() {
  Nature& nature = world_.nature();
  const SessionConfig config = some_config(nature);
  clients_.push_back(&world_.open(config, some_source(nature, config.role)));
  if (may_connect(*clients_.back()) && nature.likely(60)) clients_.back()->connect();
  if (nature.likely(70)) clients_.back()->start();
}

bool may_connect(const Client& client) {
  return client.config().transport == Transport::WebSocket &&
         client.config().role == Role::Subscriber;
}

void App::act(Client& client) {
  Nature& nature = world_.nature();
  const bool live = client.monitor().is_live();
  const std::uint64_t dice = nature.below(100);
  const bool talks =
      client.config().transport == Transport::WebSocket || client.config().uses_channel;
  if (live && talks && nature.likely(60)) {
    talk(client);
  } else if (dice < 40) {
    client.start();
  } else if (dice < 48) {
    client.start("another-name");
  } else if (dice < 52) {
    client.start(nature.likely(50) ? "../x" : "");
  } else if (dice < 72) {
    client.stop(nature.likely(50));
  } else if (dice < 76) {
    client.hide();
  } else if (dice < 84 && may_connect(client)) {
    client.connect();
  } else if (dice < 92) {
    talk(client);
  }
}

// What only works while it is live, at any time.
void App::talk(Client& client) {
  Nature& nature = world_.nature();
  switch (nature.below(6)) {
    case 0:
      return client.tell(SendCalled{"hello", R"({"unpublish":"stream1"})"});
    case 1:
      return client.tell(
          MuteCalled{nature.likely(50) ? MediaKind::Audio : MediaKind::Video, nature.likely(50)});
    case 2:
      return client.tell(LogCalled{"warn", "a line"});
    case 3:
      client.call_server("switchStreams", R"([{"path":"live/another"}])");
      return;
    case 4:
      // More of them than may wait at a time.
      for (std::uint64_t i = nature.likely(5) ? 300 : 3; i > 0; --i) client.call_server("m", "[]");
      return;
    default:
      client.call_server("isAvailable", R"([{"a":1}])");
  }
}

}  // namespace sluice::sim
